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
from netmon.reports.formats import WITH_FACTS, Format
from netmon.reports.write import write_statement
from netmon.sla.statements.kept import pick, read_ground

if TYPE_CHECKING:
    from argparse import Namespace

    from netmon.core.settings import Settings
    from netmon.sla.facts import MonthFacts
    from netmon.sla.statement import Statement


def statement(options: Namespace, settings: Settings) -> int:
    """Write a statement into a folder."""
    month = Month.parse(options.month)
    note_demo(settings, f"sla statement --month {month}")
    form = Format(options.format)
    read: list[tuple[Statement, MonthFacts | None]] = []

    async def take() -> None:
        # Not returned: when a task ends, asyncio.run asks for the signal's handler,
        # and enum makes a text of it with all the task returned: seconds of a nation.
        has_evidence = form in WITH_FACTS or options.contract is not None
        read.append(await _read(options, settings, month, has_evidence=has_evidence))

    with uncollected():
        asyncio.run(take())
        [(found, facts)] = read
        made = write_statement(found, facts, form, options.out, options.language)
    head = found.head
    # A draft's label is its stage.
    stage = f", {head.stage}" if head.version else ""
    say(f"{month} {head.label}{stage}, data sha256:{head.data_digest}")
    print(made)
    return ExitCode.DONE


async def _read(
    options: Namespace, settings: Settings, month: Month, *, has_evidence: bool
) -> tuple[Statement, MonthFacts | None]:
    """Return a statement, and where its evidence is wanted the facts of its sites."""
    async with open_sla(settings, judges=not options.version) as opened:
        reader = opened.desk.reader
        found = await reader.statement(month, options.version, options.contract)
        if not has_evidence:
            return found, None
        version = found.head.version
        _, kept = await reader.kept(month, version)
    facts = read_ground(kept.facts)[0].facts
    if options.contract is not None:
        facts = pick(facts, (line.figures.code for line in found.sites))
    return found, facts
