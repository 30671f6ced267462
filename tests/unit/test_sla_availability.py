"""Verdicts on a month, each with numbers worked out by hand."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest

from inventory.model import ServiceHours
from netmon.sla import figures as ratios
from netmon.sla.facts import ExclusionStatus
from netmon.sla.figures import Reason, Seconds, SiteFigures, Verdict
from tests.sla_months import (
    NOVEMBER,
    NOVEMBER_S,
    at,
    down,
    excluded,
    judge,
    month_of,
    rules,
    site,
    span,
)

DAY_S, HOUR_S = 86_400, 3_600
OFFICE = ServiceHours((1, 2, 3, 4, 5), time(8, 30), time(16, 30))


def verdict(found: SiteFigures) -> tuple[Verdict, Reason | None]:
    return found.verdict, found.reason


def test_the_example_of_the_field_note_comes_out_as_it_says() -> None:
    """S = 2,592,000 s, D = 9,000, K = 14,400: 99.650, 99.097, 99.652, C 99.444 %."""
    found = judge(
        month_of(outages=[down(at(3, "10:00"), 9_000)], blind=[span(at(10), 14_400)])
    )

    seconds = found.seconds
    assert seconds == Seconds(2_568_600, 9_000, 14_400, 0)
    assert ratios.availability(seconds) == "0.996508379"
    assert ratios.availability_low(seconds) == "0.990972222"
    assert ratios.availability_high(seconds) == "0.996527777"
    assert ratios.coverage(seconds) == "0.994444444"
    assert verdict(found) == (Verdict.COMPLIANT, None)


@pytest.mark.parametrize(
    ("down_s", "gap_s", "expected"),
    [
        # 99.5 % of 2,592,000 s allow 12,960 s.
        (12_960, 0, (Verdict.COMPLIANT, None)),
        (12_961, 0, (Verdict.NON_COMPLIANT, None)),
        # Met though all unknown time were down, however little was seen.
        (0, 12_960, (Verdict.COMPLIANT, None)),
        # Missed though all unknown time were up: 60 % unknown, and still convicted.
        (12_961, 1_555_200, (Verdict.NON_COMPLIANT, None)),
        # Between the bounds: 98 % seen is enough (51,840 s unknown), a second less not.
        (0, 51_840, (Verdict.COMPLIANT, None)),
        (0, 51_841, (Verdict.INSUFFICIENT, Reason.LOW_COVERAGE)),
        # Strict A = 2,527,500 / 2,540,160 = 0.99502 with 51,840 s unknown: passes.
        (12_660, 51_840, (Verdict.COMPLIANT, None)),
        # 12,701 of 2,540,160 s is more than 0.5 %, 12,700 is not: strict A decides.
        (12_700, 51_840, (Verdict.COMPLIANT, None)),
        (12_701, 51_840, (Verdict.NON_COMPLIANT, None)),
    ],
)
def test_bounds_decide_first_then_coverage_then_strict_availability(
    down_s: int, gap_s: int, expected: tuple[Verdict, Reason | None]
) -> None:
    found = judge(month_of(outages=[down(at(2), down_s)], gaps=[span(at(12), gap_s)]))

    assert verdict(found) == expected


def test_a_target_is_compared_as_whole_numbers_not_as_what_is_shown() -> None:
    """12,961 s down shows as 99.499 %, never as 99.50 beside `fail`."""
    found = judge(month_of(outages=[down(at(2), 12_961)]))

    assert found.verdict is Verdict.NON_COMPLIANT
    assert ratios.availability(found.seconds) == "0.994999614"


def test_the_target_of_the_contract_wins() -> None:
    strict = site(availability_target_ratio=Decimal("0.999"))
    facts = month_of(strict, [down(at(2), 2_593)])

    found = judge(facts)

    assert found.target_ppm == 999_000
    assert found.verdict is Verdict.NON_COMPLIANT  # 2,592 s are allowed
    assert judge(month_of(strict, [down(at(2), 2_592)])).verdict is Verdict.COMPLIANT


def test_what_is_excluded_leaves_the_denominator_and_is_not_credited() -> None:
    """A day excluded of 30: S = 29 days = 2,505,600 s, which allow 12,528 s."""
    facts = month_of(
        outages=[down(at(2), 12_529)], exclusions=[excluded(at(20), DAY_S)]
    )

    found = judge(facts)

    assert found.seconds == Seconds(2_505_600 - 12_529, 12_529, 0, DAY_S)
    assert found.verdict is Verdict.NON_COMPLIANT


@pytest.mark.parametrize("status", ["requested", "rejected"])
def test_only_an_approved_exclusion_counts(status: str) -> None:
    asked = excluded(at(2), DAY_S, ExclusionStatus(status))
    found = judge(month_of(outages=[down(at(2), HOUR_S)], exclusions=[asked]))

    assert found.seconds == Seconds(NOVEMBER_S - HOUR_S, HOUR_S, 0, 0)


def test_exclusions_that_overlap_take_time_once() -> None:
    both = [excluded(at(2), 7_200), excluded(at(2, "01:00"), 7_200)]

    assert judge(month_of(exclusions=both)).seconds.excluded_s == 10_800


def test_a_month_wholly_excluded_has_no_verdict_and_no_ratio() -> None:
    found = judge(month_of(exclusions=[excluded(at(1), NOVEMBER_S)]))

    assert verdict(found) == (Verdict.INSUFFICIENT, Reason.ALL_EXCLUDED)
    assert found.seconds == Seconds(0, 0, 0, NOVEMBER_S)
    for ratio in (
        ratios.availability,
        ratios.availability_low,
        ratios.availability_high,
        ratios.coverage,
    ):
        assert ratio(found.seconds) is None


def test_a_month_nobody_looked_at_is_neither_up_nor_down() -> None:
    found = judge(month_of(blind=[span(at(1), NOVEMBER_S)]))

    assert verdict(found) == (Verdict.INSUFFICIENT, Reason.LOW_COVERAGE)
    assert found.seconds == Seconds(0, 0, NOVEMBER_S, 0)
    assert ratios.availability(found.seconds) is None
    assert ratios.availability_low(found.seconds) == "0.000000000"
    assert ratios.availability_high(found.seconds) == "1.000000000"
    assert ratios.coverage(found.seconds) == "0.000000000"


def test_the_classes_win_in_their_order() -> None:
    """Four hours down; of these 1-3 not observed, 2-4 excluded."""
    found = judge(
        month_of(
            outages=[down(at(5), 4 * HOUR_S)],
            gaps=[span(at(5, "01:00"), 2 * HOUR_S)],
            exclusions=[excluded(at(5, "02:00"), 2 * HOUR_S)],
        )
    )

    assert found.seconds == Seconds(NOVEMBER_S - 4 * HOUR_S, HOUR_S, HOUR_S, 2 * HOUR_S)


def test_a_site_commissioned_within_the_month_is_judged_on_its_own_days() -> None:
    """From the 11th: 20 days = 1,728,000 s; what came before is not its business."""
    new = site(commissioned_at=at(11))
    found = judge(month_of(new, [down(at(10), DAY_S + 8_640)]))

    assert found.seconds == Seconds(1_728_000 - 8_640, 8_640, 0, 0)
    assert verdict(found) == (Verdict.COMPLIANT, None)  # exactly 99.5 %


def test_a_site_that_left_is_judged_until_then() -> None:
    left = site(decommissioned_at=at(16))
    found = judge(month_of(left, [down(at(15, "23:00"), None)]))

    assert found.seconds == Seconds(15 * DAY_S - HOUR_S, HOUR_S, 0, 0)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(6, (Verdict.INSUFFICIENT, Reason.SHORT_SERVICE)), (7, (Verdict.COMPLIANT, None))],
)
def test_a_service_shorter_than_seven_days_is_shown_and_not_judged(
    days: int, expected: tuple[Verdict, Reason | None]
) -> None:
    found = judge(month_of(site(commissioned_at=at(31 - days))))

    assert verdict(found) == expected
    assert found.seconds.window_s == days * DAY_S


def test_short_service_is_said_before_anything_else() -> None:
    short = site(commissioned_at=at(30))
    found = judge(month_of(short, exclusions=[excluded(at(1), NOVEMBER_S)]))

    assert verdict(found) == (Verdict.INSUFFICIENT, Reason.SHORT_SERVICE)


@pytest.mark.parametrize(
    "gone",
    [
        {"commissioned_at": None},
        {"commissioned_at": NOVEMBER.span.end},
        {"decommissioned_at": NOVEMBER.span.start},
        {"commissioned_at": at(9), "decommissioned_at": at(9)},
    ],
)
def test_a_site_not_in_service_is_neither_100_nor_0_percent(
    gone: dict[str, datetime | None],
) -> None:
    found = judge(month_of(site(**gone), [down(at(3), None)]))

    assert verdict(found) == (Verdict.NOT_IN_SERVICE, None)
    assert found.seconds == Seconds()
    assert ratios.availability(found.seconds) is None
    assert found.open_since is None


def test_service_hours_of_the_register_bound_the_window() -> None:
    """November 2026 has 21 working days of 8 hours: 604,800 s, which allow 3,024 s."""
    office = site(hours=OFFICE)
    night = down(at(4, "20:00"), 10 * HOUR_S)
    late = down(at(5, "15:30"), 2 * HOUR_S)  # an hour of it within service
    by_hours = rules(service_hours="register")

    found = judge(month_of(office, [night, late]), by_hours)

    assert found.seconds == Seconds(604_800 - HOUR_S, HOUR_S, 0, 0)
    assert found.verdict is Verdict.NON_COMPLIANT
    assert judge(month_of(office, [night])).seconds.down_s == 36_000


def test_service_hours_do_not_make_a_service_short() -> None:
    """Eight days of which six are worked: 48 hours of service, and a verdict."""
    office = site(hours=OFFICE, commissioned_at=at(23))  # a Monday
    found = judge(month_of(office), rules(service_hours="register"))

    assert found.seconds.window_s == 6 * 8 * HOUR_S
    assert verdict(found) == (Verdict.COMPLIANT, None)


def test_service_hours_are_cut_where_service_begins_and_ends() -> None:
    office = site(
        hours=OFFICE, commissioned_at=at(2, "10:00"), decommissioned_at=at(3, "09:00")
    )
    found = judge(month_of(office), rules(service_hours="register"))

    assert found.seconds.window_s == 23_400 + 1_800  # 6 h 30 and 30 min


def test_a_night_without_service_hours_is_no_service() -> None:
    night = site(
        hours=OFFICE, commissioned_at=at(2, "20:00"), decommissioned_at=at(3, "07:00")
    )
    found = judge(month_of(night), rules(service_hours="register"))

    assert verdict(found) == (Verdict.NOT_IN_SERVICE, None)


def test_a_month_to_date_ends_at_the_moment_it_is_asked() -> None:
    found = judge(month_of(outages=[down(at(9), None)], until=at(11)))

    assert found.seconds == Seconds(8 * DAY_S, 2 * DAY_S, 0, 0)
    assert found.open_since == at(9)


def test_fractions_of_seconds_are_rounded_down() -> None:
    half = timedelta(milliseconds=500)
    found = judge(month_of(outages=[down(at(3) + half, 120.4)]))

    assert found.seconds.down_s == 120
    assert found.repairs[0].span == span(at(3), 120)
