"""Arithmetic on intervals of time. Pure, exact, half-open: [start, end)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple


class Interval(NamedTuple):
    """[start, end), both aware; never empty."""

    start: datetime
    end: datetime


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the time that any of `intervals` covers, in order and without touching."""
    joined: list[Interval] = []
    for each in sorted(intervals):
        if each.end <= each.start:
            continue
        if joined and each.start <= joined[-1].end:
            last = joined.pop()
            joined.append(Interval(last.start, max(last.end, each.end)))
        else:
            joined.append(each)
    return joined


def intersect(some: Iterable[Interval], others: Iterable[Interval]) -> list[Interval]:
    """Return the time that both cover."""
    return list(_intersect(union(some), union(others)))


def _intersect(some: list[Interval], others: list[Interval]) -> Iterator[Interval]:
    here = there = 0
    while here < len(some) and there < len(others):
        start = max(some[here].start, others[there].start)
        end = min(some[here].end, others[there].end)
        if start < end:
            yield Interval(start, end)
        if some[here].end <= others[there].end:
            here += 1
        else:
            there += 1


def subtract(some: Iterable[Interval], others: Iterable[Interval]) -> list[Interval]:
    """Return the time that `some` covers and `others` do not."""
    left: list[Interval] = []
    holes = union(others)
    first = 0
    for each in union(some):
        while first < len(holes) and holes[first].end <= each.start:
            first += 1
        start, number = each.start, first
        while number < len(holes) and holes[number].start < each.end:
            if holes[number].start > start:
                left.append(Interval(start, holes[number].start))
            start = holes[number].end
            number += 1
        if start < each.end:
            left.append(Interval(start, each.end))
    return left


def clip(intervals: Sequence[Interval], window: Interval) -> list[Interval]:
    """Return the parts of `intervals` within `window`, without reading all of them.

    Args:
        intervals: In order and not overlapping, as the others return them.
        window: From where until where.
    """
    first = bisect_left(intervals, Interval(window.start, window.start))
    if first and intervals[first - 1].end > window.start:
        first -= 1
    found = list(
        intervals[
            first : bisect_left(intervals, Interval(window.end, window.end), first)
        ]
    )
    if found:
        found[0] = Interval(max(found[0].start, window.start), found[0].end)
        found[-1] = Interval(found[-1].start, min(found[-1].end, window.end))
    return found


def total(intervals: Iterable[Interval]) -> timedelta:
    """Return how much time `intervals` cover, each second once."""
    return sum((end - start for start, end in union(intervals)), timedelta())
