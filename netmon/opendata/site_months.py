"""How a site's line was, month by month. Pure; whole seconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from netmon.core.intervals import Interval, clip, union
from netmon.core.months import Month

RATIO_PARTS = 1_000_000
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class LineMonth:
    """A site's line in one month; see netmon.opendata.schema.SITE_MONTHS.

    Attributes:
        in_service_s: 1 at least.
    """

    month: Month
    in_service_s: int
    observed_s: int
    down_s: int
    outage_count: int
    longest_outage_s: int

    @property
    def not_observed_s(self) -> int:
        """The time nobody saw the line."""
        return self.in_service_s - self.observed_s

    @property
    def available_ppm(self) -> int | None:
        """Share of the observed time the line was up, millionths rounded down."""
        if not self.observed_s:
            return None
        return (self.observed_s - self.down_s) * RATIO_PARTS // self.observed_s


def to_months(
    seen: Sequence[Interval],
    outages: Iterable[Interval],
    windows: Iterable[tuple[Month, Interval]],
) -> Iterator[LineMonth]:
    """Yield the months of one site, in the order of `windows`.

    Args:
        seen: When somebody looked, in order, not touching.
        outages: As the journal has them.
        windows: Each month with the part of it in which the site was in service.
    """
    parts = [part for part in (clip(seen, each) for each in outages) if part]
    for month, window in windows:
        pieces = [clip(part, window) for part in _near(parts, window)]
        felt = [length_s for each in pieces if (length_s := _length_s(each))]
        yield LineMonth(
            month,
            _length_s([window]),
            _length_s(clip(seen, window)),
            _length_s(union(chain.from_iterable(pieces))),
            len(felt),
            max(felt, default=0),
        )


def _near(
    parts: Iterable[Sequence[Interval]], window: Interval
) -> Iterator[Sequence[Interval]]:
    return (
        part
        for part in parts
        if part[0].start < window.end and part[-1].end > window.start
    )


def to_window(
    month: Month, in_service_at: datetime, until: datetime
) -> Interval | None:
    """Return the part of a month in which a site was in service, None for none.

    Args:
        month: Which one.
        in_service_at: The midnight of the site's first day.
        until: Up to which anything is known.
    """
    whole = month.span
    start, end = max(whole.start, in_service_at), min(whole.end, until)
    return Interval(start, end) if start < end else None


def _length_s(intervals: Iterable[Interval]) -> int:
    lengths = (end - start for start, end in intervals)
    return sum(lengths, timedelta()) // _SECOND
