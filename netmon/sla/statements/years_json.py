"""A fiscal year's sums as JSON for API and commands. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmon.sla.statements.canonical import group_to_json

if TYPE_CHECKING:
    from netmon.sla.statement import Group
    from netmon.sla.years import Period, YearSums


def year_to_json(sums: YearSums) -> dict[str, Any]:
    """Return the year and its quarters."""
    return {
        "fiscal_year": sums.year.buddhist_year,
        "contract": sums.contract,
        "year": _period_to_json(sums.whole),
        "quarters": [_period_to_json(each) for each in sums.quarters],
    }


def _period_to_json(period: Period) -> dict[str, Any]:
    return {
        "quarter": period.quarter,
        "is_complete": period.is_complete,
        "months": [
            {
                "month": str(each.month),
                "standing": each.standing.value,
                "label": each.label or None,
            }
            for each in period.months
        ],
        "total": _sums_to_json(period.total),
        "contracts": [_sums_to_json(each) for each in period.contracts],
    }


def _sums_to_json(group: Group) -> dict[str, Any]:
    """Return sums; what is counted are no sites but their months."""
    found = group_to_json(group)
    found["site_months"] = found.pop("sites")
    return found
