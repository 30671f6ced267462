"""`netmon sla check`: is a statement what its facts give, then and now?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from netmon.cli.answers import count, show
from netmon.cli.exit_codes import ExitCode
from netmon.cli.sla_months import version_line
from netmon.cli.sla_open import open_sla
from netmon.cli.sources import note_demo
from netmon.core.months import Month
from netmon.sla.statements.canonical import change_to_json
from netmon.sla.statements.check import Checked
from netmon.sla.statements.check import check as check_version
from netmon.sla.statements.lifecycle import NotNow
from netmon.sla.statements.versions_json import version_to_json

if TYPE_CHECKING:
    from argparse import Namespace

    from netmon.core.settings import Settings
    from netmon.sla.statements.statement_rows import Version

MOST_NAMED = 20


def check(options: Namespace, settings: Settings) -> int:
    """Make a version again; exit code 1 where it is not the same."""
    month = Month.parse(options.month)
    note_demo(settings, f"sla check --month {month}")
    version, found = asyncio.run(_check(options, settings, month))
    show(options, _to_facts(version, found), _lines(version, found))
    return ExitCode.DONE if found.is_same else ExitCode.UNHEALTHY


async def _check(
    options: Namespace, settings: Settings, month: Month
) -> tuple[Version, Checked]:
    async with open_sla(settings) as opened:
        desk = opened.desk
        version = await desk.store.find(month, options.version)
        if version is None:
            raise NotNow("not_frozen", month=month)
        found = await check_version(opened.database, version, desk.ruleset)
    return version, found


def _to_facts(version: Version, found: Checked) -> dict[str, Any]:
    return {
        "version": version_to_json(version),
        "is_same": found.is_same,
        "result_digest": found.result_digest,
        "data_digest_now": found.data_digest_now,
        "changed_sites": list(found.changed_sites),
        "has_other_gaps": found.has_other_gaps,
        "has_other_rules": found.has_other_rules,
        "changes": [change_to_json(each) for each in found.changes],
    }


def _lines(version: Version, found: Checked) -> Iterator[str]:
    yield version_line(version)
    if found.is_same:
        yield "made again from its own facts: the same bytes"
    else:
        digest = f"result sha256:{found.result_digest}"
        yield f"made again from its own facts: NOT the same, {digest}"
    if found.data_digest_now == version.data_digest:
        yield f"facts of today: the same, data sha256:{version.data_digest}"
    else:
        yield f"facts of today: other ones, data sha256:{found.data_digest_now}"
    if found.has_other_gaps:
        yield "  our pollers' gaps are told otherwise"
    if found.changed_sites:
        yield f"  of {_name(found.changed_sites)}"
    if found.has_other_rules:
        yield "rules of today: other ones"
    sites = sorted({each.site for each in found.changes})
    if sites:
        yield f"a correction would change {_name(sites)}"
        for each in found.changes[:MOST_NAMED]:
            yield f"  {each.site}  {each.what}: {each.before} -> {each.after}"
    else:
        yield "a correction would change no figure"


def _name(sites: Sequence[str]) -> str:
    named = ", ".join(sites[:MOST_NAMED])
    more = "" if len(sites) <= MOST_NAMED else ", ..."
    return f"{count(len(sites), 'site')}: {named}{more}"
