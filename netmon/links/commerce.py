"""Sales on days on which the line was dark, beside like days on which it was not.

Limits, and why a median and not a mean stands for the like days: docs/linking.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import fmean, median

from inventory.model import ServiceHours
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.links.calendar import to_interval, to_opening
from netmon.links.facts import Sale, Shop
from netmon.links.line import Line, look
from netmon.links.medians import MedianInterval, to_median_interval

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
    return {
        day: _judge_day(line, to_opening(day, hours))
        for day in days
        if to_interval(day).end <= now
    }


def find_dark_days(
    shop: Shop,
    site: SiteCode,
    days: Mapping[date, DaySeen],
    sales: Iterable[Sale],
) -> list[DarkDay]:
    """Return the dark days of one shop, oldest first.

    Args:
        shop: Days before it opened are not its own.
        site: Its centre's.
        days: See judge_days; WEEKS before and after the days asked for as well.
        sales: Its own.
    """
    sold = {each.day: each.amount_baht for each in sales}
    opened = shop.opened_date or date.min
    dark = sorted(
        day
        for day, seen in days.items()
        if seen.verdict is DayVerdict.DARK and day >= opened
    )
    lit = {
        day
        for day, seen in days.items()
        if seen.verdict is DayVerdict.LIT and day >= opened and day in sold
    }
    return [_compare_day(shop, site, (day, days[day]), sold, lit) for day in dark]


def compare_sales(dark: Iterable[DarkDay]) -> SalesComparison:
    """Return all dark days together."""
    every = list(dark)
    found: dict[tuple[str, date], list[float]] = defaultdict(list)
    for each in every:
        if each.difference_baht is not None:
            found[each.centre, each.day].append(each.difference_baht)
    means = [fmean(values) for values in found.values()]
    lower = sum(value < 0 for value in means)
    higher = sum(value > 0 for value in means)
    return SalesComparison(
        shop_days_count=len(every),
        matched_count=sum(map(len, found.values())),
        centre_days_count=len(means),
        lower_count=lower,
        equal_count=len(means) - lower - higher,
        higher_count=higher,
        median_difference_baht=median(means) if means else None,
        interval=to_median_interval(means),
    )


def _judge_day(line: Line, opening: Interval | None) -> DaySeen:
    if opening is None:
        return DaySeen(DayVerdict.CLOSED)
    seen = look(line, [opening])
    if seen.down_s >= DARK_RATIO * seen.total_s:
        verdict = DayVerdict.DARK
    elif seen.down_s + seen.not_observed_s < LIT_RATIO * seen.total_s:
        verdict = DayVerdict.LIT
    else:
        verdict = DayVerdict.BETWEEN
    return DaySeen(verdict, seen.total_s, seen.down_s)


def _compare_day(
    shop: Shop,
    site: SiteCode,
    dark: tuple[date, DaySeen],
    sold: Mapping[date, int],
    lit: Container[date],
) -> DarkDay:
    day, seen = dark
    near = (day + timedelta(weeks=n) for n in range(-WEEKS, WEEKS + 1))
    like = tuple(each for each in near if each in lit)
    is_enough = len(like) >= LEAST_LIKE_DAYS
    usual = float(median(sold[each] for each in like)) if is_enough else None
    amount = sold.get(day)
    difference = None if amount is None or usual is None else amount - usual
    return DarkDay(
        shop=shop.code,
        centre=shop.centre,
        site=site,
        day=day,
        open_s=seen.open_s,
        down_s=seen.down_s,
        amount_baht=amount,
        like_days=like,
        like_median_baht=usual,
        difference_baht=difference,
    )
