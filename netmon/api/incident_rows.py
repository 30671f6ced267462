"""Incidents as rows of answers. Plain dicts; encoding turns them into bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.api.fleet import Fleet
    from netmon.api.incident_places import Place
    from netmon.status.incident_records import IncidentRecord, Member, TimelineLine

Json = dict[str, Any]


def to_incident_row(record: IncidentRecord, place: Place, now: datetime) -> Json:
    """Return an incident as a row of a list."""
    end = record.closed_at or now
    return {
        "id": record.id,
        "about": place.kind,
        "name": place.name,
        "cause": record.finding.cause.value,
        "confidence_ratio": record.finding.confidence_ratio,
        "why": record.finding.why,
        "is_provisional": record.is_provisional,
        "opened_at": record.opened_at,
        "risen_at": record.risen_at,
        "closed_at": record.closed_at,
        "is_open": record.closed_at is None,
        "duration_s": max(0.0, (end - record.opened_at).total_seconds()),
        "site_count": place.site_count,
        "open_count": record.open_count,
        "member_count": record.member_count,
        "provinces": place.provinces,
        "contracts": place.contracts,
        "acknowledged_at": record.acknowledged_at,
        "acknowledged_by": record.acknowledged_by,
        "owner": record.owner,
        "report": record.report.to_json() if record.report else None,
    }


def to_line_row(line: TimelineLine) -> Json:
    """Return a line of a timeline."""
    return {
        "at": line.at,
        "kind": line.kind.value,
        "count": line.count,
        "site": line.site,
        "author": line.author,
        "text": line.text,
    }


def to_member_row(member: Member, fleet: Fleet) -> Json:
    """Return an outage of an incident; the register may know its site no more."""
    facts = fleet.get(member.site)
    return {
        "site": member.site,
        "name_th": facts.site.name_th if facts else None,
        "name_en": facts.site.name_en if facts else None,
        "province": facts.site.province if facts else None,
        "service": member.service.value,
        "outage": member.outage,
        "started_at": member.started_at,
        "ended_at": member.ended_at,
        "is_open": member.ended_at is None,
    }
