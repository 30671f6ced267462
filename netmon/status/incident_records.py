"""Incidents as the journal has them: what answers and pages are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from netmon.core.model import Service, SiteCode
from netmon.status.causes import Cause, Finding
from netmon.status.incident import EntryKind
from netmon.status.report import Report, report_from_json

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """One incident as the journal has it, with what people did about it.

    Attributes:
        key: See netmon.status.incident.Incident.
        closed_at: UTC, None while it is open.
        risen_at: UTC; when it began again last, its opening if it never did.
        member_count, open_count: Outages that were ever part of it, and that are open.
        report: What another system says of it, None where we saw it ourselves.
    """

    id: str
    key: str
    finding: Finding
    is_provisional: bool
    opened_at: datetime
    closed_at: datetime | None
    member_count: int
    open_count: int
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    owner: str | None
    risen_at: datetime
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """What happened at one moment.

    Attributes:
        at: UTC; of a crowd when the first one of it came or went.
        count: Sites that joined or left within one minute; 1 for everything else.
        site: Which, where it was one.
        author: Who, where a person did it.
        left_out_count: Lines before it that are not read, of a very long timeline.
    """

    at: datetime
    kind: EntryKind
    count: int
    site: SiteCode | None
    author: str | None
    text: str
    left_out_count: int = 0


class MemberPlace(NamedTuple):
    """Where an outage stands among those of its incident: open ones first, by site."""

    is_over: bool
    site: SiteCode
    entry: int


@dataclass(frozen=True, slots=True)
class Member:
    """An outage an incident explains.

    Attributes:
        entry: Number of the line with which it joined; grows.
        ended_at: UTC, None while it is open.
    """

    entry: int
    site: SiteCode
    service: Service
    outage: str
    started_at: datetime
    ended_at: datetime | None

    @property
    def place(self) -> MemberPlace:
        """Where it stands among the others."""
        return MemberPlace(self.ended_at is not None, self.site, self.entry)


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents are asked for; None asks for all.

    Attributes:
        is_open: True for open ones only, False for ended ones only.
        but: None of this cause.
        sites: Any of these was part of it; an empty sequence matches nothing.
        since, until: UTC; incidents that overlap [since, until).
    """

    is_open: bool | None = None
    cause: Cause | None = None
    sites: Sequence[SiteCode] | None = None
    since: datetime | None = None
    until: datetime | None = None
    but: Cause | None = None


def to_record(row: Row[Any]) -> IncidentRecord:
    """Return the incident of a row of its table."""
    return IncidentRecord(
        id=row.id,
        key=row.key,
        finding=Finding(Cause(row.cause), row.confidence_ratio, row.why),
        is_provisional=row.is_provisional,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        member_count=row.member_count,
        open_count=row.open_count,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        owner=row.owner,
        risen_at=row.risen_at or row.opened_at,
        report=report_from_json(row.report),
    )
