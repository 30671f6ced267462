"""Records kept by hand: who may, who did, and what happened to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.access.audit import Deed
from netmon.access.policy import Principal, may
from netmon.access.roles import Action
from netmon.api.problems import Denied
from netmon.api.record_place import subject_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncConnection

    from inventory.records.kinds import Kind, Values
    from inventory.records.record import Record
    from inventory.records.store import Witness
    from netmon.api.desk import Desk


async def create_record(
    desk: Desk, caller: Principal, kind: Kind, values: Values
) -> Record:
    """Make a record, with a row in the audit.

    Args:
        desk: Who answers.
        caller: May keep records where this one shall be.
        kind: Of the record.
        values: Of every column.

    Raises:
        Problem: The caller may not (403).
        Taken, Refused: As RecordStore.create.
    """
    await _require(desk, caller, kind, values)
    witness = _witness(desk, caller, "create", kind, str(values["code"]), {})
    return await desk.live.records.create(kind, values, caller.name, witness)


async def change_record(
    desk: Desk, caller: Principal, kind: Kind, values: Values, version: int
) -> Record:
    """Put `values` in the place of those a record has, with a row in the audit.

    Args:
        desk: Who answers.
        caller: May keep records where this one is, and where it shall be.
        kind: Of the record.
        values: Of every column.
        version: The one the caller looked at.

    Raises:
        Problem: The caller may not (403).
        NotFound, Stale, Refused: As RecordStore.change.
    """
    code = str(values["code"])
    before = (await desk.live.records.get(kind, code)).values
    await _require(desk, caller, kind, before)
    await _require(desk, caller, kind, values)
    names = [each for each in values if values[each] != before.get(each)]
    witness = _witness(desk, caller, "change", kind, code, {"columns": names})
    return await desk.live.records.change(kind, values, version, caller.name, witness)


async def delete_record(
    desk: Desk, caller: Principal, kind: Kind, code: str, version: int
) -> None:
    """Take a record away, with a row in the audit.

    Args:
        desk: Who answers.
        caller: May keep records where this one is.
        kind: Of the record.
        code: Its key.
        version: The one the caller looked at.

    Raises:
        Problem: The caller may not (403).
        NotFound, Stale, StillNamed: As RecordStore.delete.
    """
    record = await desk.live.records.get(kind, code)
    await _require(desk, caller, kind, record.values)
    witness = _witness(desk, caller, "delete", kind, code, {})
    await desk.live.records.delete(kind, code, version, caller.name, witness)


async def sees_people(
    desk: Desk, caller: Principal, kind: Kind, values: Values
) -> bool:
    """Return whether the caller may see what is personal in a record."""
    subject = await subject_of(desk, kind, values)
    return may(caller, Action.SEE_PEOPLE, subject).is_allowed


async def _require(desk: Desk, caller: Principal, kind: Kind, values: Values) -> None:
    decision = may(caller, Action.KEEP_RECORDS, await subject_of(desk, kind, values))
    if not decision.is_allowed:
        raise Denied(decision.reason)


def _witness(
    desk: Desk,
    caller: Principal,
    deed: str,
    kind: Kind,
    code: str,
    detail: Mapping[str, Any],
) -> Witness:
    """Return what writes the deed into the audit; values are in the history only."""
    row = Deed(caller.name, f"record.{deed}", f"{kind.name}:{code}", detail)

    async def write(connection: AsyncConnection) -> None:
        await desk.live.audit.add(connection, row)

    return write
