"""Incidents, timelines and outbox in SQL: written with the outages they explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from netmon.core.model import DeviceId, Service, SiteCode
from netmon.database import reading
from netmon.status.causes import Cause, Finding
from netmon.status.effects import OutageOpened
from netmon.status.evidence import agent_from_json
from netmon.status.incident import (
    EntryKind,
    Incident,
    IncidentEffect,
    IncidentEntry,
    IncidentSaved,
    Tell,
)
from netmon.status.incident_tables import incident, incident_entry, outbox
from netmon.status.report import report_from_json
from netmon.status.tables import outage

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


async def write_incidents(
    connection: AsyncConnection, effects: Sequence[IncidentEffect]
) -> None:
    """Write incidents, then their timelines, then what there is to tell."""
    await _save(connection, [e for e in effects if isinstance(e, IncidentSaved)])
    entries = [e for e in effects if isinstance(e, IncidentEntry)]
    if entries:
        await connection.execute(
            insert(incident_entry),
            [asdict(each) | {"kind": each.kind.value} for each in entries],
        )
    tells = [e for e in effects if isinstance(e, Tell)]
    if tells:
        await connection.execute(insert(outbox), [_to_row(each) for each in tells])


def _to_row(tell: Tell) -> dict[str, Any]:
    return {
        "incident": tell.incident,
        "kind": tell.kind.value,
        "facts": tell.facts,
        "created_at": tell.at,
        "state": "queued",
        "tries_count": 0,
        "error": "",
    }


async def _save(connection: AsyncConnection, saved: Sequence[IncidentSaved]) -> None:
    if not saved:
        return
    newest = {each.id: asdict(each) | {"cause": each.cause.value} for each in saved}
    is_sqlite = connection.dialect.name == "sqlite"
    upsert = (sqlite if is_sqlite else postgresql).insert(incident)
    kept = {
        name: getattr(upsert.excluded, name)
        for name in next(iter(newest.values()))
        if name != "id"
    }
    await connection.execute(
        upsert.on_conflict_do_update(index_elements=[incident.c.id], set_=kept),
        list(newest.values()),
    )


async def remember_incidents(
    engine: AsyncEngine, since: datetime
) -> tuple[list[Incident], list[OutageOpened]]:
    """Return incidents open or ended after `since`, and the outages still open."""
    query = select(incident).where(
        incident.c.closed_at.is_(None) | (incident.c.closed_at > since)
    )
    async with reading(engine) as connection:
        rows = (await connection.execute(query)).all()
        open_rows = (
            await connection.execute(select(outage).where(outage.c.ended_at.is_(None)))
        ).all()
        members = await _members(connection)
    incidents = {row.id: _to_incident(row) for row in rows}
    for row in open_rows:
        found = incidents.get(members.get(row.id, ""))
        if found is not None:
            found.members[row.id] = SiteCode(row.site)
    return list(incidents.values()), [_to_opened(row) for row in open_rows]


async def _members(connection: AsyncConnection) -> dict[str, str]:
    """Return the incident each open outage joined last."""
    # By a query within: PostgreSQL takes 32,767 parameters, and more sites may be dark.
    still_open = select(outage.c.id).where(outage.c.ended_at.is_(None))
    last = select(func.max(incident_entry.c.id)).where(
        incident_entry.c.kind == EntryKind.JOINED.value,
        incident_entry.c.outage.in_(still_open),
    )
    query = select(incident_entry.c.outage, incident_entry.c.incident).where(
        incident_entry.c.id.in_(last.group_by(incident_entry.c.outage))
    )
    return {row.outage: row.incident for row in await connection.execute(query)}


def _to_incident(row: Row[Any]) -> Incident:
    return Incident(
        id=row.id,
        key=row.key,
        finding=Finding(Cause(row.cause), row.confidence_ratio, row.why),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        is_provisional=row.is_provisional,
        member_count=row.member_count,
        told_at=row.told_at,
        told_count=row.told_count,
        risen_at=row.risen_at or row.opened_at,
        report=report_from_json(row.report),
    )


def _to_opened(row: Row[Any]) -> OutageOpened:
    return OutageOpened(
        id=row.id,
        site=SiteCode(row.site),
        service=Service(row.service),
        device=DeviceId(row.device),
        started_at=row.started_at,
        evidence=(),
        agent_before=agent_from_json(row.agent_before),
        parent=row.parent,
    )
