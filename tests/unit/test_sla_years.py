"""Quarters and fiscal years: sums of frozen months, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

from netmon.core.fiscal_years import FiscalYear
from netmon.sla.figures import Seconds, Verdict, availability
from netmon.sla.statement import Group
from netmon.sla.years import Standing, YearMonth, YearSums, roll_up

YEAR = FiscalYear(2570)
OCTOBER, DECEMBER, JANUARY = (YEAR.months[at] for at in (0, 2, 3))
BAHT = Decimal(1)


def group(
    key: str, up_s: int, down_s: int, penalty: Decimal | None = None, name: str = ""
) -> Group:
    """A contract of three sites, one of which failed."""
    verdicts = dict.fromkeys(Verdict, 0)
    verdicts |= {Verdict.COMPLIANT: 2, Verdict.NON_COMPLIANT: 1}
    fee = None if penalty is None else 3_000 * BAHT
    seconds = Seconds(up_s, down_s, 5, 7)
    return Group(key, name, name, seconds, verdicts, 2, 600, 1, 4, fee, penalty)


FROZEN = {
    OCTOBER: [group("A", 900, 100, 20 * BAHT, "old"), group("B", 50, 50)],
    DECEMBER: [group("A", 90, 10, 30 * BAHT)],
    JANUARY: [group("A", 9, 991, Decimal("0.25"), "new")],
}


def sums(contract: str | None = None) -> YearSums:
    """October, December and January are frozen, November is a draft, others miss."""
    months = []
    for month in YEAR.months:
        if month in FROZEN:
            one = YearMonth(month, Standing.FROZEN, "v1", FROZEN[month])
        else:
            is_draft = month == OCTOBER.next
            one = YearMonth(month, Standing.DRAFT if is_draft else Standing.MISSING)
        months.append(one)
    return roll_up(YEAR, months, contract)


def test_a_quarter_s_availability_is_of_its_summed_seconds() -> None:
    """U = 900 + 50 + 90 of U + D = 1,200; the mean of the months' own is 0.881."""
    first = sums().quarters[0]

    assert first.total.seconds == Seconds(1_040, 160, 15, 21)
    assert availability(first.total.seconds) == "0.866666666"


def test_a_year_sums_over_the_edge_of_the_calendar_s() -> None:
    found = sums()
    first, second, third, fourth = found.quarters

    assert second.total.seconds == Seconds(9, 991, 5, 7)
    assert found.whole.total.seconds == Seconds(1_049, 1_151, 20, 28)
    whole = found.whole.total
    assert whole.sites == 4 * 3
    assert whole.verdicts[Verdict.COMPLIANT] == 8
    assert whole.verdicts[Verdict.NON_COMPLIANT] == 4
    assert (whole.incidents, whole.repair_s) == (8, 2_400)
    assert (whole.late_repairs, whole.blips) == (4, 16)
    assert (whole.fee_baht, whole.penalty_baht) == (9_000 * BAHT, Decimal("50.25"))
    assert first.total.penalty_baht == 50
    assert third.total.seconds == fourth.total.seconds == Seconds()


def test_what_was_not_frozen_is_named_and_not_guessed() -> None:
    found = sums()
    standings = [each.standing for each in found.whole.months]

    assert standings[:4] == [
        *(Standing.FROZEN, Standing.DRAFT, Standing.FROZEN, Standing.FROZEN)
    ]
    assert set(standings[4:]) == {Standing.MISSING}
    assert not any(each.is_complete for each in (found.whole, *found.quarters))
    assert availability(found.quarters[3].total.seconds) is None


def test_a_period_is_complete_when_each_of_its_months_counts() -> None:
    months = [
        YearMonth(each, Standing.FINAL if at < 2 else Standing.FROZEN, "v1")
        for at, each in enumerate(YEAR.months[:3])
    ]
    missing = [YearMonth(each, Standing.MISSING) for each in YEAR.months[3:]]

    found = roll_up(YEAR, [*months, *missing])

    assert [each.is_complete for each in found.quarters] == [True, False, False, False]
    assert not found.whole.is_complete


def test_contracts_are_summed_alone_under_their_newest_name() -> None:
    a, b = sums().whole.contracts

    assert (a.key, a.name_en, a.seconds) == ("A", "new", Seconds(999, 1_101, 15, 21))
    assert (b.key, b.sites, b.fee_baht, b.penalty_baht) == ("B", 3, None, None)


def test_a_contract_s_year_is_of_it_alone() -> None:
    found = sums("B")

    assert [each.key for each in found.whole.contracts] == ["B"]
    assert found.whole.total.seconds == Seconds(50, 50, 5, 7)
    assert found.whole.total.penalty_baht is None
    assert found.quarters[1].contracts == []
