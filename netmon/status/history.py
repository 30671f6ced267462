"""Questions to the journals, in the words people ask them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, cast, extract, func, select

from netmon.core.model import DeviceId, Service, SiteCode, SiteState
from netmon.database import reading
from netmon.status.among import among
from netmon.status.effects import Transition
from netmon.status.journal import Recorded
from netmon.status.tables import (
    observation,
    observation_exception,
    outage,
    transition,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.ext.asyncio import AsyncEngine


@dataclass(frozen=True, slots=True)
class Outage:
    """One outage as the journal has it.

    Attributes:
        ended_at: UTC, None while it is open.
        evidence, return_evidence: Probes as JSON; see netmon.status.evidence.
        agent_before, agent_after: What the router's agent said, None if it did not.
        end_reason: Why it ended without a return, as `left_register`; empty for one.
    """

    id: str
    site: SiteCode
    service: Service
    device: DeviceId
    started_at: datetime
    ended_at: datetime | None
    evidence: list[dict[str, Any]]
    return_evidence: list[dict[str, Any]] | None
    agent_before: dict[str, Any] | None
    agent_after: dict[str, Any] | None
    end_reason: str = ""


@dataclass(frozen=True, slots=True)
class OutageFilter:
    """Which outages are asked for; None asks for all.

    Attributes:
        sites: Codes; an empty sequence matches nothing.
        is_open: True for open ones only, False for ended ones only.
        since, until: UTC; outages that overlap [since, until).
    """

    sites: Sequence[SiteCode] | None = None
    service: Service | None = None
    is_open: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unobserved:
    """An interval in which a site, or with site None every site, was not looked at.

    Attributes:
        ended_at: UTC, None while it goes on.
    """

    poller: str
    site: SiteCode | None
    started_at: datetime
    ended_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Observed:
    """An interval in which a poller was looking."""

    poller: str
    started_at: datetime
    last_seen_at: datetime


class History:
    """Reads the journals.

    Args:
        engine: The database.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def outages(
        self,
        which: OutageFilter,
        *,
        limit: int,
        before: tuple[datetime, str] | None = None,
    ) -> list[Outage]:
        """Return outages, newest first.

        Args:
            which: What to return.
            limit: Most rows.
            before: (start, id) of the last one of the page before.
        """
        query = _narrow(select(outage), which)
        if before is not None:
            started_at, outage_id = before
            query = query.where(
                (outage.c.started_at < started_at)
                | ((outage.c.started_at == started_at) & (outage.c.id < outage_id))
            )
        query = query.order_by(outage.c.started_at.desc(), outage.c.id.desc())
        return [_to_outage(row) for row in await self._rows(query.limit(limit))]

    async def spans(
        self, service: Service, since: datetime
    ) -> list[tuple[int, int | None]]:
        """Return when each outage of `service` that reaches past `since` was.

        A bad day has tens of thousands, so they come as plain numbers: start and end
        in whole Unix seconds, the end None while it is open.
        """
        columns: list[Any] = [
            to_unix(outage.c.started_at).label("start_s"),
            to_unix(outage.c.ended_at).label("end_s"),
        ]
        which = OutageFilter(service=service, since=since)
        rows = await self._rows(_narrow(select(*columns), which))
        return [(row.start_s, row.end_s) for row in rows]

    async def outage(self, outage_id: str) -> Outage | None:
        """Return one outage, None if there is none of that id."""
        rows = await self._rows(select(outage).where(outage.c.id == outage_id))
        return _to_outage(rows[0]) if rows else None

    async def transitions_after(self, last_id: int, limit: int) -> list[Recorded]:
        """Return transitions recorded after `last_id`, oldest first."""
        query = select(transition).where(transition.c.id > last_id)
        rows = await self._rows(query.order_by(transition.c.id).limit(limit))
        return [_to_recorded(row) for row in rows]

    async def last_transition_id(self) -> int:
        """Return the newest transition's id, 0 before the first."""
        rows = await self._rows(select(func.coalesce(func.max(transition.c.id), 0)))
        return int(rows[0][0])

    async def transitions_of(self, site: SiteCode, limit: int) -> list[Recorded]:
        """Return the newest transitions of `site`, newest first."""
        query = select(transition).where(transition.c.site == site)
        rows = await self._rows(
            query.order_by(transition.c.at.desc(), transition.c.id.desc()).limit(limit)
        )
        return [_to_recorded(row) for row in rows]

    async def unobserved(
        self, site: SiteCode | None, since: datetime
    ) -> list[Unobserved]:
        """Return when `site` was not looked at and it has not ended before `since`.

        Intervals of the whole poller are always included; with site None only those.
        """
        of_all = observation_exception.c.site.is_(None)
        mine = of_all | (observation_exception.c.site == site)
        ended = observation_exception.c.ended_at
        query = select(observation_exception).where(
            mine, ended.is_(None) | (ended > since)
        )
        rows = await self._rows(query.order_by(observation_exception.c.started_at))
        return [
            Unobserved(row.poller, row.site, row.started_at, row.ended_at, row.reason)
            for row in rows
        ]

    async def observed(self, since: datetime) -> list[Observed]:
        """Return the intervals in which pollers looked, that reach past `since`."""
        query = select(observation).where(observation.c.last_seen_at > since)
        rows = await self._rows(query.order_by(observation.c.started_at))
        return [Observed(row.poller, row.started_at, row.last_seen_at) for row in rows]

    async def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        async with reading(self._engine) as connection:
            rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
        return rows


def to_unix(column: ColumnElement[Any]) -> ColumnElement[int]:
    """Return a column of moments as whole Unix seconds: cheap where rows are many."""
    return cast(extract("epoch", column), BigInteger)


def _narrow(query: Select[Any], which: OutageFilter) -> Select[Any]:
    if which.sites is not None:
        query = query.where(among(outage.c.site, which.sites))
    if which.service is not None:
        query = query.where(outage.c.service == which.service.value)
    if which.is_open is not None:
        still = outage.c.ended_at.is_(None)
        query = query.where(still if which.is_open else ~still)
    if which.since is not None:
        ended = outage.c.ended_at
        query = query.where(ended.is_(None) | (ended > which.since))
    if which.until is not None:
        query = query.where(outage.c.started_at < which.until)
    return query


def _to_outage(row: Row[Any]) -> Outage:
    return Outage(
        id=row.id,
        site=SiteCode(row.site),
        service=Service(row.service),
        device=DeviceId(row.device),
        started_at=row.started_at,
        ended_at=row.ended_at,
        evidence=row.evidence,
        return_evidence=row.return_evidence,
        agent_before=row.agent_before,
        agent_after=row.agent_after,
        end_reason=row.end_reason,
    )


def _to_recorded(row: Row[Any]) -> Recorded:
    return Recorded(
        int(row.id),
        Transition(
            site=SiteCode(row.site),
            service=Service(row.service),
            before=SiteState(row.state_before),
            after=SiteState(row.state_after),
            at=row.at,
            decided_at=row.decided_at,
            reason=row.reason,
            outage=row.outage,
        ),
    )
