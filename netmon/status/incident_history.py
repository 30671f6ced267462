"""Questions to the incidents, in the words people ask them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, case, cast, extract, func, select, tuple_

from netmon.core.model import Service, SiteCode
from netmon.database import reading
from netmon.status.among import among
from netmon.status.causes import Cause
from netmon.status.incident import EntryKind
from netmon.status.incident_records import (
    IncidentFilter,
    IncidentRecord,
    Member,
    MemberPlace,
    TimelineLine,
    to_record,
)
from netmon.status.incident_tables import incident, incident_entry
from netmon.status.tables import outage

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncEngine

FIRST_LINES, LAST_LINES = 100, 400
"""Lines read of the two ends of one timeline."""
MINUTE_S = 60

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

        What is switched off as usual is no fault, and comes last.

        Args:
            limit: Most rows.
        """
        ranks = {Cause.COLLECTOR.value: 0, Cause.SWITCHED_OFF.value: 2}
        rank = case(ranks, value=incident.c.cause, else_=1)
        query = select(incident).where(incident.c.closed_at.is_(None))
        query = query.order_by(
            rank,
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

    async def count_down(self, cause: Cause) -> int:
        """Return how many outages the open incidents of `cause` still hold."""
        total = func.coalesce(func.sum(incident.c.open_count), 0)
        which = IncidentFilter(is_open=True, cause=cause)
        return int((await self._rows(_narrow(select(total), which)))[0][0])

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

    async def of_outages(self, names: Collection[str]) -> dict[str, IncidentRecord]:
        """Return the incident each of these outages joined last, keyed by outage.

        Args:
            names: Ids of outages, a page of them.
        """
        entry = incident_entry.c
        last = (
            select(func.max(entry.id))
            .where(entry.kind == EntryKind.JOINED.value, entry.outage.in_(names))
            .group_by(entry.outage)
        )
        query = (
            select(entry.outage, incident)
            .join_from(incident_entry, incident, entry.incident == incident.c.id)
            .where(entry.id.in_(last))
        )
        return {row.outage: to_record(row) for row in await self._rows(query)}

    async def timeline(self, name: str) -> list[TimelineLine]:
        """Return what happened, oldest first; of a very long one both ends.

        Sites that came or went within one minute are one line, words of people never.
        """
        found = _timeline(name).subquery()
        place, total = found.c.place, found.c.total
        is_end = (place <= FIRST_LINES) | (place > total - LAST_LINES)
        rows = await self._rows(select(found).where(is_end).order_by(place))
        left_out = [0, *(two.place - one.place - 1 for one, two in pairwise(rows))]
        return [
            _to_line(row, count) for row, count in zip(rows, left_out, strict=False)
        ]

    async def members(
        self, name: str, *, limit: int, after: MemberPlace | None = None
    ) -> list[Member]:
        """Return the outages of an incident: open ones first, each by site.

        Args:
            name: The incident's id.
            limit: Most rows.
            after: Place of the last one of the page before.
        """
        entry = incident_entry.c
        is_over = case((outage.c.ended_at.is_(None), 0), else_=1)
        place = tuple_(is_over, entry.site, entry.id)
        query = (
            select(entry.id.label("entry"), outage)
            .join_from(incident_entry, outage, entry.outage == outage.c.id)
            .where(entry.incident == name, entry.kind == EntryKind.JOINED.value)
            .order_by(is_over, entry.site, entry.id)
        )
        if after is not None:
            before = (int(after.is_over), after.site, after.entry)
            query = query.where(place > before)
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
    if which.but is not None:
        query = query.where(incident.c.cause != which.but.value)
    if which.sites is not None:
        joined = select(incident_entry.c.incident).where(
            incident_entry.c.kind == EntryKind.JOINED.value,
            among(incident_entry.c.site, which.sites),
        )
        query = query.where(incident.c.id.in_(joined))
    if which.since is not None:
        query = query.where(closed_at.is_(None) | (closed_at > which.since))
    if which.until is not None:
        query = query.where(incident.c.opened_at < which.until)
    return query


def _timeline(name: str) -> Select[Any]:
    """Return the lines of one timeline with their places in it, from 1."""
    entry = incident_entry.c
    is_crowd = entry.kind.in_(_CROWD)
    minute = cast(extract("epoch", entry.at), BigInteger) // MINUTE_S
    group = case((is_crowd, minute), else_=entry.id)
    first = func.min(entry.id)
    query = select(
        func.min(entry.at).label("at"),
        entry.kind,
        func.count(entry.site.distinct()).label("site_count"),
        func.min(entry.site).label("site"),
        func.min(entry.author).label("author"),
        func.min(entry.text).label("text"),
        func.row_number().over(order_by=first).label("place"),
        func.count().over().label("total"),
    )
    return query.where(entry.incident == name).group_by(entry.kind, group)


def _to_line(row: Row[Any], left_out_count: int) -> TimelineLine:
    return TimelineLine(
        at=row.at,
        kind=EntryKind(row.kind),
        count=max(1, int(row.site_count)),
        site=SiteCode(row.site) if row.site_count == 1 else None,
        author=row.author,
        text=row.text,
        left_out_count=left_out_count,
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
