"""Edges of the calendar in Thailand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from netmon.core.months import Month
from netmon.sla.figures import Seconds
from tests.sla_months import at, down, judge, month_of

DAY_S, HOUR_S = 86_400, 3_600


@pytest.mark.parametrize(
    ("month", "days"),
    [
        (Month(2026, 2), 28),
        (Month(2028, 2), 29),
        (Month(2100, 2), 28),
        (Month(2026, 4), 30),
        (Month(2026, 12), 31),
    ],
)
def test_a_month_has_the_seconds_of_its_days(month: Month, days: int) -> None:
    assert judge(month_of(month=month)).seconds == Seconds(up_s=days * DAY_S)


def test_an_outage_over_new_year_is_split_at_midnight_in_bangkok() -> None:
    """From 31 December 23:00 until 1 January 02:00 in Bangkok, 16:00 - 19:00 UTC."""
    row = [down(datetime(2026, 12, 31, 16, tzinfo=UTC), 3 * HOUR_S)]

    december = judge(month_of(outages=row, month=Month(2026, 12)))
    january = judge(month_of(outages=row, month=Month(2027, 1)))

    assert (december.seconds.down_s, len(december.repairs)) == (HOUR_S, 0)
    assert (january.seconds.down_s, len(january.repairs)) == (2 * HOUR_S, 1)
    assert january.mttr_s == 3 * HOUR_S


def test_new_year_in_utc_is_no_edge() -> None:
    """31 December 23:00 UTC is 06:00 of 1 January in Bangkok."""
    row = [down(datetime(2026, 12, 31, 23, tzinfo=UTC), 2 * HOUR_S)]

    assert judge(month_of(outages=row, month=Month(2026, 12))).seconds.down_s == 0
    assert judge(month_of(outages=row, month=Month(2027, 1))).seconds.down_s == 7_200


def test_the_leap_day_is_judged_like_any_other() -> None:
    february = Month(2028, 2)
    row = [down(at(29, month=february), DAY_S)]

    found = judge(month_of(outages=row, month=february))

    assert found.seconds == Seconds(28 * DAY_S, DAY_S, 0, 0)
    assert judge(month_of(outages=row, month=february.next)).seconds.down_s == 0


def test_a_fiscal_year_is_twelve_months_that_begin_in_october() -> None:
    """September and October 2026 touch, and lie in the years 2569 and 2570."""
    september, october = Month(2026, 9), Month(2026, 10)
    row = [down(at(30, "23:00", september), 2 * HOUR_S)]

    parts = [judge(month_of(outages=row, month=each)) for each in (september, october)]

    assert (september.fiscal_year, october.fiscal_year) == (2569, 2570)
    assert [each.seconds.down_s for each in parts] == [HOUR_S, HOUR_S]
    year, month = Seconds(), october
    while month.fiscal_year == 2570:
        year, month = year + judge(month_of(month=month)).seconds, month.next
    assert (month, year.up_s) == (Month(2027, 10), 365 * DAY_S)
