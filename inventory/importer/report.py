"""The report of an import, as programs read it."""

from __future__ import annotations

from typing import Any

from inventory.importer.plan import Plan
from inventory.importer.sheet_judge import Judged


def to_report(judged: Judged, plan: Plan) -> dict[str, Any]:
    """Return the report; its shape is in docs/import.md."""
    return {
        "file": judged.name,
        "rows_read": judged.rows_read,
        "accepted": len(judged.rows),
        "repaired": judged.repaired,
        "rejected": judged.rejected,
        "warned": judged.warned,
        "findings": [one.to_json() for one in judged.findings],
        "changes": {
            "added": list(plan.added),
            "changed": [
                {
                    "site": change.site,
                    "field": str(change.field),
                    "from": change.before,
                    "to": change.after,
                }
                for change in plan.changed
            ],
            "missing": list(plan.missing),
        },
    }
