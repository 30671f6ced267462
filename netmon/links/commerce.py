"""Sales on days on which the line was dark, beside like days on which it was not.

Limits, and why a median and not a mean stands for the like days: docs/linking.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from inventory.model import ServiceHours
from netmon.core.model import SiteCode
from netmon.links.facts import Sale, Shop
from netmon.links.line import Line
from netmon.links.medians import MedianInterval

DARK_RATIO = 0.25
"""A day is dark where the line was down, as seen, for this share of opening hours."""
LIT_RATIO = 0.05
"""A day is lit where down and not observed together stay below this share."""
WEEKS = 4
"""Like days are of the same weekday, at most as many weeks before or after."""
LEAST_LIKE_DAYS = 3
"""A median of fewer is one day's luck."""


class DayVerdict(StrEnum):
    """What the line was like in the opening hours of a day.

    Attributes:
        BETWEEN: Neither dark nor lit, or not seen enough to say.
        CLOSED: No opening hours on that weekday.
    """

    DARK = "dark"
    LIT = "lit"
    BETWEEN = "between"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class DarkDay:
    """One shop on a day its centre's line was dark.

    Attributes:
        open_s: Opening hours, seconds.
        down_s: Of those, observed and down.
        amount_baht: What it sold, None where nothing is written down.
        like_days: The lit days it is compared with.
        like_median_baht: Of what was sold on those; None with too few of them.
        difference_baht: amount_baht less like_median_baht, None without either.
    """

    shop: str
    centre: str
    site: SiteCode
    day: date
    open_s: float
    down_s: float
    amount_baht: int | None
    like_days: tuple[date, ...]
    like_median_baht: float | None
    difference_baht: float | None


@dataclass(frozen=True, slots=True)
class SalesComparison:
    """All dark days together.

    Attributes:
        shop_days_count: Shops times dark days; `matched_count` of them could be
            compared.
        centre_days_count: Different centres and days among the matched: shops of one
            centre share its line, so these are what the interval is made of.
        lower_count, equal_count, higher_count: Centre days by the sign of their mean
            difference.
        median_difference_baht: Of the centre days' mean difference for a shop; None
            without any.
        interval: Of that median; None with too few centre days (below six).
    """

    shop_days_count: int
    matched_count: int
    centre_days_count: int
    lower_count: int
    equal_count: int
    higher_count: int
    median_difference_baht: float | None
    interval: MedianInterval | None


@dataclass(frozen=True, slots=True)
class DaySeen:
    """The opening hours of one day at one site."""

    verdict: DayVerdict
    open_s: float = 0.0
    down_s: float = 0.0


def judge_days(
    line: Line, hours: ServiceHours | None, days: Iterable[date], now: datetime
) -> dict[date, DaySeen]:
    """Return what `line` was like on each of `days` that is over."""
    raise NotImplementedError


def find_dark_days(
    shop: Shop,
    site: SiteCode,
    days: Mapping[date, DaySeen],
    sales: Sequence[Sale],
) -> list[DarkDay]:
    """Return the dark days of one shop, oldest first.

    Args:
        shop: Days before it opened are not its own.
        site: Its centre's.
        days: See judge_days.
        sales: Its own.
    """
    raise NotImplementedError


def compare_sales(dark: Iterable[DarkDay]) -> SalesComparison:
    """Return all dark days together."""
    raise NotImplementedError
