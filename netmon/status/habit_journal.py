"""The nights that sites spent dark, read from the outage journal."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from netmon.core.clock import THAI_TIME, to_thai
from netmon.core.model import Service, SiteCode
from netmon.database import reading
from netmon.status.causes import has_booted
from netmon.status.evidence import agent_from_json
from netmon.status.habits import DEEP_NIGHT, Night
from netmon.status.tables import outage

if TYPE_CHECKING:
    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncEngine

LOOK_BACK_DAYS = 14
CHUNK_ROWS = 200
"""Rows turned into nights at a time: some milliseconds in which nothing else runs."""


async def read_nights(
    engine: AsyncEngine, now: datetime
) -> dict[SiteCode, list[Night]]:
    """Return the nights each line was dark of late, without a dead node above it.

    Args:
        engine: The database.
        now: UTC.
    """
    nights: dict[SiteCode, list[Night]] = {}
    async with reading(engine) as connection:
        rows = await connection.stream(_query(now))
        async for chunk in rows.partitions(CHUNK_ROWS):
            for row in chunk:
                nights.setdefault(SiteCode(row.site), []).append(_to_night(row))
            await asyncio.sleep(0)  # rows the driver has fetched come without a wait
    return nights


def _query(now: datetime) -> Select[Any]:
    """Ask for what began before a deep night and ended after it."""
    today = to_thai(now).date()
    moments = [
        datetime.combine(today - timedelta(days=count), DEEP_NIGHT, THAI_TIME)
        for count in range(LOOK_BACK_DAYS)
    ]
    began, ended = outage.c.started_at, outage.c.ended_at
    held = [
        and_(began < moment, ended > moment)
        for moment in (each.astimezone(UTC) for each in moments)
    ]
    columns = (outage.c.site, began, ended, outage.c.agent_before, outage.c.agent_after)
    return select(*columns).where(
        outage.c.service == Service.LINK.value,
        outage.c.parent == "",
        began >= min(moments).astimezone(UTC) - timedelta(days=1),
        or_(*held),
    )


def _to_night(row: Row[Any]) -> Night:
    before, after = agent_from_json(row.agent_before), agent_from_json(row.agent_after)
    booted = None
    if before is not None and after is not None:
        lasted_s = (row.ended_at - row.started_at).total_seconds()
        booted = has_booted(before, after, lasted_s)
    return Night(row.started_at, row.ended_at, booted)
