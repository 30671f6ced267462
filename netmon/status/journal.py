"""The outage journal: what happened to which service, since when, on what evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Table, and_, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from netmon.core.model import Service, SiteCode, SiteState
from netmon.database import reading, writing
from netmon.status.effects import (
    AgentSpokeAgain,
    ClockStepped,
    Effect,
    ObservedAgain,
    OutageClosed,
    OutageOpened,
    Transition,
    UnobservedFrom,
)
from netmon.status.evidence import agent_to_json, all_to_json
from netmon.status.incident_journal import remember_incidents, write_incidents
from netmon.status.observation import ObservationJournal, not_before_start
from netmon.status.rules import StatusRules
from netmon.status.site_looks import Remembered
from netmon.status.tables import outage, service_state, transition

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from netmon.status.incident import Incident, IncidentEffect

E = TypeVar("E", bound=Effect)

DOUBT_S = StatusRules().doubt_s


@dataclass(frozen=True, slots=True)
class Recorded:
    """A transition that is in the journal.

    Attributes:
        id: Grows with every one; the event id people resume from.
    """

    id: int
    transition: Transition


class Journal:
    """Writes what judgement decided; a batch is one transaction, all or nothing.

    Args:
        engine: The database.
        poller: Name of this poller in the observation journal.
        doubt_s: The longest a process may be in doubt of a site before it says so.
    """

    def __init__(
        self, engine: AsyncEngine, poller: str, doubt_s: float = DOUBT_S
    ) -> None:
        self._engine = engine
        self.observation = ObservationJournal(engine, poller, doubt_s)

    async def remember(self) -> list[Remembered]:
        """Return every service's last state and open outage, for a new process."""
        still_open = and_(
            outage.c.site == service_state.c.site,
            outage.c.service == service_state.c.service,
            outage.c.ended_at.is_(None),
        )
        query = select(service_state, outage.c.id, outage.c.started_at).join_from(
            service_state, outage, still_open, isouter=True
        )
        async with reading(self._engine) as connection:
            rows = (await connection.execute(query)).all()
            unobserved = await self.observation.open_sites(connection)
            seen_until = await self.observation.seen_until(connection)
        return [
            Remembered(
                site=SiteCode(row.site),
                service=Service(row.service),
                state=SiteState(row.state),
                since=row.started_at or row.since,
                outage=row.id,
                is_unobserved=row.site in unobserved,
                seen_until=unobserved.get(row.site, seen_until),
            )
            for row in rows
        ]

    async def write(
        self,
        effects: Sequence[Effect],
        now: datetime,
        incidents: Sequence[IncidentEffect] = (),
    ) -> list[Recorded]:
        """Write a batch with a heartbeat; return its transitions with their ids."""
        async with writing(self._engine) as connection:
            opened = _only(effects, OutageOpened)
            await _open_outages(connection, opened)
            await self.observation.take_back(connection, opened)
            await _close_outages(connection, _only(effects, OutageClosed))
            await _add_agents(connection, _only(effects, AgentSpokeAgain))
            await self.observation.write(
                connection,
                _only(effects, UnobservedFrom),
                _only(effects, ObservedAgain),
                _only(effects, ClockStepped),
            )
            recorded = await _add_transitions(connection, _only(effects, Transition))
            await write_incidents(connection, incidents)
            await self.observation.beat(connection, now)
        return recorded

    async def remember_incidents(
        self, since: datetime
    ) -> tuple[list[Incident], list[OutageOpened]]:
        """Return incidents open or ended after `since`, and the outages still open."""
        return await remember_incidents(self._engine, since)


def _only(effects: Sequence[Effect], kind: type[E]) -> list[E]:
    return [effect for effect in effects if isinstance(effect, kind)]


def _dialect_insert(
    connection: AsyncConnection,
) -> Callable[[Table], sqlite.Insert | postgresql.Insert]:
    """Return the INSERT that knows ON CONFLICT, which both databases write alike."""
    is_sqlite = connection.dialect.name == "sqlite"
    return sqlite.insert if is_sqlite else postgresql.insert


async def _open_outages(
    connection: AsyncConnection, opened: Sequence[OutageOpened]
) -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": each.id,
            "site": each.site,
            "service": each.service.value,
            "device": each.device,
            "started_at": each.started_at,
            "evidence": all_to_json(each.evidence),
            "agent_before": agent_to_json(each.agent_before),
            "parent": each.parent,
        }
        for each in opened
    ]
    if rows:
        # The id is the fact itself: written again after a lost answer, it is there.
        row = _dialect_insert(connection)(outage).on_conflict_do_nothing()
        await connection.execute(row, rows)


_CLOSE = (
    update(outage)
    .where(outage.c.id == bindparam("of_id"))
    .values(
        ended_at=not_before_start(outage.c.started_at, "end"),
        return_evidence=bindparam("seen", type_=outage.c.return_evidence.type),
        agent_after=bindparam("agent", type_=outage.c.agent_after.type),
        end_reason=bindparam("reason"),
    )
)


async def _close_outages(
    connection: AsyncConnection, closed: Sequence[OutageClosed]
) -> None:
    rows = [
        {
            "of_id": each.id,
            "end": each.ended_at,
            "seen": all_to_json(each.evidence),
            "agent": agent_to_json(each.agent_after),
            "reason": each.reason,
        }
        for each in closed
    ]
    if rows:
        await connection.execute(_CLOSE, rows)


async def _add_agents(
    connection: AsyncConnection, spoken: Sequence[AgentSpokeAgain]
) -> None:
    for each in spoken:
        await connection.execute(
            update(outage)
            .where(outage.c.id == each.id)
            .values(agent_after=agent_to_json(each.agent_after))
        )


async def _add_transitions(
    connection: AsyncConnection, changes: Sequence[Transition]
) -> list[Recorded]:
    if not changes:
        return []
    result = await connection.execute(
        insert(transition).returning(transition.c.id, sort_by_parameter_order=True),
        [
            {
                "site": each.site,
                "service": each.service.value,
                "state_before": each.before.value,
                "state_after": each.after.value,
                "at": each.at,
                "decided_at": each.decided_at,
                "reason": each.reason,
                "outage": each.outage,
            }
            for each in changes
        ],
    )
    ids = result.scalars().all()
    await _keep_states(connection, changes)
    return [Recorded(*pair) for pair in zip(ids, changes, strict=True)]


async def _keep_states(
    connection: AsyncConnection, changes: Sequence[Transition]
) -> None:
    """Keep the newest state of each service, for the next process."""
    newest = {(each.site, each.service): each for each in changes}
    upsert = _dialect_insert(connection)(service_state)
    await connection.execute(
        upsert.on_conflict_do_update(
            index_elements=[service_state.c.site, service_state.c.service],
            set_={"state": upsert.excluded.state, "since": upsert.excluded.since},
        ),
        [
            {
                "site": each.site,
                "service": each.service.value,
                "state": each.after.value,
                "since": each.at,
            }
            for each in newest.values()
        ],
    )
