"""Incidents of many sites, written as judgement writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert

from netmon.core.model import SiteCode
from netmon.database import writing
from netmon.status.causes import Cause
from netmon.status.incident import EntryKind, IncidentEntry, IncidentSaved
from netmon.status.incident_journal import write_incidents
from netmon.status.tables import outage
from tests.live import World


async def tell(
    world: World,
    key: str,
    cause: Cause,
    codes: Sequence[str] = (),
    why: str = "parent_dead",
    risen_after: timedelta = timedelta(),
) -> str:
    """Write an open incident of `codes`, begun now; return its id.

    It was over and began again `risen_after` its opening.
    """
    at, name = world.clock.now(), f"inc-{world.clock.now():%Y%m%dT%H%M%S}Z-{key}"
    saved = IncidentSaved(
        id=name,
        key=key,
        cause=cause,
        confidence_ratio=0.9,
        why=why,
        is_provisional=True,
        opened_at=at,
        closed_at=None,
        member_count=len(codes),
        open_count=len(codes),
        told_at=None,
        told_count=0,
        risen_at=at + risen_after,
    )
    lines = [IncidentEntry(name, at, EntryKind.OPENED, text=why)]
    lines += [
        IncidentEntry(name, at, EntryKind.JOINED, SiteCode(code), f"{name}-{place}")
        for place, code in enumerate(codes)
    ]
    async with writing(world.live.history._engine) as connection:
        rows = [_row(f"{name}-{n}", code, at) for n, code in enumerate(codes)]
        if rows:
            await connection.execute(insert(outage), rows)
        await write_incidents(connection, [saved, *lines])
    return name


def _row(name: str, code: str, at: datetime) -> dict[str, object]:
    return {
        "id": name,
        "site": code,
        "service": "link",
        "device": f"{code}/router",
        "started_at": at,
        "evidence": [],
        "parent": "TR-1",
    }
