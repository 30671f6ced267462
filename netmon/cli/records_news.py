"""`netmon records import-news`: verified news from a feed that was saved as a file."""

from __future__ import annotations

import hashlib
import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from inventory.importer.findings import Outcome
from inventory.importer.source import read_bytes
from inventory.records.catalogue import NEWS_ITEM
from inventory.records.importing.texts import to_texts
from inventory.records.news_feed import MOST_BYTES, read_feed
from inventory.records.news_import import FeedFile, find_steps, write_news
from inventory.records.news_judge import JudgedNews, judge_news
from inventory.records.steps import Signature, Step
from inventory.sheets.problems import shown
from netmon.access.audit import Deed
from netmon.cli.access import whoami
from netmon.cli.answers import say
from netmon.cli.exit_codes import ExitCode
from netmon.cli.import_steps import agrees, to_witness
from netmon.cli.inventory_import_show import SHOWN_COUNT
from netmon.cli.sources import note_demo
from netmon.core.clock import SystemClock
from netmon.core.errors import ConfigError
from netmon.database import naming_faults
from netmon.home import open_database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.settings import Settings

Json = dict[str, Any]


async def import_news(options: Namespace, settings: Settings) -> int:
    """Judge a feed, show what it changes, and change it once somebody agrees."""
    data = read_bytes(options.file, MOST_BYTES)
    try:
        entries = read_feed(data)
    except ConfigError as error:
        message = f"{options.file}: {error}"
        raise ConfigError(message) from None
    file = FeedFile(options.file.name, hashlib.sha256(data).hexdigest())
    judged = judge_news(entries, SystemClock().now())
    async with open_database(settings) as engine:
        with naming_faults():
            steps = await find_steps(engine, judged.rows)
            _tell(options, to_report(file, judged, steps))
            code = await _apply(engine, options, file, steps)
    note_demo(settings, f"records import-news {options.file}")
    return code


async def _apply(
    engine: AsyncEngine,
    options: Namespace,
    file: FeedFile,
    steps: Sequence[Step],
) -> ExitCode:
    is_nothing = not steps or options.dry_run
    if is_nothing or not (options.yes or agrees()):
        say("nothing was changed")
        return ExitCode.DONE if is_nothing else ExitCode.NOT_ALLOWED
    signature = Signature(whoami(), SystemClock().now())
    detail = {"kind": NEWS_ITEM.name, "sha256": file.sha256, "records": len(steps)}
    witness = to_witness(
        engine, Deed(signature.who, "records.import", file.name, detail)
    )
    await write_news(engine, file, steps, signature, witness)
    say(f"{len(steps):,} news are written")
    return ExitCode.DONE


def to_report(file: FeedFile, judged: JudgedNews, steps: Sequence[Step]) -> Json:
    """Return the report, of the shape of docs/import.md; a row is an item."""
    return {
        "file": file.name,
        "rows_read": len(judged.items),
        "accepted": len(judged.rows),
        "repaired": judged.count(Outcome.REPAIR),
        "rejected": judged.count(Outcome.REJECT),
        "warned": judged.count(Outcome.WARN),
        "findings": [one.to_json() for one in judged.findings],
        "changes": {
            "added": [step.code for step in steps if step.before is None],
            "changed": [each for step in steps for each in _changes(step)],
            "missing": [],
        },
    }


def _changes(step: Step) -> Iterator[Json]:
    if step.before is None or step.after is None:
        return
    before, after = to_texts(NEWS_ITEM, step.before), to_texts(NEWS_ITEM, step.after)
    for name, text in after.items():
        if text != before[name]:
            yield {"site": step.code, "field": name, "from": before[name], "to": text}


def _tell(options: Namespace, report: Json) -> None:
    if options.report is not None:
        text = json.dumps(report, ensure_ascii=False, indent=2)
        options.report.write_text(text + "\n", "utf-8")
    for line in _lines(report):
        print(line)


def _lines(report: Json) -> Iterator[str]:
    yield (
        f"{report['file']}: {report['rows_read']:,} items, {report['accepted']:,} "
        f"accepted, {report['rejected']:,} rejected, {report['warned']:,} warned"
    )
    changes = report["changes"]
    findings = [
        f"item {one['row']} {one['column']}: {one['outcome']} {one['code']} "
        f"{shown(one['value'])}: {one['message_en']} / {one['message_th']}"
        for one in report["findings"]
    ]
    added = [f"+ {code}" for code in changes["added"]]
    changed = [
        f"~ {one['site']} {one['field']}: {shown(one['from'] or '')} -> "
        f"{shown(one['to'] or '')}"
        for one in changes["changed"]
    ]
    for lines, what in ((findings, "findings"), (added, "added"), (changed, "changed")):
        yield from lines[:SHOWN_COUNT]
        if len(lines) > SHOWN_COUNT:
            rest = len(lines) - SHOWN_COUNT
            yield f"... and {rest:,} more {what}; --report has all of them"
