"""The audit: who did what, when; rows are added and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from netmon.access import tables
from netmon.database import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from netmon.core.ports import Clock


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did.

    Attributes:
        who: A principal's name.
        action: As `probe`, `token.create`, `token.refuse`.
        subject: As `site:PI-50-00001`, `token:1f00ba7e31`.
        detail: JSON values; never a secret.
    """

    who: str
    action: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A deed as it stands in the audit."""

    id: int
    at: datetime
    deed: Deed


class AuditLog:
    """Writes and reads the audit.

    Args:
        database: Migrated.
        clock: Says when.
    """

    def __init__(self, database: AsyncEngine, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def write(self, *deeds: Deed) -> None:
        """Add rows in one transaction."""
        if deeds:
            async with writing(self._database) as connection:
                await self.add(connection, *deeds)

    async def add(self, connection: AsyncConnection, *deeds: Deed) -> None:
        """Add rows within a transaction: deed and row stand or fall together."""
        now = self._clock.now()
        rows = [
            {
                "at": now,
                "who": deed.who[:96],
                "action": deed.action,
                "subject": deed.subject[:96],
                "detail": dict(deed.detail),
            }
            for deed in deeds
        ]
        await connection.execute(insert(tables.audit), rows)

    async def newest(self, limit: int) -> list[AuditRow]:
        """Return the newest rows, newest first."""
        table = tables.audit
        query = select(table).order_by(table.c.id.desc()).limit(limit)
        async with reading(self._database) as connection:
            found = (await connection.execute(query)).all()
        return [
            AuditRow(row.id, row.at, Deed(row.who, row.action, row.subject, row.detail))
            for row in found
        ]
