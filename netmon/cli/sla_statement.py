"""`netmon sla statement`: a month's statement as files."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from netmon.cli.answers import say
from netmon.cli.exit_codes import ExitCode
from netmon.cli.sla_open import open_sla
from netmon.cli.sources import note_demo
from netmon.core.garbage import uncollected
from netmon.core.months import Month
from netmon.reports.formats import Format
from netmon.reports.write import write_statement
from netmon.sla.kept import pick, read_ground

if TYPE_CHECKING:
    from argparse import Namespace

    from netmon.core.settings import Settings
    from netmon.sla.facts import MonthFacts
    from netmon.sla.statement import Statement


def statement(options: Namespace, settings: Settings) -> int:
    """Write a statement into a folder."""
    month = Month.parse(options.month)
    note_demo(settings, f"sla statement --month {month}")
    with uncollected():
        found, facts = asyncio.run(_read(options, settings, month))
        form = Format(options.format)
        made = write_statement(found, facts, form, options.out, options.language)
    head = found.head
    say(f"{month} {head.label}, {head.stage}, data sha256:{head.data_digest}")
    print(made)
    return ExitCode.DONE


async def _read(
    options: Namespace, settings: Settings, month: Month
) -> tuple[Statement, MonthFacts]:
    """Return a statement and the facts of its sites."""
    async with open_sla(settings) as opened:
        reader = opened.desk.reader
        found = await reader.statement(month, options.version, options.contract)
        version = found.head.version
        _, kept = await reader.kept(month, version)
    facts = read_ground(kept.facts)[0].facts
    if options.contract is not None:
        facts = pick(facts, (line.figures.code for line in found.sites))
    return found, facts
