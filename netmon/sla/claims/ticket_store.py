"""Keeps the times of tickets: a stale writer is refused, every change is audited."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from netmon.access.audit import Deed
from netmon.core.errors import NotFound
from netmon.core.model import Service, SiteCode
from netmon.database import reading, writing
from netmon.sla.claims.refusals import Conflict, Flawed, Outdated
from netmon.sla.claims.site_places import find_places
from netmon.sla.claims.tickets import KeptTicket, TicketTimes, to_ticket
from netmon.sla.claims.turns import take_turn
from netmon.sla.moments import to_text
from netmon.sla.tables import sla_ticket
from netmon.status.among import among
from netmon.status.tables import outage

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from netmon.access.audit import AuditLog
    from netmon.core.ports import Clock

EARLIEST = timedelta(days=1)
"""A ticket may be older than the outage the watch saw, by this at most."""
_NAMES = tuple(each.name for each in fields(TicketTimes))


class TicketStore:
    """Tickets in the database.

    Args:
        engine: Migrated.
        clock: Says when.
        audit: Where every change is written down, with what was before.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock, audit: AuditLog) -> None:
        self._engine = engine
        self._clock = clock
        self._audit = audit

    async def get(self, outage_id: str) -> KeptTicket:
        """Return the times of an outage of the line; version 0 where none are kept.

        Raises:
            NotFound: No such outage.
            Conflict: It is not one of the line.
        """
        async with reading(self._engine) as connection:
            return await _find(connection, outage_id)

    async def among(self, outage_ids: Collection[str]) -> dict[str, KeptTicket]:
        """Return the tickets that are kept of these outages, by outage."""
        query = select(sla_ticket).where(among(sla_ticket.c.outage, outage_ids))
        async with reading(self._engine) as connection:
            rows = (await connection.execute(query)).all()
        return {row.outage: to_ticket(row) for row in rows}

    async def note(
        self, outage_id: str, times: TicketTimes, version: int, who: str
    ) -> KeptTicket:
        """Put `times` in the place of those that are kept.

        Args:
            outage_id: Of an outage of the line.
            times: All three; None empties one.
            version: The one the caller looked at, 0 for none.
            who: A principal's name.

        Raises:
            NotFound, Conflict: As for get.
            Outdated: Somebody changed them since.
            Flawed: They cannot be.
        """
        async with writing(self._engine) as connection:
            await take_turn(connection, sla_ticket)
            before = await _find(connection, outage_id)
            ended_at = await _find_end(connection, outage_id)
            if before.version != version:
                raise Outdated(before.version)
            now = self._clock.now().replace(microsecond=0)
            _check(times, before, now)
            if times.sent_at and ended_at and times.sent_at > ended_at:
                raise Flawed("sent_at", "ticket_after_end")
            places = await find_places(connection, [before.site])
            place = places.get(before.site)
            row = {
                "outage": outage_id,
                "site": before.site,
                "outage_started_at": before.outage_started_at,
                "contract": place.contract if place else before.contract,
                **_to_values(times),
                "noted_by": who,
                "noted_at": now,
                "version": version + 1,
            }
            await _write(connection, row)
            detail = {"before": _to_json(before.times), "after": _to_json(times)}
            deed = Deed(who, "ticket.note", f"outage:{outage_id}", detail)
            await self._audit.add(connection, deed)
            return await _find(connection, outage_id)


def _check(times: TicketTimes, before: KeptTicket, now: datetime) -> None:
    given = [(name, at) for name, at in _to_values(times).items() if at is not None]
    if not given and not before.version:
        raise Flawed(_NAMES[0], "nothing_said")
    earliest = before.outage_started_at.replace(microsecond=0) - EARLIEST
    for name, at in given:
        if at.microsecond:
            raise Flawed(name, "not_whole_seconds")
        if at < earliest:
            raise Flawed(name, "ticket_too_early")
        if at > now:
            raise Flawed(name, "ticket_ahead")
    for (earlier, first), (name, second) in pairwise(given):
        if second < first:
            raise Flawed(name, f"ticket_before_{earlier}")


def _to_values(times: TicketTimes) -> dict[str, datetime | None]:
    return {name: getattr(times, name) for name in _NAMES}


def _to_json(times: TicketTimes) -> dict[str, Any]:
    return {name: to_text(at) for name, at in _to_values(times).items()}


async def _write(connection: AsyncConnection, row: dict[str, Any]) -> None:
    if row["version"] == 1:
        await connection.execute(insert(sla_ticket).values(row))
        return
    mine = sla_ticket.c.outage == row["outage"]
    await connection.execute(update(sla_ticket).where(mine).values(row))


async def _find_end(connection: AsyncConnection, outage_id: str) -> datetime | None:
    query = select(outage.c.ended_at).where(outage.c.id == outage_id)
    found: datetime | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def _find(connection: AsyncConnection, outage_id: str) -> KeptTicket:
    query = select(sla_ticket).where(sla_ticket.c.outage == outage_id)
    kept = (await connection.execute(query)).one_or_none()
    if kept is not None:
        return to_ticket(kept)
    columns = (outage.c.site, outage.c.service, outage.c.started_at)
    known = select(*columns).where(outage.c.id == outage_id)
    row = (await connection.execute(known)).one_or_none()
    if row is None:
        raise NotFound("outage", outage_id)
    if row.service != Service.LINK:
        raise Conflict("ticket_not_of_line")
    return KeptTicket(
        outage_id, SiteCode(row.site), row.started_at, None, TicketTimes()
    )
