"""The health card of a centre: line, Wi-Fi users, training, sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from netmon.core.intervals import Interval, clip, total
from netmon.links.facts import Centre, Session
from netmon.links.line import Line, look
from netmon.links.training import TrainingSums
from netmon.status.board import SiteStatus

MONTH = timedelta(days=30)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class LinkSums:
    """A line over some time.

    Attributes:
        observed_s, down_s, not_observed_s: The first holds the second; the first and
            third sum to the time.
        outage_count: Outages of which something was seen within.
        longest_s: The longest of them, as far as it was seen within; 0 without any.
    """

    observed_s: float
    down_s: float
    not_observed_s: float
    outage_count: int
    longest_s: float

    @property
    def up_ratio(self) -> float | None:
        """Share of the observed time it was not down, None without such time."""
        return 1 - self.down_s / self.observed_s if self.observed_s else None


@dataclass(frozen=True, slots=True)
class WifiUsers:
    """How many are on the free Wi-Fi, as last measured."""

    clients_count: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SalesSums:
    """What the shops of a centre sold.

    Attributes:
        month_baht, year_baht: Over the last 30 and 365 whole Thai days and today.
        written_days_count: Shops times days with a row, in that year.
        dark_days_count: Shops times dark days in that year.
    """

    shop_count: int
    members_count: int
    month_baht: int
    year_baht: int
    written_days_count: int
    dark_days_count: int


@dataclass(frozen=True, slots=True)
class Card:
    """The health card of one centre.

    Attributes:
        now: How its site is shown now.
        month, year: Its line over the last 30 and 365 days, not before it was in
            service.
        wifi: None where nothing was measured lately.
        training: Sessions that began in the last 365 days.
        next_session: The one being held, or that comes next.
        volunteer_count: Volunteers of the site itself.
    """

    centre: Centre
    now: SiteStatus
    month: LinkSums
    year: LinkSums
    wifi: WifiUsers | None
    training: TrainingSums
    next_session: Session | None
    sales: SalesSums
    volunteer_count: int


def sum_line(line: Line, window: Interval) -> LinkSums:
    """Return `line` over `window`."""
    seen = look(line, [window])
    shown = clip(line.outages, window)
    lengths = [total(clip(line.down, each)).total_seconds() for each in shown]
    return LinkSums(
        observed_s=seen.observed_s,
        down_s=seen.down_s,
        not_observed_s=seen.not_observed_s,
        outage_count=sum(length_s > 0 for length_s in lengths),
        longest_s=max(lengths, default=0.0),
    )
