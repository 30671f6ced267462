"""The history of a record, without what its reader may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmon.api.record_desk import sees_people
from netmon.api.record_models import to_shown
from netmon.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.records.kinds import Kind
    from netmon.access.policy import Principal
    from netmon.api.desk import Desk

Json = dict[str, Any]


async def to_history(
    desk: Desk, caller: Principal, kind: Kind, code: str, limit: int
) -> list[Json]:
    """Return lines of a record's history, the newest first.

    Whether what is personal is shown is decided for each state by itself: a record
    may have been at a place that is none of the caller's business.

    Raises:
        NotFound: There never was such a record.
    """
    changes = await desk.live.records.history(kind, code, limit)
    if not changes:
        raise NotFound(kind.name, code)
    lines = []
    for change in changes:
        line: Json = {"version": change.version, "at": change.at}
        if await sees_people(desk, caller, kind, change.after or change.before or {}):
            line["who"] = change.who
        for name in ("before", "after"):
            line[name] = await _to_state(desk, caller, kind, getattr(change, name))
        lines.append(line)
    return lines


async def _to_state(
    desk: Desk, caller: Principal, kind: Kind, values: Mapping[str, Any] | None
) -> Json | None:
    if values is None:
        return None
    sees = bool(kind.personal) and await sees_people(desk, caller, kind, values)
    return to_shown(kind, values, sees_people=sees)
