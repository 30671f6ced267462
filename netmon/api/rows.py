"""Journal and board as rows of answers. Plain dicts; encoding turns them into bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.api.fleet import Fleet, SiteFacts
    from netmon.status.board import ServiceStatus, SiteStatus
    from netmon.status.history import Outage
    from netmon.status.journal import Recorded

Json = dict[str, Any]


def to_site_row(facts: SiteFacts, status: SiteStatus) -> Json:
    """Return a site as a row of a list."""
    return {
        **facts.row,
        "state": status.state.value,
        "since": status.since,
        "link": _to_service(status.link),
        "wifi": _to_service(status.wifi),
    }


def to_outage_row(outage: Outage, fleet: Fleet, now: datetime) -> Json:
    """Return an outage as a row of a list; the register may know its site no more."""
    facts = fleet.get(outage.site)
    end = outage.ended_at or now
    return {
        "id": outage.id,
        "site": outage.site,
        "name_th": facts.site.name_th if facts else None,
        "name_en": facts.site.name_en if facts else None,
        "province": facts.site.province if facts else None,
        "service": outage.service.value,
        "device": outage.device,
        "started_at": outage.started_at,
        "ended_at": outage.ended_at,
        "end_reason": outage.end_reason,
        "is_open": outage.ended_at is None,
        "duration_s": max(0.0, (end - outage.started_at).total_seconds()),
    }


def to_outage_detail(outage: Outage, fleet: Fleet, now: datetime) -> Json:
    """Return an outage with everything that shows it."""
    return to_outage_row(outage, fleet, now) | {
        "evidence": outage.evidence,
        "return_evidence": outage.return_evidence,
        "agent_before": outage.agent_before,
        "agent_after": outage.agent_after,
    }


def to_transition(recorded: Recorded, fleet: Fleet) -> Json:
    """Return a change of state."""
    change = recorded.transition
    facts = fleet.get(change.site)
    return {
        "id": recorded.id,
        "site": change.site,
        "province": facts.site.province if facts else None,
        "service": change.service.value,
        "before": change.before.value,
        "after": change.after.value,
        "at": change.at,
        "decided_at": change.decided_at,
        "reason": change.reason,
        "outage": change.outage,
    }


def _to_service(status: ServiceStatus) -> Json:
    return {
        "state": status.state.value,
        "since": status.since,
        "reason": status.reason,
        "outage": status.outage,
    }
