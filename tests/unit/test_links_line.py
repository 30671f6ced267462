"""Lines and class time against seconds counted one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from netmon.core.clock import THAI_TIME
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.links.facts import Session
from netmon.links.health import sum_line
from netmon.links.line import UNSEEN, Line, look, to_line
from netmon.links.training import (
    DISTURBED_RATIO,
    DISTURBED_S,
    Verdict,
    look_at_session,
    sum_up,
    to_class_time,
)

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
SITE = SiteCode("PI-1")
MINUTES = 3 * 1440


def at(minute: int) -> datetime:
    return BEGIN + timedelta(minutes=minute)


def spans(most: int = 90) -> st.SearchStrategy[list[Interval]]:
    pair = st.tuples(st.integers(0, most), st.integers(0, most))
    return st.lists(pair.map(lambda p: Interval(at(p[0]), at(p[1]))), max_size=6)


def minutes(intervals: list[Interval] | tuple[Interval, ...]) -> set[int]:
    """Return which minutes after BEGIN are covered; all ends are whole minutes."""
    return {
        minute
        for start, end in intervals
        for minute in range(
            round((start - BEGIN).total_seconds() / 60),
            round((end - BEGIN).total_seconds() / 60),
        )
    }


@given(spans(), spans(), spans())
def test_a_window_is_up_down_or_not_observed_and_nothing_twice(
    outages: list[Interval], observed: list[Interval], windows: list[Interval]
) -> None:
    wanted, seen = minutes(windows), minutes(observed)

    found = look(to_line(outages, observed), windows)

    assert found.down_s == 60 * len(wanted & seen & minutes(outages))
    assert found.not_observed_s == 60 * len(wanted - seen)
    assert found.total_s == 60 * len(wanted)


@given(spans(), spans(), st.integers(0, 60), st.integers(1, 60))
def test_the_sums_of_a_card_are_those_of_its_minutes(
    outages: list[Interval], observed: list[Interval], start: int, length: int
) -> None:
    window = Interval(at(start), at(start + length))
    inside = minutes([window])
    seen = inside & minutes(observed)
    down = seen & minutes(outages)
    line = to_line(outages, observed)
    runs = [minutes([each]) & down for each in line.outages]

    found = sum_line(line, window)

    assert found.observed_s == 60 * len(seen)
    assert found.down_s == 60 * len(down)
    assert found.not_observed_s == 60 * len(inside - seen)
    assert found.outage_count == sum(bool(each) for each in runs)
    assert found.longest_s == 60 * max(map(len, runs), default=0)
    assert (found.up_ratio is None) == (not seen)


@given(
    spans(MINUTES),
    spans(MINUTES),
    st.integers(0, MINUTES),
    st.integers(1, 2 * 1440),
    st.integers(0, MINUTES),
)
def test_a_session_is_judged_by_the_minutes_of_its_class(
    outages: list[Interval], observed: list[Interval], start: int, long: int, now: int
) -> None:
    session = a_session(at(start), at(start + long))
    in_class = _class_minutes(start, start + long)
    passed = {minute for minute in in_class if minute < now}
    seen = minutes(observed)
    down = passed & seen & minutes(outages)

    found = look_at_session(session, SITE, to_line(outages, observed), at(now))

    assert found.class_s == 60 * len(in_class)
    assert found.passed_s == 60 * len(passed)
    assert found.down_s == 60 * len(down)
    assert found.not_observed_s == 60 * len(passed - seen)
    limit_s = min(DISTURBED_S, DISTURBED_RATIO * found.class_s)
    is_disturbed = bool(down) and 60 * len(down) >= limit_s
    at_worst_s = found.down_s + found.not_observed_s
    assert (found.verdict is Verdict.DISTURBED) == is_disturbed
    assert (found.verdict is Verdict.NOT_OVER) == (
        not is_disturbed and start + long > now
    )
    if found.verdict is Verdict.UNDISTURBED:
        assert at_worst_s < limit_s
    if found.verdict is Verdict.NOT_OBSERVED:
        assert at_worst_s >= limit_s


def _class_minutes(start: int, end: int) -> set[int]:
    """Return the minutes of class, found by looking at every minute's time of day."""
    opens, closes = (start + 420) % 1440, (end + 420) % 1440
    every = set(range(start, end))
    if opens >= closes:
        return every
    return {each for each in every if opens <= (each + 420) % 1440 < closes}


def a_session(
    starts_at: datetime, ends_at: datetime, attended: int | None = None
) -> Session:
    return Session("TS-1", "DC-1", "course", starts_at, ends_at, attended=attended)


def thai(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=THAI_TIME)


TWO_DAYS = a_session(thai(3, 9), thai(4, 16), attended=18)
ALWAYS = Interval(thai(1, 0), thai(20, 0))


def of_line(*outages: Interval) -> Line:
    return to_line(outages, [ALWAYS])


def test_two_days_from_nine_to_four_are_twice_seven_hours_and_no_night() -> None:
    assert to_class_time(TWO_DAYS) == [
        Interval(thai(3, 9), thai(3, 16)),
        Interval(thai(4, 9), thai(4, 16)),
    ]


def test_a_day_in_bangkok_is_not_a_day_in_utc() -> None:
    early = a_session(thai(3, 6), thai(4, 8))  # 23:00 UTC the day before, to 01:00

    assert to_class_time(early) == [
        Interval(thai(3, 6), thai(3, 8)),
        Interval(thai(4, 6), thai(4, 8)),
    ]


def test_a_class_over_midnight_is_one_piece() -> None:
    night = a_session(thai(3, 20), thai(4, 1))

    assert to_class_time(night) == [Interval(thai(3, 20), thai(4, 1))]


def test_class_until_midnight_is_no_class_through_the_night() -> None:
    until_midnight = a_session(thai(3, 13), thai(5, 0))
    whole_days = a_session(thai(3, 0), thai(5, 0))
    nothing = a_session(thai(3, 0), thai(3, 0))

    assert to_class_time(until_midnight) == [
        Interval(thai(3, 13), thai(4, 0)),
        Interval(thai(4, 13), thai(5, 0)),
    ]
    assert to_class_time(whole_days) == [
        Interval(thai(3, 0), thai(4, 0)),
        Interval(thai(4, 0), thai(5, 0)),
    ]
    assert to_class_time(nothing) == []


def test_a_night_between_two_days_of_class_disturbs_nobody() -> None:
    line = of_line(Interval(thai(3, 16), thai(4, 9)))

    found = look_at_session(TWO_DAYS, SITE, line, thai(10, 0))

    assert (found.down_s, found.verdict) == (0, Verdict.UNDISTURBED)
    assert found.affected_count == 0


def test_ten_minutes_disturb_and_a_second_less_does_not() -> None:
    def judge(seconds: float) -> Verdict:
        end = thai(4, 13) + timedelta(seconds=seconds)
        line = of_line(Interval(thai(4, 13), end))
        return look_at_session(TWO_DAYS, SITE, line, thai(10, 0)).verdict

    assert judge(599) is Verdict.UNDISTURBED
    assert judge(600) is Verdict.DISTURBED


def test_of_an_hour_three_minutes_are_enough() -> None:
    hour = a_session(thai(3, 9), thai(3, 10))
    line = of_line(Interval(thai(3, 9, 30), thai(3, 9, 33)))

    assert look_at_session(hour, SITE, line, thai(10, 0)).verdict is Verdict.DISTURBED


def test_pieces_of_darkness_add_up_and_the_affected_are_those_who_came() -> None:
    line = of_line(
        Interval(thai(3, 8), thai(3, 9, 6)), Interval(thai(4, 15, 56), thai(9, 0))
    )

    found = look_at_session(TWO_DAYS, SITE, line, thai(10, 0))

    assert found.down_s == 600
    assert found.verdict is Verdict.DISTURBED
    assert found.affected_count == 18


def test_nobody_looked_is_neither_disturbed_nor_undisturbed() -> None:
    found = look_at_session(TWO_DAYS, SITE, UNSEEN, thai(10, 0))

    assert found.verdict is Verdict.NOT_OBSERVED
    assert (found.down_s, found.not_observed_s) == (0, 14 * 3600)


def test_an_outage_proves_a_disturbance_even_where_little_else_was_seen() -> None:
    seen = Interval(thai(3, 10), thai(3, 10, 20))
    line = to_line([Interval(thai(3, 10), thai(3, 10, 15))], [seen])

    found = look_at_session(TWO_DAYS, SITE, line, thai(10, 0))

    assert found.verdict is Verdict.DISTURBED


def test_a_session_under_way_counts_what_has_passed_of_it() -> None:
    line = of_line(Interval(thai(3, 15, 55), thai(4, 9, 4)))

    before = look_at_session(TWO_DAYS, SITE, line, thai(3, 8))
    between = look_at_session(TWO_DAYS, SITE, line, thai(3, 20))
    after = look_at_session(TWO_DAYS, SITE, line, thai(4, 10))

    assert (before.passed_s, before.verdict) == (0, Verdict.NOT_OVER)
    assert (between.passed_s, between.down_s) == (7 * 3600, 300)
    assert after.down_s == 540
    assert after.verdict is Verdict.NOT_OVER


def test_sums_keep_what_is_not_written_apart() -> None:
    dark = of_line(Interval(thai(3, 9), thai(3, 12)))
    silent = a_session(thai(3, 9), thai(4, 16))
    looks = [
        look_at_session(TWO_DAYS, SITE, dark, thai(10, 0)),
        look_at_session(silent, SITE, dark, thai(10, 0)),
        look_at_session(TWO_DAYS, SITE, of_line(), thai(10, 0)),
        look_at_session(TWO_DAYS, SITE, UNSEEN, thai(10, 0)),
        look_at_session(TWO_DAYS, SITE, UNSEEN, thai(1, 0)),
    ]

    sums = sum_up(looks)

    assert sums.session_count == 5
    assert (sums.disturbed_count, sums.undisturbed_count) == (2, 1)
    assert (sums.not_observed_count, sums.not_over_count) == (1, 1)
    assert (sums.affected_count, sums.unwritten_count) == (18, 1)
    assert sums.down_s == 6 * 3600
    assert sum_up([]).session_count == 0
