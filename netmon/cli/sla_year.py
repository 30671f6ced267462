"""`netmon sla year`: what a fiscal year and its quarters come to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from netmon.cli.answers import show
from netmon.cli.exit_codes import ExitCode
from netmon.cli.show import table
from netmon.cli.sla_open import open_sla
from netmon.cli.sources import note_demo
from netmon.core.fiscal_years import FiscalYear
from netmon.sla.figures import Verdict, availability, coverage
from netmon.sla.statements.years_json import year_to_json
from netmon.sla.years import Standing

if TYPE_CHECKING:
    from argparse import Namespace

    from netmon.core.settings import Settings
    from netmon.sla.statement import Group
    from netmon.sla.years import Period, YearMonth, YearSums

_HEADER = (
    *("PERIOD", "MONTHS", "SITE-MONTHS", "COMPLIANT", "NON-COMPLIANT"),
    *("AVAILABLE", "SEEN", "DOWN S", "INCIDENTS", "REPAIR S", "LATE", "BLIPS"),
    *("FEES BAHT", "PENALTIES BAHT"),
)


def year(options: Namespace, settings: Settings) -> int:
    """Print the sums of a fiscal year."""
    wanted = FiscalYear.parse(options.year)
    code = asyncio.run(_year(options, settings, wanted))
    note_demo(settings, f"sla year {wanted}")
    return code


async def _year(options: Namespace, settings: Settings, wanted: FiscalYear) -> int:
    async with open_sla(settings, judges=False) as opened:
        found = await opened.desk.year(wanted, options.contract)
    show(options, year_to_json(found), _lines(found))
    return ExitCode.DONE


def _lines(found: YearSums) -> Iterator[str]:
    months = found.year.months
    of = f", contract {found.contract}" if found.contract else ""
    yield f"fiscal year {found.year} ({months[0]} to {months[-1]}){of}"
    rows = [_to_row(f"quarter {each.quarter}", each) for each in found.quarters]
    yield from table([_HEADER, *rows, _to_row("year", found.whole)])
    if found.contract is None and found.whole.contracts:
        yield "year by contract:"
        by_contract = [
            (each.key or "(none)", *_cells(each)) for each in found.whole.contracts
        ]
        yield from table([("CONTRACT", *_HEADER[2:]), *by_contract])
    for standing in Standing:
        named = [each for each in found.whole.months if each.standing is standing]
        if named:
            yield f"{standing}: {_name(named)}"


def _to_row(name: str, period: Period) -> tuple[str, ...]:
    counted = sum(each.is_counted for each in period.months)
    return name, f"{counted} of {len(period.months)}", *_cells(period.total)


def _cells(sums: Group) -> tuple[str, ...]:
    counts = sums.incidents, sums.repair_s, sums.late_repairs, sums.blips
    return (
        str(sums.sites),
        str(sums.verdicts[Verdict.COMPLIANT]),
        str(sums.verdicts[Verdict.NON_COMPLIANT]),
        availability(sums.seconds) or "-",
        coverage(sums.seconds) or "-",
        str(sums.seconds.down_s),
        *map(str, counts),
        *(
            "-" if each is None else f"{each:,.2f}"
            for each in (sums.fee_baht, sums.penalty_baht)
        ),
    )


def _name(months: Iterable[YearMonth]) -> str:
    return ", ".join(f"{each.month} {each.label}".rstrip() for each in months)
