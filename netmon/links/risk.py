"""Which sessions of the coming week are at risk, by what their line did of late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from netmon.core.intervals import Interval
from netmon.core.model import SiteCode, SiteState
from netmon.links.facts import Session
from netmon.links.line import Line, look
from netmon.links.training import DISTURBED_RATIO, DISTURBED_S, to_class_time
from netmon.status.board import ServiceStatus

COMING = timedelta(days=7)
PAST_DAYS = 28
"""Four of each weekday: long enough for a habit, short enough for the line of today."""
SEEN_RATIO = 0.5
"""A past day counts where at least this share of the session's hours was seen."""
LEAST_DAYS = 7
"""Below as many days seen nothing is said of the line."""
HIGH_RATIO = 0.25
"""One day in four dark in class hours."""


class RiskLevel(StrEnum):
    """How likely a session is to be disturbed, as far as three words can say.

    Attributes:
        HIGH: The line is down now, or was dark in these hours on one day in four.
        SOME: It was dark in these hours on fewer days, at least one.
        UNKNOWN: Not enough was seen.
        NONE: Seen, and never dark in these hours.
    """

    HIGH = "high"
    SOME = "some"
    UNKNOWN = "unknown"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Risk:
    """A session that has class within the coming week.

    Attributes:
        next_class_at: When its next class begins, or now where one is being held.
        down_since: Since when the line is down, None where it is not.
        seen_days_count: Of the past PAST_DAYS, those seen in the hours of the session.
        dark_days_count: Of those, the days as dark as disturbs a session.
    """

    session: Session
    site: SiteCode
    level: RiskLevel
    next_class_at: datetime
    down_since: datetime | None
    seen_days_count: int
    dark_days_count: int


def to_risk(
    session: Session, site: SiteCode, line: Line, link: ServiceStatus, now: datetime
) -> Risk | None:
    """Return what threatens `session`, None where it has no class in the coming week.

    Args:
        session: Which.
        site: Its centre's.
        line: Of that site; at least PAST_DAYS long.
        link: How that line is now.
        now: The present.
    """
    coming = [
        each
        for each in to_class_time(session)
        if each.end > now and each.start < now + COMING
    ]
    if not coming:
        return None
    seen, dark = _count_days(coming[0], line, now)
    down_since = link.since if link.state is SiteState.DOWN else None
    level = _to_level(seen, dark, is_down=link.state is SiteState.DOWN)
    next_class_at = max(coming[0].start, now)
    return Risk(session, site, level, next_class_at, down_since, seen, dark)


def sort_risks(risks: Iterable[Risk]) -> list[Risk]:
    """Return the gravest first, then the soonest."""
    order = list(RiskLevel)
    return sorted(
        risks,
        key=lambda one: (order.index(one.level), one.next_class_at, one.session.code),
    )


def _count_days(hours: Interval, line: Line, now: datetime) -> tuple[int, int]:
    """Return on how many past days these hours were seen, and seen dark."""
    length_s = (hours.end - hours.start).total_seconds()
    limit_s = min(DISTURBED_S, DISTURBED_RATIO * length_s)
    last = (now - hours.end) // timedelta(days=1)
    seen = dark = 0
    for number in range(PAST_DAYS):
        back = timedelta(days=last - number)
        past = Interval(hours.start + back, hours.end + back)
        found = look(line, [past])
        is_dark = found.down_s >= limit_s
        is_seen = is_dark or found.observed_s >= SEEN_RATIO * length_s
        seen += is_seen
        dark += is_dark
    return seen, dark


def _to_level(seen: int, dark: int, *, is_down: bool) -> RiskLevel:
    if is_down:
        return RiskLevel.HIGH
    if seen < LEAST_DAYS:
        return RiskLevel.UNKNOWN
    if dark >= HIGH_RATIO * seen:
        return RiskLevel.HIGH
    return RiskLevel.SOME if dark else RiskLevel.NONE
