"""Intervals against sets of whole seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from netmon.core.intervals import Interval, clip, intersect, subtract, total, union

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(
        lambda pair: Interval(
            BEGIN + timedelta(seconds=pair[0]), BEGIN + timedelta(seconds=pair[1])
        )
    ),
    max_size=8,
)


def seconds(intervals: list[Interval]) -> set[int]:
    return {
        second
        for start, end in intervals
        for second in range(
            round((start - BEGIN).total_seconds()), round((end - BEGIN).total_seconds())
        )
    }


def is_plain(intervals: list[Interval]) -> bool:
    """Whether they are in order, not empty, and do not touch."""
    edges = [edge for each in intervals for edge in each]
    return all(former < later for former, later in pairwise(edges))


@given(spans, spans)
def test_they_are_what_sets_of_seconds_are(
    some: list[Interval], others: list[Interval]
) -> None:
    for made, expected in (
        (union(some), seconds(some)),
        (intersect(some, others), seconds(some) & seconds(others)),
        (subtract(some, others), seconds(some) - seconds(others)),
    ):
        assert seconds(made) == expected
        assert is_plain(made)


@given(spans)
def test_no_second_is_counted_twice(some: list[Interval]) -> None:
    assert total(some) == timedelta(seconds=len(seconds(some)))


@given(spans, spans)
def test_a_clip_is_what_both_cover(
    some: list[Interval], others: list[Interval]
) -> None:
    whole = union(some)

    for window in union(others):
        assert clip(whole, window) == intersect(whole, [window])
