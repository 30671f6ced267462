"""Dark days, like days, the goal and the calendar they are counted by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.model import ServiceHours
from netmon.core.clock import THAI_TIME
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.links.calendar import YearKind, to_opening, to_year
from netmon.links.commerce import (
    DarkDay,
    DaySeen,
    DayVerdict,
    compare_sales,
    find_dark_days,
    judge_days,
)
from netmon.links.facts import Sale, Shop
from netmon.links.goal import to_progress
from netmon.links.line import UNSEEN, to_line
from netmon.links.proportions import Bounds

SITE = SiteCode("PI-1")
SHOP = Shop("SH-1", "DC-1")
WEDNESDAY = date(2026, 10, 14)
LATER = datetime(2027, 1, 1, tzinfo=THAI_TIME)
ALWAYS = Interval(datetime(2026, 1, 1, tzinfo=THAI_TIME), LATER)
WEEK = timedelta(days=7)


def hour(day: date, hours: float) -> datetime:
    midnight = datetime.combine(day, time(), THAI_TIME)
    return midnight + timedelta(hours=hours)


def verdict_of(*outages: tuple[float, float], hours: ServiceHours | None = None) -> str:
    """Return what Wednesday was with outages between these hours."""
    dark = [Interval(hour(WEDNESDAY, a), hour(WEDNESDAY, b)) for a, b in outages]
    line = to_line(dark, [ALWAYS])
    return judge_days(line, hours, [WEDNESDAY], LATER)[WEDNESDAY].verdict.value


def test_a_quarter_of_the_opening_hours_makes_a_dark_day() -> None:
    assert verdict_of((9, 12)) == "dark"  # three of twelve hours
    assert verdict_of((9, 11), (18, 23)) == "dark"
    assert verdict_of((9, 11.99)) == "between"
    assert verdict_of((20, 24), (0, 8)) == "lit"
    assert verdict_of((9, 9.5)) == "lit"
    assert verdict_of((9, 9.6)) == "between"  # 5 % of twelve hours


def test_service_hours_of_the_register_come_first() -> None:
    office = ServiceHours((1, 2, 3, 4, 5), time(8, 30), time(16, 30))
    weekend = ServiceHours((6, 7), time(8, 30), time(16, 30))

    assert verdict_of((8.5, 10.5), hours=office) == "dark"  # two of eight hours
    assert verdict_of((16.5, 20), hours=office) == "lit"
    assert verdict_of((0, 24), hours=weekend) == "closed"
    assert to_opening(WEDNESDAY, weekend) is None


def test_a_day_nobody_looked_is_neither_dark_nor_lit() -> None:
    half = to_line([], [Interval(hour(WEDNESDAY, 8), hour(WEDNESDAY, 14))])

    for line in (UNSEEN, half):
        found = judge_days(line, None, [WEDNESDAY], LATER)
        assert found[WEDNESDAY].verdict is DayVerdict.BETWEEN


def test_today_is_not_judged_before_it_is_over() -> None:
    line = to_line([], [ALWAYS])

    assert judge_days(line, None, [WEDNESDAY], hour(WEDNESDAY, 23.99)) == {}
    assert judge_days(line, None, [WEDNESDAY], hour(WEDNESDAY, 24)) != {}


def days_seen(*dark: date) -> dict[date, DaySeen]:
    """Return September to November, lit but for some days."""
    every = (date(2026, 9, 1) + timedelta(days=n) for n in range(91))
    return {
        day: DaySeen(DayVerdict.DARK if day in dark else DayVerdict.LIT, 43_200, 0)
        for day in every
    }


def sold(**baht: int) -> list[Sale]:
    """Return sales of 100 baht a day but for some days, as d1014=40."""
    exact = {f"{int(name[1:3])}-{int(name[3:])}": each for name, each in baht.items()}
    return [
        Sale("SH-1", day, 1, exact.get(f"{day.month}-{day.day}", 100))
        for day in days_seen()
    ]


def test_a_dark_day_is_compared_with_its_weekday_four_weeks_around() -> None:
    sales = sold(d1014=40, d1007=80, d1021=90, d1028=300)

    (found,) = find_dark_days(SHOP, SITE, days_seen(WEDNESDAY), sales)

    around = [n for n in range(-4, 5) if n]
    assert list(found.like_days) == [WEDNESDAY + n * WEEK for n in around]
    assert (found.amount_baht, found.like_median_baht) == (40, 100)
    assert found.difference_baht == -60


def test_days_that_are_dark_unseen_unwritten_or_before_the_shop_are_not_like() -> None:
    seen = days_seen(WEDNESDAY, WEDNESDAY + WEEK)
    seen[WEDNESDAY + 2 * WEEK] = DaySeen(DayVerdict.BETWEEN)
    written = [one for one in sold() if one.day != WEDNESDAY + 3 * WEEK]
    young = Shop("SH-1", "DC-1", opened_date=WEDNESDAY - 2 * WEEK)

    found = find_dark_days(young, SITE, seen, written)

    assert [each.day for each in found] == [WEDNESDAY, WEDNESDAY + WEEK]
    like = [WEDNESDAY - 2 * WEEK, WEDNESDAY - WEEK, WEDNESDAY + 4 * WEEK]
    assert list(found[0].like_days) == like
    assert found[0].difference_baht == 0


def test_dark_days_before_a_shop_opened_are_not_its_own() -> None:
    young = Shop("SH-1", "DC-1", opened_date=WEDNESDAY + timedelta(days=1))

    assert find_dark_days(young, SITE, days_seen(WEDNESDAY), sold()) == []


def test_with_two_like_days_or_no_sale_written_nothing_is_compared() -> None:
    wanted = {WEDNESDAY, WEDNESDAY + WEEK, WEDNESDAY - WEEK}
    few = [one for one in sold() if one.day in wanted]
    none = [one for one in sold() if one.day != WEDNESDAY]

    (short,) = find_dark_days(SHOP, SITE, days_seen(WEDNESDAY), few)
    empty = find_dark_days(SHOP, SITE, days_seen(WEDNESDAY), none)[0]

    assert (short.amount_baht, short.like_median_baht) == (100, None)
    assert short.difference_baht is None
    assert (empty.amount_baht, empty.like_median_baht) == (None, 100)
    assert empty.difference_baht is None


def dark_day(
    day: int, difference: float | None, centre: str = "DC-1", shop: str = "SH-1"
) -> DarkDay:
    on = date(2026, 10, day)
    return DarkDay(shop, centre, SITE, on, 43_200, 20_000, 1, (), 1.0, difference)


def test_shops_of_one_centre_share_a_day_and_count_once() -> None:
    days = [dark_day(n, -10.0 * n) for n in range(1, 7)]
    days += [dark_day(1, 30.0, shop="SH-2"), dark_day(9, None)]

    found = compare_sales(days)

    assert (found.shop_days_count, found.matched_count) == (8, 7)
    assert found.centre_days_count == 6
    # The first day's two shops lost 10 and won 30: their mean is +10.
    assert (found.lower_count, found.equal_count, found.higher_count) == (5, 0, 1)
    assert found.median_difference_baht == -35
    assert found.interval is not None
    assert found.interval.bounds == Bounds(-60, 10)
    assert found.interval.coverage_ratio == 1 - 2 / 64


def test_five_centre_days_give_counts_and_no_interval() -> None:
    few = compare_sales([dark_day(n, 0.0) for n in range(1, 6)])
    none = compare_sales([])

    assert (few.equal_count, few.interval) == (5, None)
    assert few.median_difference_baht == 0
    assert (none.matched_count, none.median_difference_baht) == (0, None)


def test_two_centres_dark_on_one_day_are_two() -> None:
    found = compare_sales([dark_day(1, -5.0), dark_day(1, -7.0, centre="DC-2")])

    assert found.centre_days_count == 2


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.sampled_from(YearKind))
def test_every_day_lies_in_one_year_of_each_kind(day: date, kind: YearKind) -> None:
    year = to_year(kind, day)

    assert year.first <= day < year.end
    assert to_year(kind, year.end).first == year.end
    assert to_year(kind, year.first) == year
    assert year.days_count in (365, 366)


def test_the_budget_year_2570_began_in_october_2569() -> None:
    assert to_year(YearKind.BUDGET, date(2026, 9, 30)).label_be == 2569
    assert to_year(YearKind.BUDGET, date(2026, 10, 1)).label_be == 2570
    assert to_year(YearKind.CALENDAR, date(2026, 10, 1)).label_be == 2569


def test_pace_is_what_was_sold_by_yesterday_beside_an_even_share() -> None:
    year = to_year(YearKind.BUDGET, date(2026, 10, 1))
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3)]
    sales = [Sale("SH-1", day, 1, 500) for day in days]

    found = to_progress(sales, year, 365_000, date(2026, 10, 3))

    assert (found.amount_baht, found.written_days_count) == (1_500, 3)
    assert (found.passed_days_count, found.even_baht) == (2, 2_000)
    assert found.pace_ratio == 0.5
    assert found.ratio == pytest.approx(1_500 / 365_000)


def test_on_the_first_day_there_is_no_pace_and_after_the_last_all_has_passed() -> None:
    year = to_year(YearKind.CALENDAR, date(2025, 6, 1))

    first = to_progress([], year, 500_000, date(2025, 1, 1))
    after = to_progress([], year, 500_000, date(2026, 3, 1))

    assert (first.pace_ratio, first.even_baht) == (None, 0)
    assert (after.passed_days_count, after.even_baht) == (365, 500_000)
    assert after.pace_ratio == 0
