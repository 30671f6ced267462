"""A day as a strip: sites down, outages that began, and when nobody looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

from netmon.core.clock import to_thai

Outages = Iterable[tuple[float, float | None]]
"""When each began and ended; None while it is open."""

DAY_MIN = 24 * 60
SLOT_MIN = 5
"""Width of a step of the curve: two hundred steps are as fine as a screen shows."""


class Span(NamedTuple):
    """A time; [started_at, ended_at), the end None while it goes on."""

    started_at: datetime
    ended_at: datetime | None


class Dark(NamedTuple):
    """A time nobody looked, [start, end) in minutes of the day."""

    start_min: float
    end_min: float


class Step(NamedTuple):
    """A time in which at most `down` sites were down at once, minutes of the day."""

    start_min: float
    end_min: float
    down: int


class Peak(NamedTuple):
    """The first moment with the most sites down at once, in minutes of the day."""

    at_min: float
    down: int


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the day.

    Attributes:
        began: Outages that began in it.
        most_down: Most sites down at once.
        dark_min: Minutes of it nobody looked.
        is_to_come: It has not begun yet.
    """

    hour: int
    began: int
    most_down: int
    dark_min: float
    is_to_come: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The day so far.

    Attributes:
        start: Its midnight in Bangkok, UTC or any zone.
        now_min: Minutes of it that have passed.
        steps: Without a gap until now, equal neighbours joined.
        dark: In order, none touching another.
        worst: When most sites were down; at 0 where none was.
    """

    start: datetime
    now_min: float
    hours: Sequence[Hour]
    steps: Sequence[Step]
    dark: Sequence[Dark]
    worst: Peak

    @property
    def began(self) -> int:
        """Outages that began today."""
        return sum(each.began for each in self.hours)

    @property
    def worst_at(self) -> datetime:
        """When the worst time began."""
        return self.start + timedelta(minutes=self.worst.at_min)


def midnight(now: datetime) -> datetime:
    """Return the beginning of the day `now` is in, in Bangkok."""
    return to_thai(now).replace(hour=0, minute=0, second=0, microsecond=0)


def to_day(
    now: datetime, outages: Outages, seen: Iterable[Span], lost: Iterable[Span]
) -> Day:
    """Return the day `now` is in.

    Args:
        now: Aware.
        outages: Those of sites that reach into the day, Unix seconds; of a site one
            at a time.
        seen: When a poller looked.
        lost: When, in spite of that, nothing was seen.
    """
    start = midnight(now)
    now_min = max(1.0, _minutes(start, now))
    zero_s = start.timestamp()
    spans = [
        ((begun_s - zero_s) / 60, None if ended_s is None else (ended_s - zero_s) / 60)
        for begun_s, ended_s in outages
    ]
    begins = Counter(int(begun_min // 60) for begun_min, _ in spans)
    changes = _to_changes(spans)
    peaks = _peaks(now_min, changes)
    dark = _gaps(_place(start, now_min, seen), now_min)
    dark = _join([*dark, *_place(start, now_min, lost)])
    hours = [_to_hour(number, now_min, begins, peaks, dark) for number in range(24)]
    steps = _to_steps(peaks, now_min)
    return Day(start, now_min, hours, steps, dark, _find_worst(changes))


def _to_changes(spans: Outages) -> list[tuple[float, int]]:
    """Return when a site fell silent (1) or came back (-1), in order.

    Args:
        spans: Outages in minutes of the day.
    """
    changes = []
    for begun_min, ended_min in spans:
        changes.append((max(0.0, begun_min), 1))
        if ended_min is not None:
            changes.append((ended_min, -1))
    # At one moment ends come before begins: nobody was down twice.
    return sorted(changes)


def _find_worst(changes: Iterable[tuple[float, int]]) -> Peak:
    worst, level = Peak(0.0, 0), 0
    for at_min, change in changes:
        level += change
        if level > worst.down:
            worst = Peak(at_min, level)
    return worst


def _peaks(now_min: float, changes: Iterable[tuple[float, int]]) -> list[int]:
    """Return the most sites down at once in each slot that has begun.

    Args:
        now_min: Minutes of the day that have passed.
        changes: See `_to_changes`.
    """
    peaks = [0] * (int(now_min / SLOT_MIN) + 1)
    level = place = 0
    for at_min, change in changes:
        slot = min(int(at_min / SLOT_MIN), len(peaks) - 1)
        if slot > place:
            peaks[place + 1 : slot + 1] = [level] * (slot - place)
            place = slot
        level += change
        peaks[slot] = max(peaks[slot], level)
    peaks[place + 1 :] = [level] * (len(peaks) - place - 1)
    return peaks


def _to_steps(peaks: Sequence[int], now_min: float) -> list[Step]:
    steps = []
    for down, group in groupby(range(len(peaks)), key=lambda slot: peaks[slot]):
        slots = list(group)
        end_min = min((slots[-1] + 1) * SLOT_MIN, now_min)
        steps.append(Step(slots[0] * SLOT_MIN, end_min, down))
    return steps


def _to_hour(
    number: int,
    now_min: float,
    begins: Mapping[int, int],
    peaks: Sequence[int],
    dark: Sequence[Dark],
) -> Hour:
    start, end = number * 60, number * 60 + 60
    in_hour = peaks[start // SLOT_MIN : end // SLOT_MIN]
    lengths = (min(each.end_min, end) - max(each.start_min, start) for each in dark)
    return Hour(
        hour=number,
        began=begins.get(number, 0),
        most_down=max(in_hour, default=0),
        dark_min=sum(max(0.0, each) for each in lengths),
        is_to_come=start >= now_min,
    )


def _place(start: datetime, now_min: float, spans: Iterable[Span]) -> list[Dark]:
    """Return `spans` as minutes of the day so far, what lies outside cut off."""
    placed = (
        Dark(
            max(0.0, _minutes(start, each.started_at)),
            min(now_min, _minutes(start, each.ended_at) if each.ended_at else now_min),
        )
        for each in spans
    )
    return _join(each for each in placed if each.start_min < each.end_min)


def _join(times: Iterable[Dark]) -> list[Dark]:
    joined: list[Dark] = []
    for each in sorted(times):
        if joined and each.start_min <= joined[-1].end_min:
            last = joined.pop()
            joined.append(Dark(last.start_min, max(last.end_min, each.end_min)))
        else:
            joined.append(each)
    return joined


def _gaps(times: Sequence[Dark], now_min: float) -> list[Dark]:
    """Return what `times`, which are joined, leave open of the day so far."""
    edges = [Dark(0.0, 0.0), *times, Dark(now_min, now_min)]
    between = (Dark(one.end_min, two.start_min) for one, two in pairwise(edges))
    return [each for each in between if each.start_min < each.end_min]


def _minutes(start: datetime, at: datetime) -> float:
    return (at - start).total_seconds() / 60
