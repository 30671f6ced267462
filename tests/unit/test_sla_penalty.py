"""Penalties, each worked out by hand. Fee 1,000 baht, an hour costs a hundredth."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from netmon.sla.facts import Ticket
from netmon.sla.figures import Penalty, SiteFigures, Verdict
from netmon.sla.ruleset import RuleSet
from tests.sla_months import (
    NOVEMBER_S,
    at,
    down,
    judge,
    month_of,
    rules,
    site,
    span,
    terms,
)

HOUR_S = 3_600
ALLOWED_S = 12_960
"""0.5 % of 30 days."""


def charged(down_s: int, ruleset: RuleSet | None = None, **known: object) -> Penalty:
    found = judge(month_of(terms(**known), [down(at(3), down_s)]), ruleset)
    assert found.penalty is not None
    return found.penalty


def late_by(late_h: int, length_s: int, ruleset: RuleSet | None = None) -> SiteFigures:
    """Return a month with one outage whose repair was so many hours late."""
    end = span(at(3), length_s).end
    told = Ticket(at(3), end - timedelta(hours=24 + late_h), None, None)
    facts = month_of(terms(), [down(at(3), length_s)], tickets=[told])
    return judge(facts, ruleset)


@pytest.mark.parametrize(
    ("beyond_s", "hours", "baht"),
    [
        (0, 0, "0.00"),
        (1, 1, "10.00"),
        (3_600, 1, "10.00"),
        (3_601, 2, "20.00"),
        (36_000, 10, "100.00"),
    ],
)
def test_a_begun_hour_beyond_the_allowance_is_charged(
    beyond_s: int, hours: int, baht: str
) -> None:
    penalty = charged(ALLOWED_S + beyond_s)

    assert (penalty.allowance_s, penalty.excess_s) == (ALLOWED_S, beyond_s)
    assert penalty.excess_h == hours
    assert str(penalty.baht) == str(penalty.availability_baht) == baht


def test_the_allowance_is_of_the_time_that_is_judged_and_exact() -> None:
    """99.9 % of ten days, 864,000 s, allow 864 s; of a second less 863.999 s.

    A thousandth of a second too much is a begun hour.
    """
    target = Decimal("0.999")
    ten_days = charged(864, commissioned_at=at(21), availability_target_ratio=target)
    less = charged(
        864,
        commissioned_at=at(2),
        decommissioned_at=at(11, "23:59:59"),
        availability_target_ratio=target,
    )

    assert (ten_days.excess_h, ten_days.baht) == (0, 0)
    assert (less.allowance_s, less.excess_s, less.excess_h) == (863, 1, 1)


def test_no_penalty_is_more_than_the_cap() -> None:
    """28 of 30 days down are 668.4 h beyond: 669 h at 10 baht; the fee is 1,000."""
    penalty = charged(NOVEMBER_S)

    assert penalty.excess_h == 669
    assert penalty.availability_baht == Decimal(6_690)
    assert (penalty.baht, penalty.is_capped) == (Decimal(1_000), True)
    half = charged(NOVEMBER_S, rules(penalty_cap_pct=50))
    assert (half.baht, half.is_capped) == (Decimal(500), True)


def test_a_penalty_that_is_just_the_cap_is_not_cut() -> None:
    penalty = charged(ALLOWED_S + 100 * HOUR_S)

    assert (penalty.baht, penalty.is_capped) == (Decimal(1_000), False)


def test_satang_are_rounded_as_the_rules_say() -> None:
    """333.50 baht at a hundredth an hour are 3.335 baht: 3.34, or 3.33 cut."""
    fee = Decimal("333.50")

    assert str(charged(ALLOWED_S + 1, monthly_fee_baht=fee).baht) == "3.34"
    cut = charged(ALLOWED_S + 1, rules(satang_rounding="down"), monthly_fee_baht=fee)
    assert str(cut.baht) == "3.33"


@pytest.mark.parametrize("missing", ["monthly_fee_baht", "penalty_rate_per_hour"])
def test_without_fee_or_rate_no_penalty_is_computed(missing: str) -> None:
    facts = month_of(terms(**{missing: None}), [down(at(3), NOVEMBER_S)])

    found = judge(facts)

    assert found.verdict is Verdict.NON_COMPLIANT
    assert found.penalty is None
    assert judge(month_of(site(), [down(at(3), NOVEMBER_S)])).penalty is None


def test_a_site_that_met_its_target_pays_nothing() -> None:
    penalty = charged(ALLOWED_S)

    assert (penalty.baht, penalty.excess_h, penalty.late_h) == (0, 0, 0)


def test_a_free_month_costs_nothing() -> None:
    assert charged(NOVEMBER_S, monthly_fee_baht=Decimal(0)).baht == 0


@pytest.mark.parametrize(
    "known",
    [
        {"commissioned_at": at(28)},
        {"commissioned_at": None},
        {},
    ],
)
def test_nothing_is_charged_without_a_verdict(known: dict[str, object]) -> None:
    """Short service; never in service; and a month of which too little was seen."""
    told = Ticket(at(28), at(28), None, at(30))
    facts = month_of(
        terms(**known),
        [down(at(28), 12_000)],
        tickets=[told],
        gaps=[span(at(2), 20 * 86_400)],
    )

    found = judge(facts)

    assert found.verdict not in (Verdict.COMPLIANT, Verdict.NON_COMPLIANT)
    assert found.penalty is not None
    assert found.penalty.baht == 0
    assert (found.penalty.excess_h, found.penalty.late_h) == (0, 0)


def test_a_late_repair_is_charged_though_the_target_was_met() -> None:
    found = late_by(3, ALLOWED_S)

    assert found.verdict is Verdict.COMPLIANT
    assert found.penalty is not None
    assert (found.penalty.availability_baht, found.penalty.late_h) == (0, 3)
    assert (found.penalty.repair_baht, found.penalty.baht) == (30, 30)


@pytest.mark.parametrize(
    ("beyond_h", "late_h", "larger", "both"),
    [(2, 5, 50, 70), (5, 2, 50, 70), (0, 0, 0, 0), (90, 90, 900, 1_000)],
)
def test_an_outage_that_breaches_both_is_charged_once_or_twice(
    beyond_h: int, late_h: int, larger: int, both: int
) -> None:
    down_s = ALLOWED_S + beyond_h * HOUR_S

    once = late_by(late_h, down_s).penalty
    twice = late_by(late_h, down_s, rules(penalty_mode="both")).penalty

    assert once is not None
    assert twice is not None
    assert (once.baht, twice.baht) == (larger, both)


def test_strict_availability_convicts_and_the_allowance_still_stands() -> None:
    """12,701 s of 2,540,160 seen are a miss, yet within 0.5 % of 2,592,000 s."""
    facts = month_of(terms(), [down(at(2), 12_701)], gaps=[span(at(12), 51_840)])

    found = judge(facts)

    assert found.verdict is Verdict.NON_COMPLIANT
    assert found.penalty is not None
    assert (found.penalty.excess_h, found.penalty.baht) == (0, 0)
