"""Months and versions as JSON for API and commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmon.sla.moments import to_text

if TYPE_CHECKING:
    from netmon.sla.desk import MonthRow
    from netmon.sla.statements.statement_rows import Version


def month_to_json(row: MonthRow, *, tells_why: bool = True) -> dict[str, Any]:
    """Return a month and how far its statement has come.

    Args:
        row: The month.
        tells_why: Whether it says why versions were corrected.
    """
    hidden = {} if tells_why else {"why": ""}
    return {
        "month": str(row.month),
        "buddhist_year": row.month.buddhist_year,
        "fiscal_year": row.month.fiscal_year,
        "stage": row.stage.value,
        "freeze_from": to_text(row.calendar.freeze_from),
        "objections_until": to_text(row.calendar.objections_until),
        "final_from": to_text(row.calendar.final_from),
        "open_objections": row.open_objections,
        "may_freeze": row.may_freeze,
        "may_finalise": row.may_finalise,
        "versions": [version_to_json(each) | hidden for each in row.versions],
    }


def version_to_json(version: Version) -> dict[str, Any]:
    """Return what is known of a version."""
    return {
        "month": str(version.month),
        "version": version.version,
        "label": version.label,
        "stage": version.stage.value,
        "ruleset_id": version.ruleset_id,
        "ruleset_digest": version.ruleset_digest,
        "data_digest": version.data_digest,
        "result_digest": version.result_digest,
        "made_at": to_text(version.made_at),
        "made_by": version.made_by,
        "why": version.why,
        "final_at": to_text(version.final_at),
        "final_by": version.final_by,
    }
