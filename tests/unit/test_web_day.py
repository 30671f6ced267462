"""The history of a day: every minute is known, unknown or still to come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmon.web.day import SLOT_MIN, Dark, Day, Span, to_day

START = datetime(2026, 11, 19, 17, 0, tzinfo=UTC)
"""Midnight in Bangkok, at the beginning of 20 November."""


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def span(start: float, end: float | None = None) -> Span:
    return Span(at(start), None if end is None else at(end))


def day(
    now: float, spans: list[Span], seen: list[Span], lost: tuple[Span, ...] = ()
) -> Day:
    outages = [
        (
            each.started_at.timestamp(),
            None if each.ended_at is None else each.ended_at.timestamp(),
        )
        for each in spans
    ]
    return to_day(at(now), outages, seen, lost)


def test_an_hour_counts_what_began_in_it_and_the_most_at_once() -> None:
    spans = [span(-30, 70), span(65, 130), span(100), span(130, 131)]

    made = day(200, spans, [span(-60)])

    assert [each.began for each in made.hours[:5]] == [0, 2, 1, 0, 0]
    assert [each.most_down for each in made.hours[:4]] == [1, 2, 2, 1]
    assert [each.is_to_come for each in made.hours[:5]] == [False] * 4 + [True]
    assert (made.began, made.worst.down) == (3, 2)
    assert made.worst_at == at(65)
    assert made.dark == []


NOBODY_LOOKED = {
    "before the first process": ([span(120)], (), [Dark(0, 120)]),
    "between two": ([span(-9, 60), span(90)], (), [Dark(60, 90)]),
    "since it stopped": ([span(-9, 60)], (), [Dark(60, 300)]),
    "while blind": ([span(-9)], (span(60, 90), span(80, 95)), [Dark(60, 95)]),
    "blind now": ([span(-9)], (span(280),), [Dark(280, 300)]),
    "yesterday only": ([span(-90)], (span(-60, -30),), []),
    "never": ([], (), [Dark(0, 300)]),
    "stopped, then blind": ([span(0, 60), span(90)], (span(90, 99),), [Dark(60, 99)]),
}


@pytest.mark.parametrize(
    ("seen", "lost", "dark"), NOBODY_LOOKED.values(), ids=NOBODY_LOOKED
)
def test_time_nobody_looked_is_never_fine(
    seen: list[Span], lost: tuple[Span, ...], dark: list[Dark]
) -> None:
    made = day(300, [], seen, lost)

    assert made.dark == dark
    minutes = sum(end - start for start, end in dark)
    assert sum(each.dark_min for each in made.hours) == pytest.approx(minutes)


def test_the_worst_moment_is_when_it_was_not_when_its_slot_began() -> None:
    crowd = [span(432.0 + number / 60, 450) for number in range(30)]

    made = day(600, [span(300), *crowd], [span(-60)])

    assert (made.worst.down, made.worst_at) == (31, at(432 + 29 / 60))


def test_the_first_minute_of_a_day_has_a_strip_too() -> None:
    made = day(0, [span(-5)], [span(-60)])

    assert made.worst.down == 1
    assert [each.is_to_come for each in made.hours] == [False] + [True] * 23


minutes = st.floats(-300, 600, allow_nan=False)
spans = st.lists(
    st.tuples(minutes, st.none() | st.floats(0, 400)).map(
        lambda pair: span(pair[0], None if pair[1] is None else pair[0] + pair[1])
    ),
    max_size=12,
)


@given(now=st.floats(1, 1439), outages=spans)
def test_the_curve_has_no_gap_and_its_worst_is_what_a_count_finds(
    now: float, outages: list[Span]
) -> None:
    past = [each for each in outages if each.started_at <= at(now)]
    closed = [
        Span(each.started_at, each.ended_at)
        for each in past
        if each.ended_at is None or START < each.ended_at <= at(now)
    ]

    made = day(now, closed, [span(-60)])

    assert made.steps[0].start_min == 0
    assert made.steps[-1].end_min == made.now_min
    for one, two in zip(made.steps, made.steps[1:], strict=False):
        assert one.end_min == two.start_min
        assert one.end_min % SLOT_MIN == 0
    moments = [max(each.started_at, START) for each in closed]
    counts = [
        sum(
            each.started_at <= moment
            and (each.ended_at is None or each.ended_at > moment)
            for each in closed
        )
        for moment in moments
    ]
    assert made.worst.down == max(counts, default=0)
