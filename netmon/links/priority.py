"""In which order to repair: a sum of named weights, each shown with what it adds.

It ranks; it does not measure. The weights are the programme's to set (docs/linking.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inventory.model import Site, SiteType
from netmon.core.model import SiteCode, SiteState
from netmon.status.board import ServiceStatus

DOWN_POINTS = 20.0
POINTS_PER_HOUR = 0.5
MOST_HOURS = 72.0
"""After three days nothing gets more urgent by waiting: 36 points at most."""
TYPE_POINTS: Mapping[SiteType, float] = {
    SiteType.HOSPITAL: 30.0,
    SiteType.BORDER_POLICE_SCHOOL: 15.0,
    SiteType.WELFARE_SCHOOL: 15.0,
    SiteType.JUSTICE_CENTRE: 10.0,
    SiteType.DIGITAL_CENTRE: 10.0,
    SiteType.LEARNING_CENTRE: 5.0,
    SiteType.LIBRARY: 5.0,
    SiteType.FARM_CENTRE: 5.0,
}
TODAY_POINTS = 25.0
"""Class is or will be held today."""
WEEK_POINTS = 10.0
"""Class will be held within seven days, but not today."""
POINTS_PER_LEARNER = 0.3
MOST_LEARNERS = 50
"""People registered for those sessions: 15 points at most."""
POINTS_PER_BAHT = 0.02
MOST_BAHT = 500.0
"""What its shops sell on a day, mean of the last 28: 10 points at most."""


class Reason(StrEnum):
    """What a part of the score is for."""

    STATE = "state"
    DURATION = "duration"
    SITE_TYPE = "site_type"
    SESSION = "session"
    LEARNERS = "learners"
    SALES = "sales"


@dataclass(frozen=True, slots=True)
class Part:
    """One summand of the score.

    Attributes:
        amount: What was found, in its own unit: 1 for a fact, hours, people, baht a
            day; not more than what counts.
        weight: Points for each of it.
    """

    reason: Reason
    amount: float
    weight: float

    @property
    def points(self) -> float:
        """What it adds."""
        return self.amount * self.weight


@dataclass(frozen=True, slots=True)
class Need:
    """What hangs on a site.

    Attributes:
        is_class_today, is_class_coming: Class today; class within seven days.
        registered_count: People registered for those sessions.
        sales_baht: What its shops sell on a day, mean of the last 28.
    """

    is_class_today: bool = False
    is_class_coming: bool = False
    registered_count: int = 0
    sales_baht: float = 0.0


NOTHING = Need()


@dataclass(frozen=True, slots=True)
class Priority:
    """A site to repair, with why.

    Attributes:
        state: Of its line: down or degraded.
        since: UTC; None where that is not known.
        parts: In the order of Reason; those that add nothing are left out.
    """

    site: SiteCode
    state: SiteState
    since: datetime | None
    parts: tuple[Part, ...]

    @property
    def points(self) -> float:
        """The score: the sum of the parts."""
        return sum(each.points for each in self.parts)


def to_priority(site: Site, link: ServiceStatus, need: Need, now: datetime) -> Priority:
    """Return the place of a site whose line is down or degraded."""
    is_down = link.state is SiteState.DOWN
    hours = (now - link.since).total_seconds() / 3600 if link.since else 0.0
    class_points = TODAY_POINTS if need.is_class_today else WEEK_POINTS
    parts = (
        Part(Reason.STATE, float(is_down), DOWN_POINTS),
        Part(Reason.DURATION, min(max(hours, 0.0), MOST_HOURS), POINTS_PER_HOUR),
        Part(Reason.SITE_TYPE, 1.0, TYPE_POINTS[site.site_type]),
        Part(
            Reason.SESSION,
            float(need.is_class_today or need.is_class_coming),
            class_points,
        ),
        Part(
            Reason.LEARNERS,
            float(min(need.registered_count, MOST_LEARNERS)),
            POINTS_PER_LEARNER,
        ),
        Part(Reason.SALES, min(need.sales_baht, MOST_BAHT), POINTS_PER_BAHT),
    )
    kept = tuple(each for each in parts if each.points)
    return Priority(site.code, link.state, link.since, kept)


def rank(found: Iterable[Priority]) -> list[Priority]:
    """Return the most urgent first; equal ones by how long they wait, then by code."""
    return sorted(
        found,
        key=lambda one: (
            -one.points,
            one.since.timestamp() if one.since else float("inf"),
            one.site,
        ),
    )
