"""What is known of a site's line over time: when it was seen, and seen dark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from netmon.core.intervals import Interval, clip, union


@dataclass(frozen=True, slots=True)
class Line:
    """A site's line over a span of time.

    Attributes:
        observed: When somebody looked at it; in order, not touching.
        down: When somebody looked and it was down; in order, not touching.
        outages: As the journal has them, open ones until now; in order. Two that
            overlap or touch are one. Of an outage during which nobody looked for a
            while `down` holds what was seen of it.
    """

    observed: tuple[Interval, ...] = ()
    down: tuple[Interval, ...] = ()
    outages: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """How a line was over some time; the three lengths sum to it.

    Attributes:
        up_s: Observed and not down (degraded counts as up).
        down_s: Observed and down.
        not_observed_s: Nobody looked: neither up nor down.
    """

    up_s: float
    down_s: float
    not_observed_s: float

    @property
    def observed_s(self) -> float:
        """Time somebody looked, seconds."""
        return self.up_s + self.down_s

    @property
    def total_s(self) -> float:
        """All of it, seconds."""
        return self.observed_s + self.not_observed_s


UNSEEN = Line()
"""Of a site nobody ever looked at."""


def to_line(outages: Iterable[Interval], observed: Iterable[Interval]) -> Line:
    """Return the line of which the journals say so."""
    seen = union(observed)
    known = union(outages)
    # Few outages against many runs of the watch: not a walk through both.
    down = [part for outage in known for part in clip(seen, outage)]
    return Line(tuple(seen), tuple(down), tuple(known))


def look(line: Line, windows: Iterable[Interval]) -> Seen:
    """Return how `line` was during `windows`, each second once."""
    whole = union(windows)
    total_s = sum((_s(each.end - each.start) for each in whole), 0.0)
    observed_s = _clipped_s(line.observed, whole)
    down_s = _clipped_s(line.down, whole)
    return Seen(observed_s - down_s, down_s, total_s - observed_s)


def _clipped_s(intervals: tuple[Interval, ...], windows: list[Interval]) -> float:
    return sum(
        _s(part.end - part.start)
        for window in windows
        for part in clip(intervals, window)
    )


def _s(length: timedelta) -> float:
    return length.total_seconds()
