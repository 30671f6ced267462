"""A statement as JSON: what is kept, what the API answers, and what renderers read.

Every key is written, in alphabetical order, without a space: the same statement is the
same bytes, wherever and whenever it is made. Times are UTC, ratios and baht texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from netmon.sla.figures import (
    Penalty,
    Repair,
    Seconds,
    SiteFigures,
    availability,
    availability_high,
    availability_low,
    coverage,
)
from netmon.sla.moments import span_to_json, to_text

if TYPE_CHECKING:
    from decimal import Decimal

    from netmon.sla.statement import (
        ExclusionLine,
        Group,
        Head,
        PollerGap,
        SiteChange,
        SiteLine,
        Statement,
    )

Json = dict[str, Any]
NO_EVIDENCE = "no-evidence"
"""Of bandwidth, until it is measured."""


def dump(value: Any) -> bytes:
    """Return JSON of which there is only one form."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def dump_statement(statement: Statement) -> bytes:
    """Return a whole statement as canonical JSON."""
    return dump(to_json(statement))


def to_json(statement: Statement) -> Json:
    """Return a whole statement: the summary with every site and every repair."""
    return summary_to_json(statement) | {
        "sites": [line_to_json(each) for each in statement.sites]
    }


def summary_to_json(statement: Statement) -> Json:
    """Return what people read first: all but the sites."""
    return {
        "head": head_to_json(statement.head),
        "rules": dict(statement.rules),
        "nation": group_to_json(statement.nation),
        "regions": _groups(statement.regions),
        "provinces": _groups(statement.provinces),
        "contracts": _groups(statement.contracts),
        "site_types": _groups(statement.site_types),
        "matrix": [
            {"availability": verdict.value, "bandwidth": bandwidth, "sites": sites}
            for (verdict, bandwidth), sites in sorted(statement.matrix.items())
        ],
        "worst": list(statement.worst),
        "exclusions": [exclusion_to_json(each) for each in statement.exclusions],
        "poller_gaps": [gap_to_json(each) for each in statement.poller_gaps],
        "changes": [change_to_json(each) for each in statement.changes],
        "wifi": statement.wifi,
    }


def head_to_json(head: Head) -> Json:
    """Return the cover; digests of scope and result only where there are any."""
    digests = {
        "scope_digest": head.scope_digest,
        "result_digest": head.result_digest,
    }
    return {name: each for name, each in digests.items() if each} | {
        "month": str(head.month),
        "stage": head.stage.value,
        "version": head.version,
        "label": head.label,
        "contract": head.contract,
        "ruleset_id": head.ruleset_id,
        "ruleset_digest": head.ruleset_digest,
        "data_digest": head.data_digest,
        "made_at": to_text(head.made_at),
        "made_by": head.made_by,
        "final_at": to_text(head.final_at),
        "why": head.why,
        "supersedes": head.supersedes,
    }


def group_to_json(group: Group) -> Json:
    """Return sites together."""
    return {
        "key": group.key,
        "name_th": group.name_th,
        "name_en": group.name_en,
        "sites": group.sites,
        "verdicts": {each.value: count for each, count in group.verdicts.items()},
        **seconds_to_json(group.seconds),
        "incidents": group.incidents,
        "repair_s": group.repair_s,
        "late_repairs": group.late_repairs,
        "blips": group.blips,
        "fee_baht": _baht(group.fee_baht),
        "penalty_baht": _baht(group.penalty_baht),
    }


def seconds_to_json(seconds: Seconds) -> Json:
    """Return how a window is spent, with the ratios that follow from it."""
    return {
        "window_s": seconds.window_s,
        "up_s": seconds.up_s,
        "down_s": seconds.down_s,
        "not_observed_s": seconds.not_observed_s,
        "excluded_s": seconds.excluded_s,
        "availability": availability(seconds),
        "availability_low": availability_low(seconds),
        "availability_high": availability_high(seconds),
        "coverage": coverage(seconds),
    }


def line_to_json(line: SiteLine) -> Json:
    """Return one site with its figures."""
    return {
        "name_th": line.name_th,
        "name_en": line.name_en,
        "province": line.province,
        "province_th": line.province_th,
        "province_en": line.province_en,
        "region": line.region,
        "site_type": line.site_type,
        "contract": line.contract,
        **figures_to_json(line.figures),
    }


def figures_to_json(figures: SiteFigures) -> Json:
    """Return one site's figures with everything they are made of."""
    return {
        "code": figures.code,
        **seconds_to_json(figures.seconds),
        "target_ppm": figures.target_ppm,
        "verdict": figures.verdict.value,
        "reason": figures.reason.value if figures.reason else None,
        "incidents": len(figures.repairs),
        "mttr_s": figures.mttr_s,
        "mtbf_s": figures.mtbf_s,
        "repairs": [repair_to_json(each) for each in figures.repairs],
        "open_since": to_text(figures.open_since),
        "blips": [span_to_json(each) for each in figures.blips],
        "penalty": penalty_to_json(figures.penalty) if figures.penalty else None,
        "penalty_baht": _baht(figures.penalty.baht) if figures.penalty else None,
        "bandwidth": None,
    }


def repair_to_json(repair: Repair) -> Json:
    """Return one outage that ended in the month."""
    return {
        **span_to_json(repair.span),
        "service_s": repair.service_s,
        "sent_at": to_text(repair.sent_at),
        "on_site_at": to_text(repair.on_site_at),
        "restored_at": to_text(repair.restored_at),
        "target_h": repair.target_h,
        "contract_s": repair.contract_s,
        "charged_s": repair.charged_s,
        "is_contradicted": repair.is_contradicted,
        "late_h": repair.late_h,
    }


def penalty_to_json(penalty: Penalty) -> Json:
    """Return how a penalty was worked out."""
    return {
        "fee_baht": _baht(penalty.fee_baht),
        "rate_per_hour": f"{penalty.rate_per_hour.normalize():f}",
        "allowance_s": penalty.allowance_s,
        "excess_s": penalty.excess_s,
        "excess_h": penalty.excess_h,
        "availability_baht": _baht(penalty.availability_baht),
        "late_h": penalty.late_h,
        "repair_baht": _baht(penalty.repair_baht),
        "is_capped": penalty.is_capped,
        "baht": _baht(penalty.baht),
    }


def exclusion_to_json(line: ExclusionLine) -> Json:
    """Return one request to leave time out."""
    return {
        "id": line.id,
        "type": line.kind.value,
        "status": line.status.value,
        **span_to_json(line.span),
        "sites": list(line.sites),
        "excluded_s": line.excluded_s,
        "reason": line.reason,
        "requested_by": line.requested_by,
        "requested_at": to_text(line.requested_at),
        "decided_by": line.decided_by,
        "decided_at": to_text(line.decided_at),
        "decision_note": line.decision_note,
        "document_sha256": line.document_sha256,
        "excluded_of_site_s": list(line.excluded_of_site_s),
    }


def gap_to_json(gap: PollerGap) -> Json:
    """Return time one of our own pollers did not look."""
    return {"poller": gap.poller, **span_to_json(gap.span), "reason": gap.reason}


def change_to_json(change: SiteChange) -> Json:
    """Return what a correction changed of one site."""
    return {
        "site": change.site,
        "what": change.what,
        "before": change.before,
        "after": change.after,
    }


def _groups(groups: Sequence[Group] | Iterable[Group]) -> list[Json]:
    return [group_to_json(each) for each in groups]


def _baht(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
