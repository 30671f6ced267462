"""Claims as answers show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from netmon.api.sla_claims import within

if TYPE_CHECKING:
    from netmon.core.model import SiteCode
    from netmon.sla.claims.documents import Attached
    from netmon.sla.claims.exclusion_list import Listed
    from netmon.sla.claims.exclusion_store import Review
    from netmon.sla.claims.exclusions import ExclusionRequest
    from netmon.sla.claims.objections import Objection
    from netmon.sla.claims.refusals import Finding
    from netmon.sla.claims.tickets import KeptTicket

Row = dict[str, Any]


def to_listed_row(listed: Listed) -> Row:
    """Return a request in a list."""
    counted = {"site_count": listed.site_count, "contracts": listed.contracts}
    return _to_head(listed.request) | counted


def to_detail_row(review: Review, seen: Collection[SiteCode]) -> Row:
    """Return a request with as much of it as the caller sees.

    Args:
        review: The request and what the rules say.
        seen: Its sites within the caller's scope.
    """
    request = review.request
    contracts = {request.wish.sites[code] for code in seen}
    is_open = request.standing.value == "requested"
    return _to_head(request) | {
        "site_count": len(seen),
        "contracts": sorted(each for each in contracts if each is not None),
        "sites": list(seen),
        "findings": _to_findings(within(review.breaches, seen)) if is_open else [],
        "notes": _to_findings(within(review.notes, seen)),
    }


def to_objection_row(objection: Objection) -> Row:
    """Return an objection."""
    wish = objection.wish
    return {
        "id": objection.id,
        "month": str(wish.month),
        "version": wish.version,
        "contract": wish.contract,
        "site": wish.site,
        "outage": wish.outage,
        "text": wish.text,
        "made_by": objection.made_by,
        "made_at": objection.made_at,
        "status": objection.standing.value,
        "answer": objection.answer,
        "answered_by": objection.answered_by or None,
        "answered_at": objection.answered_at,
        "document": to_document_row(objection.document),
    }


def to_ticket_row(ticket: KeptTicket) -> Row:
    """Return the times of a ticket."""
    return {
        "outage": ticket.outage,
        "site": ticket.site,
        "contract": ticket.contract,
        "sent_at": ticket.times.sent_at,
        "on_site_at": ticket.times.on_site_at,
        "restored_at": ticket.times.restored_at,
        "noted_by": ticket.noted_by or None,
        "noted_at": ticket.noted_at,
        "version": ticket.version,
    }


def to_document_row(document: Attached | None) -> Row | None:
    """Return what is known of a document; None for none."""
    if document is None:
        return None
    return {
        "name": document.name,
        "media_type": document.media_type,
        "sha256": document.sha256,
        "size_bytes": document.size_bytes,
        "kept_at": document.kept_at,
        "kept_by": document.kept_by,
    }


def _to_head(request: ExclusionRequest) -> Row:
    wish, decision = request.wish, request.decision
    return {
        "id": request.id,
        "kind": wish.kind.value,
        "status": request.standing.value,
        "starts_at": wish.span.start,
        "ends_at": wish.span.end,
        "reason": wish.reason,
        "requested_by": request.requested_by,
        "requested_at": request.requested_at,
        "decided_by": decision.by or None,
        "decided_at": decision.at,
        "note": decision.note,
        "document": to_document_row(request.document),
    }


def _to_findings(findings: Iterable[Finding]) -> list[Row]:
    shown = []
    for each in findings:
        english, thai = each.words()
        named = {"code": each.code, "what": english, "message_th": thai}
        shown.append(named | {"sites": list(each.sites)})
    return shown
