"""Writes rows of a table, within a transaction of somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_rows(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]
) -> None:
    """Insert `rows`, each keyed by column."""
    if rows:
        await connection.execute(insert(table), rows)


async def update_rows(
    connection: AsyncConnection, table: Table, key: str, rows: Sequence[dict[str, Any]]
) -> None:
    """Write the columns that `rows` hold, all the same ones, where `key` is theirs."""
    if not rows:
        return
    names = [name for name in rows[0] if name != key]
    statement = (
        update(table)
        .where(table.c[key] == bindparam("the_key"))
        .values({name: bindparam(name) for name in names})
    )
    made = [
        {"the_key": row[key], **{name: row[name] for name in names}} for row in rows
    ]
    await connection.execute(statement, made)


async def delete_rows(
    connection: AsyncConnection, table: Table, key: str, values: Iterable[str]
) -> None:
    """Delete the rows whose column `key` has one of `values`."""
    named = [{"the_key": value} for value in values]
    if named:
        statement = delete(table).where(table.c[key] == bindparam("the_key"))
        await connection.execute(statement, named)
