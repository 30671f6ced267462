"""The history of a record, without what its reader may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmon.access.policy import may
from netmon.access.roles import Action
from netmon.api.record_desk import sees_people
from netmon.api.record_models import to_shown
from netmon.api.record_place import subject_of
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

    Each state is shown or not by itself: a record may have been at a place that is
    none of the caller's business, and a key may have been that of another record
    there. A line whose outcome is not theirs is left out.

    Raises:
        NotFound: There never was such a record.
    """
    changes = await desk.live.records.history(kind, code, limit)
    if not changes:
        raise NotFound(kind.name, code)
    lines = []
    for change in changes:
        outcome = change.after or change.before or {}
        if not await _may_read(desk, caller, kind, outcome):
            continue
        line: Json = {"version": change.version, "at": change.at}
        if await sees_people(desk, caller, kind, outcome):
            line["who"] = change.who
        for name in ("before", "after"):
            line[name] = await _to_state(desk, caller, kind, getattr(change, name))
        lines.append(line)
    return lines


async def _may_read(
    desk: Desk, caller: Principal, kind: Kind, values: Mapping[str, Any]
) -> bool:
    if kind.at is None:  # of the whole nation, and for everybody
        return True
    subject = await subject_of(desk, kind, values)
    return may(caller, Action.READ, subject).is_allowed


async def _to_state(
    desk: Desk, caller: Principal, kind: Kind, values: Mapping[str, Any] | None
) -> Json | None:
    if values is None or not await _may_read(desk, caller, kind, values):
        return None
    sees = bool(kind.personal) and await sees_people(desk, caller, kind, values)
    return to_shown(kind, values, sees_people=sees)
