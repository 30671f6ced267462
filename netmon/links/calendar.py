"""Thai days, hours and budget years as intervals of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from inventory.model import ServiceHours
from netmon.core.clock import THAI_TIME
from netmon.core.intervals import Interval

DAY = timedelta(days=1)
OPENS, CLOSES = time(8), time(20)
"""Taken as opening hours where the register says round the clock: nobody sells, or is
taught, at three in the morning, and a quiet night would hide a dark day."""
BUDGET_MONTH = 10
"""The budget year B.E. 2570 began on 1 October 2026."""


class YearKind(StrEnum):
    """Which year a goal is counted over."""

    CALENDAR = "calendar"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Year:
    """A year, of Thai days.

    Attributes:
        label_be: As people call it, Buddhist Era.
        first: Its first day.
        end: The day after its last.
    """

    kind: YearKind
    label_be: int
    first: date
    end: date

    @property
    def days_count(self) -> int:
        """365 or 366."""
        return (self.end - self.first).days


def to_year(kind: YearKind, day: date) -> Year:
    """Return the year of `kind` that holds `day`."""
    if kind is YearKind.CALENDAR:
        first = date(day.year, 1, 1)
        return Year(kind, day.year + 543, first, date(day.year + 1, 1, 1))
    begun = day.year if day.month >= BUDGET_MONTH else day.year - 1
    first = date(begun, BUDGET_MONTH, 1)
    return Year(kind, begun + 544, first, date(begun + 1, BUDGET_MONTH, 1))


def to_midnight(day: date) -> datetime:
    """Return when `day` begins in Asia/Bangkok."""
    return datetime.combine(day, time(), THAI_TIME)


def to_interval(day: date) -> Interval:
    """Return the whole of a Thai day."""
    return Interval(to_midnight(day), to_midnight(day + DAY))


def to_opening(day: date, hours: ServiceHours | None) -> Interval | None:
    """Return the opening hours of `day`, None where it is closed."""
    opens, closes = OPENS, CLOSES
    if hours is not None:
        if day.isoweekday() not in hours.weekdays:
            return None
        opens, closes = hours.opens, hours.closes
    return Interval(
        datetime.combine(day, opens, THAI_TIME),
        datetime.combine(day, closes, THAI_TIME),
    )
