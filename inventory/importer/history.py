"""Applies plans, keeps who did it and when, and takes the last one back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from inventory import tables
from inventory.importer.parts.choice import PARTS
from inventory.importer.parts.part import Part
from inventory.importer.plan import Step, to_steps
from inventory.importer.row import Values
from inventory.importer.survey import Survey
from inventory.importer.tables import register_import, register_import_change
from inventory.importer.undoing import to_undoable
from inventory.importer.write import delete_unused_contracts
from netmon.core.errors import NetmonError
from netmon.database import writing

Witness = Callable[[AsyncConnection], Awaitable[None]]
"""Writes beside the deed, in its transaction: both stand or neither."""


_MEANWHILE = (
    "somebody else changed the register after this file was held against it; nothing "
    "was written, please try again"
)
_SINCE = "the register was changed after that import, so it cannot be undone"


class RegisterMoved(NetmonError):
    """The register is not the one that was looked at."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who does it, and when."""

    who: str
    at: datetime


class Undone(NamedTuple):
    """What was taken back.

    Attributes:
        kind: The part of the register.
        restored: How many sites, or what the part is of, are as they were before.
        removed: How many are gone that the import had added.
    """

    import_id: int
    file_name: str
    kind: str
    restored: int
    removed: int
    version: int


async def apply_survey(
    engine: AsyncEngine,
    found: Survey,
    signature: Signature,
    witness: Witness | None = None,
) -> int:
    """Write a plan in one transaction; return the register's new version.

    Raises:
        RegisterMoved: Somebody changed the register since the plan was made.
    """
    judged, plan, part = found
    async with writing(engine) as connection:
        await _raise_version(connection, plan.version, _MEANWHILE)
        steps = to_steps(plan, await part.read(connection), part.fields)
        contracts = await part.write(connection, steps)
        version = plan.version + 1
        await _keep(
            connection,
            steps,
            {
                "kind": part.name,
                "at": signature.at,
                "who": signature.who[:96],
                "file_name": judged.name,
                "sha256": judged.sha256,
                "version": version,
                "added_count": len(plan.added),
                "changed_count": len(plan.changed),
                "new_contracts": contracts,
            },
        )
        if witness is not None:
            await witness(connection)
    return version


async def undo_last(
    engine: AsyncEngine, signature: Signature, witness: Witness | None = None
) -> Undone:
    """Put back what the last import changed, in one transaction.

    Raises:
        NothingToUndo: There is none, or it was undone already.
        RegisterMoved: Something else changed the register since.
    """
    table = register_import
    async with writing(engine) as connection:
        newest = select(table).order_by(table.c.id.desc()).limit(1)
        found = (await connection.execute(newest)).one_or_none()
        last = to_undoable(found, "import")
        await _raise_version(connection, last.version, _SINCE)
        part = PARTS[last.kind]
        steps = await _steps_back(connection, part, last.id)
        await part.write(connection, steps)
        await delete_unused_contracts(connection, last.new_contracts)
        await connection.execute(
            update(table)
            .where(table.c.id == last.id)
            .values(undone_at=signature.at, undone_by=signature.who[:96])
        )
        if witness is not None:
            await witness(connection)
    removed = sum(step.after is None for step in steps)
    counts = len(steps) - removed, removed
    return Undone(last.id, last.file_name, last.kind, *counts, last.version + 1)


async def _raise_version(
    connection: AsyncConnection, expected: int, reproach: str
) -> None:
    """Take the register for us; the row stays locked until the end."""
    column = tables.register_version.c.version
    done = await connection.execute(
        update(tables.register_version)
        .where(column == expected)
        .values(version=expected + 1)
    )
    if done.rowcount != 1:
        found = await connection.scalar(select(column))
        message = f"{reproach} (version {found}, expected {expected})"
        raise RegisterMoved(message)


async def _keep(
    connection: AsyncConnection, steps: Iterable[Step], deed: dict[str, Any]
) -> None:
    result = await connection.execute(insert(register_import).values(deed))
    key = result.inserted_primary_key
    import_id = key[0] if key else None
    made = [
        {"import_id": import_id, "site": step.site, "before": _former(step)}
        for step in steps
    ]
    await connection.execute(insert(register_import_change), made)


def _former(step: Step) -> dict[str, str | None] | None:
    if step.before is None or step.after is None:
        return None
    return {
        str(field): text
        for field, text in step.before.items()
        if text != step.after[field]
    }


async def _steps_back(
    connection: AsyncConnection, part: Part, import_id: int
) -> list[Step]:
    change = register_import_change
    kept = await connection.execute(
        select(change.c.site, change.c.before).where(change.c.import_id == import_id)
    )
    current = await part.read(connection)
    return [Step(site, current[site], _back(current[site], was)) for site, was in kept]


def _back(now: Values, was: dict[str, str | None] | None) -> Values | None:
    if was is None:
        return None
    return {**now, **was}
