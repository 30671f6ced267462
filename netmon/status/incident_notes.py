"""What people do about an incident: take it on, say something, name who owns it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from netmon.access.audit import Deed
from netmon.core.errors import NotFound
from netmon.database import writing
from netmon.status.incident import EntryKind
from netmon.status.incident_records import IncidentRecord, to_record
from netmon.status.incident_tables import incident, incident_entry

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from netmon.access.audit import AuditLog
    from netmon.core.ports import Clock

LONGEST_NOTE = 2_000
LONGEST_OWNER = 128


class IncidentNotes:
    """Writes what people do: deed, line of the timeline and audit in one transaction.

    Args:
        engine: The database.
        clock: Says when.
        audit: Where every deed is written down too.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock, audit: AuditLog) -> None:
        self._engine = engine
        self._clock = clock
        self._audit = audit

    async def acknowledge(self, name: str, who: str, text: str = "") -> IncidentRecord:
        """Take an incident on; whoever was first stays the one who did.

        Args:
            name: Its id.
            who: A principal's name.
            text: What they have to say, empty for nothing.

        Raises:
            NotFound: No such incident.
        """
        async with writing(self._engine) as connection:
            found = await _find(connection, name)
            if found.acknowledged_at is None:
                now = self._clock.now()
                values = {"acknowledged_at": now, "acknowledged_by": who}
                found = await _change(connection, name, values)
                kind = EntryKind.ACKNOWLEDGED
                await self._write_down(connection, name, kind, who, text)
            elif text:
                await self._write_down(connection, name, EntryKind.NOTE, who, text)
        return found

    async def note(self, name: str, who: str, text: str) -> IncidentRecord:
        """Add a line people wrote.

        Raises:
            NotFound: No such incident.
        """
        async with writing(self._engine) as connection:
            found = await _find(connection, name)
            await self._write_down(connection, name, EntryKind.NOTE, who, text)
        return found

    async def own(self, name: str, who: str, owner: str) -> IncidentRecord:
        """Name who sees to it; an empty name is nobody.

        Raises:
            NotFound: No such incident.
        """
        async with writing(self._engine) as connection:
            found = await _find(connection, name)
            if (found.owner or "") != owner:
                found = await _change(connection, name, {"owner": owner or None})
                kind = EntryKind.OWNER
                await self._write_down(connection, name, kind, who, owner)
        return found

    async def _write_down(
        self,
        connection: AsyncConnection,
        name: str,
        kind: EntryKind,
        who: str,
        text: str,
    ) -> None:
        row = {
            "incident": name,
            "at": self._clock.now(),
            "kind": kind.value,
            "author": who,
            "text": text,
        }
        await connection.execute(insert(incident_entry), [row])
        detail = {"incident": name, "text": text}
        deed = Deed(who, f"incident.{kind}", f"incident:{name}", detail)
        await self._audit.add(connection, deed)


async def _find(connection: AsyncConnection, name: str) -> IncidentRecord:
    """Return an incident that nobody else changes until this transaction ends."""
    query = select(incident).where(incident.c.id == name).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("incident", name)
    return to_record(row)


async def _change(
    connection: AsyncConnection, name: str, values: Mapping[str, Any]
) -> IncidentRecord:
    change = update(incident).where(incident.c.id == name).values(**values)
    await connection.execute(change)
    return await _find(connection, name)
