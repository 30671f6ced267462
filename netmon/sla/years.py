"""A fiscal year and its quarters, of the months that were frozen. Pure.

Seconds are summed and ratios made of the sums; a month that was not frozen is named and
nothing is guessed for it. sla.md 2.4 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from netmon.core.fiscal_years import QUARTERS, FiscalYear, quarter_of
from netmon.sla.figures import Seconds, Verdict
from netmon.sla.groups import Label
from netmon.sla.statement import Group

if TYPE_CHECKING:
    from netmon.core.months import Month


class Standing(StrEnum):
    """How far a month of the year has come; only the first two are in the sums."""

    FINAL = "final"
    FROZEN = "frozen"
    DRAFT = "draft"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class YearMonth:
    """One month of a year.

    Attributes:
        standing: MISSING: nobody looked in it, or it has not come.
        label: Of its newest version; empty where it has none.
        contracts: What that version says of each contract, sites without one under an
            empty key; every site is in one of them. Empty where it has none.
    """

    month: Month
    standing: Standing
    label: str = ""
    contracts: Sequence[Group] = ()

    @property
    def is_counted(self) -> bool:
        """Whether it is in the sums."""
        return self.standing in (Standing.FINAL, Standing.FROZEN)


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter, or the year.

    Attributes:
        quarter: 1 to 4; None: the year.
        months: All of it, also those that are not in the sums.
        total: All sites together, by site-months: a site counts once a month.
        contracts: The same by contract, sorted by key.
    """

    quarter: int | None
    months: Sequence[YearMonth]
    total: Group
    contracts: Sequence[Group]

    @property
    def is_complete(self) -> bool:
        """Whether all of its months are in the sums."""
        return all(each.is_counted for each in self.months)


@dataclass(frozen=True, slots=True)
class YearSums:
    """What a fiscal year comes to.

    Attributes:
        contract: Of whose sites alone it speaks; None: of all.
    """

    year: FiscalYear
    contract: str | None
    whole: Period
    quarters: Sequence[Period]


def roll_up(
    year: FiscalYear, months: Sequence[YearMonth], contract: str | None = None
) -> YearSums:
    """Return the sums of a fiscal year and of its quarters.

    Args:
        year: Which.
        months: Its twelve, in order.
        contract: Of whose sites alone; None: of all.
    """
    quarters = [
        _to_period(
            number,
            [each for each in months if quarter_of(each.month) == number],
            contract,
        )
        for number in QUARTERS
    ]
    return YearSums(year, contract, _to_period(None, months, contract), quarters)


def _to_period(
    quarter: int | None, months: Sequence[YearMonth], contract: str | None
) -> Period:
    of: dict[str, list[Group]] = {}
    for month in months:
        for each in month.contracts:
            if contract in (None, each.key):
                of.setdefault(each.key, []).append(each)
    # Its name is that of the newest month: providers are renamed.
    contracts = [
        add_up(Label(key, of[key][-1].name_th, of[key][-1].name_en), of[key])
        for key in sorted(of)
    ]
    return Period(quarter, months, add_up(Label("", "", ""), contracts), contracts)


def add_up(label: Label, groups: Sequence[Group]) -> Group:
    """Return groups as one; of none, all figures are 0 or None.

    Its `sites` are site-months where the groups are of several months.
    """
    return Group(
        key=label.key,
        name_th=label.name_th,
        name_en=label.name_en,
        seconds=sum((each.seconds for each in groups), Seconds()),
        verdicts={
            verdict: sum(each.verdicts[verdict] for each in groups)
            for verdict in Verdict
        },
        incidents=sum(each.incidents for each in groups),
        repair_s=sum(each.repair_s for each in groups),
        late_repairs=sum(each.late_repairs for each in groups),
        blips=sum(each.blips for each in groups),
        fee_baht=_add_baht(groups, lambda each: each.fee_baht),
        penalty_baht=_add_baht(groups, lambda each: each.penalty_baht),
    )


def _add_baht(
    groups: Sequence[Group], pick: Callable[[Group], Decimal | None]
) -> Decimal | None:
    known = [baht for baht in map(pick, groups) if baht is not None]
    return sum(known, Decimal(0)) if known else None
