"""How far the year's sales are, beside the pace that would reach the goal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from netmon.links.calendar import Year
from netmon.links.facts import Sale


@dataclass(frozen=True, slots=True)
class Progress:
    """Sales of a year against a goal.

    Attributes:
        amount_baht: Sold on the days of the year that are written down, today too.
        passed_days_count: Whole days of the year before today.
        written_days_count: Days of the year with at least one row of sales.
        even_baht: What an even pace would have reached by the end of yesterday.
        pace_ratio: Sold by the end of yesterday / even_baht; None on the first day.
    """

    year: Year
    goal_baht: int
    amount_baht: int
    passed_days_count: int
    written_days_count: int
    even_baht: float
    pace_ratio: float | None

    @property
    def ratio(self) -> float:
        """Share of the goal."""
        return self.amount_baht / self.goal_baht


def to_progress(
    sales: Iterable[Sale], year: Year, goal_baht: int, today: date
) -> Progress:
    """Return the progress of `year` as of `today`, a Thai day.

    Args:
        sales: Of every shop that counts.
        year: Which.
        goal_baht: More than 0.
        today: Within the year, or after it.
    """
    mine = [each for each in sales if year.first <= each.day < year.end]
    passed = min((today - year.first).days, year.days_count)
    even = goal_baht * passed / year.days_count
    before = sum(each.amount_baht for each in mine if each.day < today)
    return Progress(
        year=year,
        goal_baht=goal_baht,
        amount_baht=sum(each.amount_baht for each in mine),
        passed_days_count=passed,
        written_days_count=len({each.day for each in mine}),
        even_baht=even,
        pace_ratio=before / even if even else None,
    )
