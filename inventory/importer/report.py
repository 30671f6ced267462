"""The report of an import, as programs read it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from inventory.importer.plan import Plan
from inventory.importer.sheet_judge import Judged

PRIVATE = "(personal)"
"""Stands in the place of a value about a person."""


def to_report(
    judged: Judged, plan: Plan, private: Collection[str] = ()
) -> dict[str, Any]:
    """Return the report; its shape is in docs/import.md.

    Args:
        judged: What was found.
        plan: What would change.
        private: Fields about people: that they change is told, not what they are.
    """
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
                    "from": to_shown(change.before, is_private=change.field in private),
                    "to": to_shown(change.after, is_private=change.field in private),
                }
                for change in plan.changed
            ],
            "missing": list(plan.missing),
        },
    }


def to_shown(text: str | None, *, is_private: bool) -> str | None:
    """Return a value as somebody who imports may see it."""
    return PRIVATE if is_private and text is not None else text
