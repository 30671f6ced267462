"""Months of open data: windows, sums, and what is never claimed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmon.core.errors import ConfigError
from netmon.core.intervals import Interval, subtract
from netmon.core.months import MOST_MONTHS, Month, months_between
from netmon.opendata.site_months import LineMonth, to_months, to_window

OCTOBER = Month(2026, 10)
BEGIN, END = OCTOBER.span
DAY_S = 86_400


def at(hours: float) -> datetime:
    return BEGIN + timedelta(hours=hours)


def span(start_hours: float, end_hours: float) -> Interval:
    return Interval(at(start_hours), at(end_hours))


def october(seen: list[Interval], outages: list[Interval]) -> LineMonth:
    return next(to_months(seen, outages, [(OCTOBER, OCTOBER.span)]))


def test_a_month_begins_at_midnight_in_bangkok() -> None:
    assert datetime(2026, 9, 30, 17, tzinfo=UTC) == BEGIN
    assert datetime(2026, 10, 31, 17, tzinfo=UTC) == END
    assert Month.of(BEGIN) == OCTOBER
    assert Month.of(BEGIN - timedelta(seconds=1)) == Month(2026, 9)
    assert Month(2026, 12).next == Month(2027, 1)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-13", "2026-00", "2569-10", "2026-1", "2026-10-01", "๒๐๒๖-๑๐"],
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="expected a month as 2026-11"):
        Month.parse(text)


@pytest.mark.parametrize("text", ["2569-10", "2543-01", "2743-12"])
def test_a_year_of_the_buddhist_era_is_refused_with_a_hint(text: str) -> None:
    common = f"{int(text[:4]) - 543}{text[4:]}"
    with pytest.raises(ConfigError, match=f"did you mean {common}\\?"):
        Month.parse(text)


def test_a_fiscal_year_begins_in_october_and_is_named_for_its_end() -> None:
    assert (OCTOBER.buddhist_year, OCTOBER.fiscal_year) == (2569, 2570)
    assert Month(2026, 9).fiscal_year == 2569
    assert Month(2027, 1).fiscal_year == 2570


def test_months_are_counted_over_years_and_bounded() -> None:
    several = list(months_between(Month(2025, 11), Month(2026, 2)))

    assert list(map(str, several)) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    with pytest.raises(ConfigError, match="before"):
        list(months_between(OCTOBER, Month(2026, 9)))
    with pytest.raises(ConfigError, match=f"at most {MOST_MONTHS}"):
        list(months_between(Month(2020, 1), Month(2026, 1)))


def test_a_month_without_an_outage_was_up_all_along() -> None:
    made = october([OCTOBER.span], [])

    assert made == LineMonth(OCTOBER, 31 * DAY_S, 31 * DAY_S, 0, 0, 0)
    assert made.available_ppm == 1_000_000


def test_what_nobody_saw_is_neither_up_nor_down() -> None:
    made = october([span(0, 10), span(20, 24)], [span(8, 21)])

    assert made.observed_s == 14 * 3600
    assert made.down_s == 3 * 3600
    assert made.not_observed_s == 31 * DAY_S - 14 * 3600
    assert (made.outage_count, made.longest_outage_s) == (1, 3 * 3600)


def test_a_month_nobody_saw_has_no_ratio() -> None:
    made = october([], [span(1, 2)])

    assert made.available_ppm is None
    assert (made.observed_s, made.down_s, made.outage_count) == (0, 0, 0)


def test_outages_that_overlap_count_their_time_once() -> None:
    made = october([OCTOBER.span], [span(1, 3), span(2, 5)])

    assert made.down_s == 4 * 3600
    assert (made.outage_count, made.longest_outage_s) == (2, 3 * 3600)


def test_an_outage_over_midnight_is_cut_and_counts_in_both_months() -> None:
    november = OCTOBER.next
    seen = [Interval(BEGIN, november.span.end)]
    outage = Interval(END - timedelta(hours=1), END + timedelta(hours=3))

    both = to_months(seen, [outage], [(m, m.span) for m in (OCTOBER, november)])

    assert [(one.down_s, one.outage_count) for one in both] == [(3600, 1), (10800, 1)]


def test_the_ratio_is_rounded_down_so_that_a_fault_never_shows_as_none() -> None:
    made = october([OCTOBER.span], [Interval(BEGIN, BEGIN + timedelta(seconds=1))])

    assert made.available_ppm == 999_999


def test_a_site_is_judged_from_its_first_day_until_the_end_of_what_is_known() -> None:
    assert to_window(OCTOBER, at(24), END) == span(24, 31 * 24)
    assert to_window(OCTOBER, BEGIN - timedelta(days=9), at(48)) == span(0, 48)
    assert to_window(OCTOBER, END, END) is None
    assert to_window(OCTOBER, BEGIN, BEGIN) is None


_SPANS = st.lists(
    st.tuples(st.integers(-100, 900), st.integers(1, 60)).map(
        lambda pair: span(pair[0], pair[0] + pair[1])
    ),
    max_size=12,
)


@given(_SPANS, _SPANS)
def test_the_seconds_of_a_month_always_sum_to_it(
    holes: list[Interval], outages: list[Interval]
) -> None:
    seen = subtract([Interval(at(-100), at(1000))], holes)
    made = october(seen, outages)

    assert made.in_service_s == 31 * DAY_S
    assert 0 <= made.longest_outage_s <= made.down_s <= made.observed_s
    assert made.observed_s + made.not_observed_s == made.in_service_s
    assert (made.down_s > 0) == (made.outage_count > 0)
    by_second = sum(
        any(o.start <= moment < o.end for o in outages)
        and any(s.start <= moment < s.end for s in seen)
        for moment in (BEGIN + timedelta(hours=n) for n in range(31 * 24))
    )
    assert made.down_s == by_second * 3600
