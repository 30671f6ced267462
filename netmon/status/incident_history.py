"""Questions to the incidents, in the words people ask them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from netmon.core.model import Service, SiteCode
from netmon.database import reading
from netmon.status.causes import Cause
from netmon.status.incident import EntryKind
from netmon.status.incident_records import (
    IncidentFilter,
    IncidentRecord,
    Member,
    TimelineLine,
    to_record,
)
from netmon.status.incident_tables import incident, incident_entry
from netmon.status.tables import outage

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncEngine

MOST_LINES = 500
"""Lines read of one timeline; sites that came or went at one moment are one line."""

_CROWD = (EntryKind.JOINED.value, EntryKind.LEFT.value)


class IncidentHistory:
    """Reads incidents and their timelines.

    Args:
        engine: The database.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def incidents(
        self,
        which: IncidentFilter,
        *,
        limit: int,
        before: tuple[datetime, str] | None = None,
    ) -> list[IncidentRecord]:
        """Return incidents, newest first.

        Args:
            which: What to return.
            limit: Most rows.
            before: (opening, id) of the last one of the page before.
        """
        query = _narrow(select(incident), which)
        if before is not None:
            opened_at, name = before
            query = query.where(
                (incident.c.opened_at < opened_at)
                | ((incident.c.opened_at == opened_at) & (incident.c.id < name))
            )
        query = query.order_by(incident.c.opened_at.desc(), incident.c.id.desc())
        return [to_record(row) for row in await self._rows(query.limit(limit))]

    async def gravest(self, limit: int) -> list[IncidentRecord]:
        """Return open incidents: our own blindness, then the biggest, then the newest.

        Args:
            limit: Most rows.
        """
        is_ours = case((incident.c.cause == Cause.COLLECTOR.value, 0), else_=1)
        query = select(incident).where(incident.c.closed_at.is_(None))
        query = query.order_by(
            is_ours,
            incident.c.open_count.desc(),
            incident.c.opened_at.desc(),
            incident.c.id,
        )
        return [to_record(row) for row in await self._rows(query.limit(limit))]

    async def open_count(self) -> int:
        """Return how many incidents are open."""
        return await self.count(IncidentFilter(is_open=True))

    async def count(self, which: IncidentFilter) -> int:
        """Return how many incidents there are of `which`."""
        query = _narrow(select(func.count()).select_from(incident), which)
        return int((await self._rows(query))[0][0])

    async def incident(self, name: str) -> IncidentRecord | None:
        """Return one incident, None if there is none of that id."""
        rows = await self._rows(select(incident).where(incident.c.id == name))
        return to_record(rows[0]) if rows else None

    async def sites_of(self, name: str) -> list[SiteCode]:
        """Return every site that was ever part of an incident, in code order."""
        site = incident_entry.c.site
        query = select(site).where(
            incident_entry.c.incident == name,
            incident_entry.c.kind == EntryKind.JOINED.value,
        )
        return [SiteCode(row[0]) for row in await self._rows(query.distinct())]

    async def timeline(self, name: str) -> list[TimelineLine]:
        """Return what happened, oldest first; of a very long one the newest part."""
        entry = incident_entry.c
        # Crowds that come and go at one moment are one line, words of people never.
        each = case((entry.kind.in_(_CROWD), 0), else_=entry.id)
        first = func.min(entry.id)
        query = select(
            entry.at,
            entry.kind,
            func.count().label("line_count"),
            func.min(entry.site).label("site"),
            func.min(entry.author).label("author"),
            func.min(entry.text).label("text"),
        ).where(entry.incident == name)
        query = query.group_by(entry.at, entry.kind, each)
        rows = await self._rows(query.order_by(first.desc()).limit(MOST_LINES))
        return [_to_line(row) for row in reversed(rows)]

    async def members(self, name: str, *, limit: int, after: int = 0) -> list[Member]:
        """Return the outages of an incident in the order they joined.

        Args:
            name: The incident's id.
            limit: Most rows.
            after: `entry` of the last one of the page before.
        """
        entry = incident_entry.c
        query = (
            select(entry.id.label("entry"), outage)
            .join_from(incident_entry, outage, entry.outage == outage.c.id)
            .where(
                entry.incident == name,
                entry.kind == EntryKind.JOINED.value,
                entry.id > after,
            )
            .order_by(entry.id)
        )
        return [_to_member(row) for row in await self._rows(query.limit(limit))]

    async def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        async with reading(self._engine) as connection:
            rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
        return rows


def _narrow(query: Select[Any], which: IncidentFilter) -> Select[Any]:
    closed_at = incident.c.closed_at
    if which.is_open is not None:
        is_open = closed_at.is_(None)
        query = query.where(is_open if which.is_open else ~is_open)
    if which.cause is not None:
        query = query.where(incident.c.cause == which.cause.value)
    if which.sites is not None:
        joined = select(incident_entry.c.incident).where(
            incident_entry.c.kind == EntryKind.JOINED.value,
            incident_entry.c.site.in_(which.sites),
        )
        query = query.where(incident.c.id.in_(joined))
    if which.since is not None:
        query = query.where(closed_at.is_(None) | (closed_at > which.since))
    if which.until is not None:
        query = query.where(incident.c.opened_at < which.until)
    return query


def _to_line(row: Row[Any]) -> TimelineLine:
    is_one = row.site is not None and row.line_count == 1
    return TimelineLine(
        at=row.at,
        kind=EntryKind(row.kind),
        count=int(row.line_count),
        site=SiteCode(row.site) if is_one else None,
        author=row.author,
        text=row.text,
    )


def _to_member(row: Row[Any]) -> Member:
    return Member(
        entry=int(row.entry),
        site=SiteCode(row.site),
        service=Service(row.service),
        outage=row.id,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
