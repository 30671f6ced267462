"""Writes records with their history, within a transaction of somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, bindparam, delete, func, insert, select, text, update

from inventory.records.kinds import Kind, Values
from inventory.records.record import StillNamed
from inventory.records.tables import product_photo, record_change
from netmon.database import metadata

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST_AT_ONCE = 500
"""Codes in one question: SQLite takes 32,766 parameters, PostgreSQL 32,767."""


@dataclass(frozen=True, slots=True)
class Step:
    """One record from what it is to what it shall be.

    Attributes:
        before, after: Every column; None where there is no record.
    """

    code: str
    before: Values | None
    after: Values | None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who does it, and when.

    Attributes:
        import_id: The import it belongs to, None for a change by hand.
    """

    who: str
    at: datetime
    import_id: int | None = None


async def take_turn(connection: AsyncConnection) -> None:
    """Wait until nobody else writes records, and keep it so for this transaction.

    SQLite does so by itself. Without it two writers could both find that a centre is
    free on a day, or that a record has the version they looked at.
    """
    if connection.dialect.name == "postgresql":
        lock = f"LOCK TABLE {record_change.name} IN SHARE ROW EXCLUSIVE MODE"
        await connection.execute(text(lock))


async def write_steps(
    connection: AsyncConnection,
    kind: Kind,
    steps: Sequence[Step],
    signature: Signature,
) -> None:
    """Write `steps`, each with a line of history; see `take_turn` before reading.

    Raises:
        StillNamed: A record that shall go is named by others.
    """
    table = metadata.tables[kind.name]
    versions = await _versions(connection, kind, [step.code for step in steps])
    gone = [step.code for step in steps if step.after is None]
    await _delete(connection, kind, table, gone)
    made = [step for step in steps if step.before is None and step.after is not None]
    kept = [step for step in steps if step.before and step.after]
    if made:
        rows = [_to_row(step, versions, signature) for step in made]
        await connection.execute(insert(table), rows)
    if kept:
        rows = [_to_row(step, versions, signature) for step in kept]
        await _update(connection, table, rows)
    if steps:
        lines = [_to_line(kind, step, versions, signature) for step in steps]
        await connection.execute(insert(record_change), lines)


async def _versions(
    connection: AsyncConnection, kind: Kind, codes: Sequence[str]
) -> Mapping[str, int]:
    """Return the version each record gets: it goes on where a deleted one ended."""
    table = record_change
    last: dict[str, int] = {}
    for start in range(0, len(codes), MOST_AT_ONCE):
        some = codes[start : start + MOST_AT_ONCE]
        query = (
            select(table.c.code, func.max(table.c.version))
            .where(table.c.kind == kind.name, table.c.code.in_(some))
            .group_by(table.c.code)
        )
        for code, version in await connection.execute(query):
            last[code] = version
    return {code: last.get(code, 0) + 1 for code in codes}


async def _update(
    connection: AsyncConnection, table: Table, rows: list[dict[str, Any]]
) -> None:
    names = [name for name in rows[0] if name != "code"]
    statement = (
        update(table)
        .where(table.c.code == bindparam("the_code"))
        .values({name: bindparam(name) for name in names})
    )
    named = [{**row, "the_code": row["code"]} for row in rows]
    for row in named:
        del row["code"]
    await connection.execute(statement, named)


async def _delete(
    connection: AsyncConnection, kind: Kind, table: Table, codes: Sequence[str]
) -> None:
    for start in range(0, len(codes), MOST_AT_ONCE):
        some = codes[start : start + MOST_AT_ONCE]
        if kind.name == "product":
            photos = delete(product_photo).where(product_photo.c.product.in_(some))
            await connection.execute(photos)
        await _refuse_named(connection, table, some)
        await connection.execute(delete(table).where(table.c.code.in_(some)))


async def _refuse_named(
    connection: AsyncConnection, table: Table, codes: Sequence[str]
) -> None:
    for other in metadata.tables.values():
        for key in other.foreign_keys:
            if key.column.table is not table:
                continue
            named = select(key.parent).where(key.parent.in_(codes)).limit(1)
            found = await connection.scalar(named)
            if found is not None:
                message = f"{found} is still named by a {other.name}"
                raise StillNamed(message)


def _to_row(
    step: Step, versions: Mapping[str, int], signature: Signature
) -> dict[str, Any]:
    return {
        **(step.after or {}),
        "version": versions[step.code],
        "changed_at": signature.at,
        "changed_by": signature.who[:96],
    }


def _to_line(
    kind: Kind, step: Step, versions: Mapping[str, int], signature: Signature
) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "code": step.code,
        "version": versions[step.code],
        "at": signature.at,
        "who": signature.who[:96],
        "import_id": signature.import_id,
        "before": to_json(step.before),
        "after": to_json(step.after),
    }


def to_json(values: Values | None) -> dict[str, Any] | None:
    """Return values as JSON keeps them: days and moments (UTC) as ISO 8601 text."""
    if values is None:
        return None
    return dict(_to_pairs(values.items()))


def _to_pairs(items: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, Any]]:
    for name, value in items:
        if isinstance(value, datetime):
            yield name, value.astimezone(UTC).isoformat()
        else:
            yield name, value.isoformat() if isinstance(value, date) else value
