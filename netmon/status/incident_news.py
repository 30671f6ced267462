"""When an incident becomes news, and when news would only be noise."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from netmon.core.model import SiteCode
from netmon.status.incident import Tell, TellKind
from netmon.status.incident_where import Where, nowhere

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.status.incident import Incident
    from netmon.status.incident_rules import IncidentRules

IsMuted = Callable[[Collection[SiteCode], "datetime"], bool]
"""Whether nobody wants news of these sites at that moment (UTC)."""


WhereOf = Callable[["Incident"], Where]


def never_muted(_sites: Collection[SiteCode], _now: datetime) -> bool:
    """Return False: everything is news."""
    return False


@dataclass(slots=True)
class News:
    """Decides what is told of an incident, and when.

    Attributes:
        is_muted: Asked with the sites that are dark now; while it says yes, news of an
            incident's beginning waits.
        where_of: Where an incident is by the register.
    """

    rules: IncidentRules
    is_muted: IsMuted = never_muted
    where_of: WhereOf = nowhere

    def due_at(self, incident: Incident, now: datetime) -> datetime:
        """Return from when on the news that `incident` began may be told.

        Nobody is told of a night's switch-off that ends like every night. What begins
        after the present was seen before the clock was set back: it has waited. Of one
        line people were told of already they hear at once that it is down again; of a
        group once its sites have gathered again.
        """
        if incident.usual_end is not None:
            return incident.usual_end
        is_known_line = incident.is_alone and incident.owed is TellKind.REOPENED
        if incident.risen_at > now or is_known_line:
            return now
        if incident.is_ours:
            return incident.risen_at
        rules = self.rules
        hold_s = rules.hold_site_s if incident.is_alone else rules.hold_group_s
        return incident.risen_at + timedelta(seconds=hold_s)

    def tell_owed(self, incident: Incident, now: datetime) -> Tell | None:
        """Tell what `incident` owes; None while it waits, or if it is noise.

        What waits stays owed.
        """
        owed = incident.owed
        sites = frozenset(incident.members.values())
        if owed is None or now < self.due_at(incident, now):
            return None
        if sites and self.is_muted(sites, now):
            return None
        incident.owed = None
        return self._tell(incident, owed, now)

    def tell_end(self, incident: Incident, now: datetime) -> Tell | None:
        """Tell that it is over, if anybody was told that it began."""
        was_told = incident.told_at is not None and incident.owed is None
        incident.owed = None
        return self._tell(incident, TellKind.CLOSED, now) if was_told else None

    def _tell(self, incident: Incident, kind: TellKind, now: datetime) -> Tell | None:
        """Return the news, unless the cause has been in the news too often."""
        if incident.told_at and abs(now - incident.told_at) > timedelta(hours=1):
            incident.told_count = 0
        incident.told_count += 1
        incident.told_at = now
        if incident.told_count > self.rules.tells_per_hour + 1:
            return None
        if incident.told_count == self.rules.tells_per_hour + 1:
            kind = TellKind.FLAPPING
        where, closed_at = self.where_of(incident), incident.closed_at
        facts: dict[str, Any] = {
            "key": incident.key,
            "cause": incident.finding.cause.value,
            "confidence_ratio": incident.finding.confidence_ratio,
            "opened_at": incident.opened_at.isoformat(),
            "risen_at": incident.risen_at.isoformat(),
            "closed_at": closed_at.isoformat() if closed_at else None,
            "open_count": len(incident.members),
            "member_count": incident.member_count,
            "behind_count": where.behind_count,
            "provinces": list(where.provinces),
        }
        if incident.report is not None:
            facts["report"] = incident.report.to_json()
        return Tell(incident.id, now, kind, facts)
