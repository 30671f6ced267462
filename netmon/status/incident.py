"""An incident: one cause, the outages it explains, and what people did about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from netmon.core.model import Service, SiteCode
from netmon.status.causes import NIGHTLY, OFF_HOURS, Cause, Finding
from netmon.status.report import Report

UNSET = datetime.min.replace(tzinfo=UTC)

SITE, NODE, COLLECTOR, ALERT = "site:", "node:", "collector:", "alert:"
"""How the keys of single causes begin."""


class EntryKind(StrEnum):
    """What happened in an incident's timeline."""

    OPENED = "opened"
    JOINED = "joined"
    LEFT = "left"
    FOUND = "found"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    ACKNOWLEDGED = "acknowledged"
    NOTE = "note"
    OWNER = "owner"


class TellKind(StrEnum):
    """What there is to tell."""

    OPENED = "opened"
    REOPENED = "reopened"
    CLOSED = "closed"
    FLAPPING = "flapping"


@dataclass(slots=True)
class Incident:
    """The present of one incident.

    Attributes:
        id: `inc-` with the moment and key it began with.
        key: What makes two outages one cause: `node:<code>`, `area:<area>`,
            `province:<code>`, `provider:<name>`, `site:<code>:<service>`,
            `collector:<poller>` or `alert:<fingerprint>`.
        finding: The cause as far as it is known.
        is_provisional: It may still change: the incident is open, or nothing is known.
        opened_at, closed_at: UTC.
        risen_at: UTC; when it began again last, its opening before that.
        gathered_at: UTC; when sites last came together to make it, its opening or its
            return before that.
        members: Open outages by id, with their sites.
        member_count: Outages that were ever part of it.
        told_at: UTC of the last notification, None before the first.
        owed: News that waits for its time; None once it is told, or not to be told.
        votes: What its sites said on return, counted by cause.
        usual_end: UTC; until then nobody minds: the usual end of a night's switch-off,
            or the next service opening and some grace. None for anything else.
        report: What another system says of it, None where we saw it ourselves.
    """

    id: str
    key: str
    finding: Finding
    opened_at: datetime
    closed_at: datetime | None = None
    is_provisional: bool = True
    members: dict[str, SiteCode] = field(default_factory=dict)
    member_count: int = 0
    told_at: datetime | None = None
    told_count: int = 0
    owed: TellKind | None = None
    usual_end: datetime | None = None
    votes: Counter[Cause] = field(default_factory=Counter)
    risen_at: datetime = field(default=UNSET)
    gathered_at: datetime = field(default=UNSET)
    report: Report | None = None

    def __post_init__(self) -> None:
        """Begin with the opening what is not said."""
        if self.risen_at is UNSET:
            self.risen_at = self.opened_at
        if self.gathered_at is UNSET:
            self.gathered_at = self.risen_at

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.closed_at is None

    @property
    def is_alone(self) -> bool:
        """Whether it is about one site only, and may still turn out to be part."""
        return self.key.startswith(SITE)

    @property
    def is_nightly(self) -> bool:
        """Whether it is the usual switch-off of one site."""
        return self.finding.why == NIGHTLY

    @property
    def is_off_hours(self) -> bool:
        """Whether it began outside the service hours of one site, and says no more."""
        return self.finding.why == OFF_HOURS

    @property
    def is_ours(self) -> bool:
        """Whether our own eyes are at fault."""
        return self.key.startswith(COLLECTOR)

    @property
    def alone_site(self) -> SiteCode | None:
        """The site whose line alone it is about, None for anything else."""
        code, _, service = self.key.removeprefix(SITE).rpartition(":")
        is_line = self.is_alone and service == Service.LINK.value
        return SiteCode(code) if is_line else None


@dataclass(frozen=True, slots=True)
class IncidentSaved:
    """An incident as it is now: the row to keep."""

    id: str
    key: str
    cause: Cause
    confidence_ratio: float
    why: str
    is_provisional: bool
    opened_at: datetime
    closed_at: datetime | None
    member_count: int
    open_count: int
    told_at: datetime | None
    told_count: int
    risen_at: datetime | None = None
    report: dict[str, Any] | None = None

    @classmethod
    def of(cls, incident: Incident) -> IncidentSaved:
        """Return the row of `incident`."""
        finding = incident.finding
        return cls(
            id=incident.id,
            key=incident.key,
            cause=finding.cause,
            confidence_ratio=finding.confidence_ratio,
            why=finding.why,
            is_provisional=incident.is_provisional,
            opened_at=incident.opened_at,
            closed_at=incident.closed_at,
            member_count=incident.member_count,
            open_count=len(incident.members),
            told_at=incident.told_at,
            told_count=incident.told_count,
            risen_at=incident.risen_at,
            report=incident.report.to_json() if incident.report else None,
        )


@dataclass(frozen=True, slots=True)
class IncidentEntry:
    """A line of an incident's timeline."""

    incident: str
    at: datetime
    kind: EntryKind
    site: SiteCode | None = None
    outage: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tell:
    """One thing to tell people: a row of the outbox."""

    incident: str
    at: datetime
    kind: TellKind
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class IncidentMerged:
    """`incident` turned out to be part of `into`."""

    incident: str
    into: str
    at: datetime


IncidentEffect = IncidentSaved | IncidentEntry | Tell | IncidentMerged
