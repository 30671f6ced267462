"""What an incident is put down to, and until when nobody needs to mind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from netmon.core.model import SiteCode
from netmon.status.causes import BROKE_HABIT, agree, is_better
from netmon.status.habits import OVERDUE
from netmon.status.incident import NODE, EntryKind

if TYPE_CHECKING:
    from netmon.status.causes import Finding
    from netmon.status.habits import Habit
    from netmon.status.incident import Incident
    from netmon.status.incident_index import Agenda
    from netmon.status.incident_log import IncidentLog

OpensAt = Callable[[SiteCode, datetime], datetime | None]
"""When a site promises service next after a moment (UTC), None round the clock."""

OPENING_GRACE = timedelta(minutes=30)
"""So long after its service opens a site may still be switched on by people."""

ASK_AGAIN = timedelta(seconds=5)


def always_open(_site: SiteCode, _at: datetime) -> None:
    """Return None: service is promised round the clock."""


def always_known() -> bool:
    """Return True: nothing is left to learn."""
    return True


@dataclass(frozen=True, slots=True)
class Findings:
    """Names causes.

    Attributes:
        habit_of, opens_at, are_habits_known: See IncidentBook.
    """

    log: IncidentLog
    agenda: Agenda
    habit_of: Callable[[SiteCode], Habit | None]
    opens_at: OpensAt
    are_habits_known: Callable[[], bool]

    def expect_end(self, incident: Incident) -> None:
        """Note until when a switch-off is not minded; at once without a habit."""
        site, began_at = incident.alone_site, incident.risen_at
        if site is None:
            return
        usual: datetime | None = None
        if incident.is_nightly:
            habit = self.habit_of(site)
            usual = habit.returns_at(began_at) + OVERDUE if habit else began_at
        elif incident.is_off_hours:
            opens_at = self.opens_at(site, began_at)
            usual = opens_at + OPENING_GRACE if opens_at else None
        incident.usual_end = usual
        if usual is not None:
            self.agenda.put(usual, incident.id)

    def attend(self, incident: Incident, now: datetime) -> None:
        """Take the name of a switch-off from what outlasts it."""
        if incident.usual_end is None or incident.usual_end > now:
            return
        if incident.is_nightly:
            if not self.are_habits_known():
                incident.usual_end = now + ASK_AGAIN
                self.agenda.put(incident.usual_end, incident.id)
                return
            # A process that has just begun took it up before it knew any habit.
            self.expect_end(incident)
            if incident.usual_end > now:
                return
        incident.usual_end = None
        if incident.is_nightly or incident.is_off_hours:
            self.name(incident, BROKE_HABIT, now)

    def end_night(self, incident: Incident, at: datetime, now: datetime) -> None:
        """Take the name of a night from what ended long before a night ends."""
        usual_end, incident.usual_end = incident.usual_end, None
        if incident.is_nightly and usual_end and at < usual_end - 2 * OVERDUE:
            self.name(incident, BROKE_HABIT, now)

    def hear(self, incident: Incident, finding: Finding | None, now: datetime) -> None:
        """Take a finding that says more than the one there is."""
        if finding is None or incident.key.startswith(NODE):
            return
        if not incident.is_alone:
            incident.votes[finding.cause] += 1
            finding = agree(incident.votes)
            if finding is None or finding.cause is incident.finding.cause:
                return
        if is_better(finding, incident.finding):
            self.name(incident, finding, now)

    def name(self, incident: Incident, finding: Finding, now: datetime) -> None:
        """Put `incident` down to `finding`."""
        incident.finding = finding
        incident.is_provisional = incident.is_open
        self.log.note(incident, now, EntryKind.FOUND, text=finding.why)
