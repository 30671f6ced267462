"""Sums of months as bars. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MONTHS = 12
TOP = 88.0
"""Height of the tallest bar, percent of the drawing: its number stands above it."""
LEAST = 1.5
"""Height of the least bar that is not nothing, percent."""
_GAP = 0.18
"""Of a month's width, left empty at either side."""


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month, placed in a drawing in percent of its width and height.

    Attributes:
        year, month: Common Era.
        amount: None where nothing is written down.
        x, width: From the left.
        middle: Of the bar, from the left.
        height: From the foot.
    """

    year: int
    month: int
    amount: int | None
    x: float
    width: float
    middle: float
    height: float

    @property
    def top(self) -> float:
        """Where the bar ends, from above."""
        return round(100 - self.height, 2)


def to_month_bars(amounts: Iterable[tuple[date, int]], today: date) -> list[MonthBar]:
    """Return the last MONTHS months as bars, that of `today` last.

    Args:
        amounts: Days with what was counted on each; other months are left out.
        today: A Thai day.
    """
    sums: dict[int, int] = {}
    for day, amount in amounts:
        number = _number(day)
        sums[number] = sums.get(number, 0) + amount
    last = _number(today)
    shown = range(last - MONTHS + 1, last + 1)
    most = max((sums.get(number, 0) for number in shown), default=0)
    return [
        _to_bar(place, number, sums.get(number), most)
        for place, number in enumerate(shown)
    ]


def _to_bar(place: int, number: int, amount: int | None, most: int) -> MonthBar:
    step = 100 / MONTHS
    height = max(LEAST, TOP * amount / most) if amount else 0.0
    return MonthBar(
        year=number // 12,
        month=number % 12 + 1,
        amount=amount,
        x=round((place + _GAP) * step, 2),
        width=round((1 - 2 * _GAP) * step, 2),
        middle=round((place + 0.5) * step, 2),
        height=round(height, 2),
    )


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1
