"""How the gatherers of records and journals ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, select

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection


class Rows:
    """Asks one connection.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self, table: Table, order: str) -> Sequence[Row[Any]]:
        """Return a whole table in the order of a column."""
        return await self.of(select(table).order_by(table.c[order]))

    async def of(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """Return what a question is answered with."""
        found: Sequence[Row[Any]] = (await self._connection.execute(query)).all()
        return found
