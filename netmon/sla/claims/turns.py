"""One writer of a table at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection


async def take_turn(connection: AsyncConnection, table: Table) -> None:
    """Wait until nobody else writes `table`, and keep it so for this transaction.

    SQLite does so by itself. Without it two could both find a request undecided, or
    the month's maintenance short enough without the other's.
    """
    if connection.dialect.name == "postgresql":
        lock = f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"
        await connection.execute(text(lock))
