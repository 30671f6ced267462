"""Why a site's month came to what it did, as JSON for API and command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from netmon.sla.moments import span_to_json, to_text
from netmon.sla.statements.canonical import figures_to_json, seconds_to_json

if TYPE_CHECKING:
    from netmon.sla.desk import SiteMonth
    from netmon.sla.explain import Cause, Piece
    from netmon.sla.facts import Exclusion

Json = dict[str, Any]


def site_month_to_json(found: SiteMonth) -> Json:
    """Return a site's month with every interval of its window.

    `counted` is the sum over the intervals, and the same as what stands in `figures`.
    """
    told, version = found.explanation, found.version
    return {
        "site": told.site.code,
        "contract": told.site.contract,
        "month": str(told.month),
        "until": to_text(told.until),
        "version": version.version if version else 0,
        "label": version.label if version else "draft",
        "commissioned_at": to_text(told.site.commissioned_at),
        "decommissioned_at": to_text(told.site.decommissioned_at),
        "window": [span_to_json(each) for each in told.window],
        "intervals": [_piece(each, found.outage_ids) for each in told.pieces],
        "counted": seconds_to_json(told.seconds),
        "figures": figures_to_json(told.figures),
        "not_counted": [_exclusion(each) for each in told.not_counted],
        "rules": told.rules.model_dump(mode="json"),
    }


def _piece(piece: Piece, ids: Mapping[datetime, str]) -> Json:
    return {
        **span_to_json(piece.span),
        "length_s": piece.length_s,
        "counts_as": piece.counts_as.value,
        "because": [_cause(each, ids) for each in piece.causes],
    }


def _cause(cause: Cause, ids: Mapping[datetime, str]) -> Json:
    known = (ids.get(row.start) for row in cause.rows)
    return {
        "because": cause.because.value,
        "start": to_text(cause.start),
        "end": to_text(cause.end),
        "type": cause.kind.value if cause.kind else None,
        "is_cut": cause.is_cut,
        "outages": [each for each in known if each is not None],
    }


def _exclusion(exclusion: Exclusion) -> Json:
    return {
        "type": exclusion.kind.value,
        "status": exclusion.status.value,
        **span_to_json(exclusion.span),
    }
