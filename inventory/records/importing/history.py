"""Applies surveys, keeps who did it and when, and takes the last of a kind back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Row, insert, select, update

from inventory.importer.undoing import to_undoable
from inventory.records.importing.survey import HandOver, Survey, hold
from inventory.records.importing.texts import from_text
from inventory.records.kinds import Column, Kind, Values
from inventory.records.record import Refused, to_values
from inventory.records.steps import Signature, Step, take_turn, write_steps
from inventory.records.store import Witness
from inventory.records.tables import record_change, record_import
from inventory.records.verdict import find_flaws
from netmon.core.errors import NetmonError
from netmon.database import metadata, writing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

MEANWHILE = (
    "somebody else changed the records or the register after this file was held "
    "against them; nothing was written, please try again"
)
"""What whoever agreed to a plan is told when it is not the plan any more."""


class RecordsMoved(NetmonError):
    """The records are not those that were looked at."""


class Undone(NamedTuple):
    """What was taken back.

    Attributes:
        restored: How many records are as they were before.
        removed: How many are gone that the import had added.
    """

    import_id: int
    file_name: str
    restored: int
    removed: int


async def apply_survey(
    engine: AsyncEngine,
    given: HandOver,
    found: Survey,
    signature: Signature,
    witness: Witness | None = None,
) -> int:
    """Write what `found` said of `given`, in one transaction; return the import's id.

    Raises:
        RecordsMoved: It would be something else now.
    """
    async with writing(engine) as connection:
        await take_turn(connection)
        again = await hold(connection, given)
        if again != found:
            raise RecordsMoved(MEANWHILE)
        import_id = await _keep(connection, given.kind, found, signature)
        signed = Signature(signature.who, signature.at, import_id)
        await write_steps(connection, given.kind, found.steps, signed)
        if witness is not None:
            await witness(connection)
    return import_id


async def undo_last(
    engine: AsyncEngine,
    kind: Kind,
    signature: Signature,
    witness: Witness | None = None,
) -> Undone:
    """Put back what the last import of `kind` changed, in one transaction.

    Raises:
        NothingToUndo: There is none, or it was undone already.
        RecordsMoved: One of its records was changed since.
        Refused: What was before cannot be kept any more.
        StillNamed: A record it added is named by others.
    """
    table = record_import
    newest = select(table).where(table.c.kind == kind.name).order_by(table.c.id.desc())
    async with writing(engine) as connection:
        await take_turn(connection)
        found = (await connection.execute(newest.limit(1))).one_or_none()
        last = to_undoable(found, f"import of a {kind.name}")
        steps = await _steps_back(connection, kind, last.id)
        flaws = await find_flaws(connection, kind, steps)
        if fatal := [one for one in flaws if one.is_fatal]:
            raise Refused(fatal)
        await write_steps(connection, kind, steps, signature)
        await connection.execute(
            update(table)
            .where(table.c.id == last.id)
            .values(undone_at=signature.at, undone_by=signature.who[:96])
        )
        if witness is not None:
            await witness(connection)
    removed = sum(step.after is None for step in steps)
    return Undone(last.id, last.file_name, len(steps) - removed, removed)


async def _keep(
    connection: AsyncConnection, kind: Kind, found: Survey, signature: Signature
) -> int:
    result = await connection.execute(
        insert(record_import).values(
            kind=kind.name,
            at=signature.at,
            who=signature.who[:96],
            file_name=found.judged.name,
            sha256=found.judged.sha256,
            added_count=len(found.plan.added),
            changed_count=len(found.plan.changed),
        )
    )
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


async def _steps_back(
    connection: AsyncConnection, kind: Kind, import_id: int
) -> list[Step]:
    query = select(record_change).where(record_change.c.import_id == import_id)
    changes = (await connection.execute(query)).all()
    table = metadata.tables[kind.name]
    stored = {row.code: row for row in await connection.execute(select(table))}
    return [_step_back(kind, change, stored.get(change.code)) for change in changes]


def _step_back(kind: Kind, change: Row[Any], stored: Row[Any] | None) -> Step:
    if stored is None or stored.version != change.version:
        message = f"{kind.name} {change.code} was changed after that import"
        raise RecordsMoved(message + ", so it cannot be undone")
    now = to_values(kind, stored)
    return Step(change.code, now, _from_json(kind, change.before))


def _from_json(kind: Kind, kept: dict[str, Any] | None) -> Values | None:
    if kept is None:
        return None
    return {
        column.name: from_json(column, kept.get(column.name)) for column in kind.columns
    }


def from_json(column: Column, kept: Any) -> Any:
    """Return a value as the history keeps it."""
    return from_text(column, None if kept is None else str(kept))
