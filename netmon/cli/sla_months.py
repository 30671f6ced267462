"""`netmon sla months`: which months there are, and how far each has come."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from netmon.cli.answers import count, show
from netmon.cli.exit_codes import ExitCode
from netmon.cli.show import table
from netmon.cli.sla_open import open_sla
from netmon.cli.sources import note_demo
from netmon.core.clock import to_thai
from netmon.sla.statements.versions_json import month_to_json

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import datetime

    from netmon.core.settings import Settings
    from netmon.sla.desk import MonthRow
    from netmon.sla.statements.statement_rows import Version


def months(options: Namespace, settings: Settings) -> int:
    """List the months that were observed or frozen."""
    code = asyncio.run(_months(options, settings))
    note_demo(settings, "sla months")
    return code


async def _months(options: Namespace, settings: Settings) -> int:
    async with open_sla(settings) as opened:
        found = await opened.desk.months()
    facts = {"items": [month_to_json(each) for each in found]}
    show(options, facts, _lines(found))
    return ExitCode.DONE


def _lines(found: Sequence[MonthRow]) -> Iterator[str]:
    header = ("MONTH", "STAGE", "VERSION", "MADE (ICT)", "BY", "NEXT")
    yield from table([header, *(row for each in found for row in _to_rows(each))])


def _to_rows(month: MonthRow) -> Iterator[tuple[str, ...]]:
    if not month.versions:
        due = f"freeze from {_day(month.calendar.freeze_from)}"
        yield str(month.month), month.stage.value, "-", "-", "-", due
    for number, each in enumerate(month.versions):
        todo = "" if number or each.final_at else _next(month)
        yield (
            str(month.month) if not number else "",
            each.stage.value,
            each.label,
            _minute(each.made_at),
            each.made_by,
            todo,
        )


def _next(month: MonthRow) -> str:
    if month.open_objections:
        return f"{count(month.open_objections, 'objection')} to be answered"
    return f"final from {_day(month.calendar.final_from)}"


def version_line(version: Version) -> str:
    """Return a version in one line."""
    at = _minute(version.made_at)
    return (
        f"{version.month} {version.label}, {version.stage}, made {at} ICT by "
        f"{version.made_by}, result sha256:{version.result_digest}"
    )


def _minute(at: datetime) -> str:
    return f"{to_thai(at):%Y-%m-%d %H:%M}"


def _day(at: datetime) -> str:
    return f"{to_thai(at):%Y-%m-%d}"
