"""Journals written by hand: who looked when, and what was down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.database import writing
from netmon.status.tables import (
    observation,
    observation_exception,
    outage,
    transition,
)


async def write_watch(
    engine: AsyncEngine, start: datetime, last: datetime, poller: str = "p"
) -> None:
    """A poller ran from `start`, and was last seen at `last`."""
    row = {"poller": poller, "started_at": start, "last_seen_at": last}
    async with writing(engine) as connection:
        await connection.execute(insert(observation).values(row))


async def write_hole(
    engine: AsyncEngine,
    site: str | None,
    start: datetime,
    end: datetime | None,
    poller: str = "p",
) -> None:
    """A site, or with None every site, was not seen by a poller."""
    row = {"poller": poller, "site": site, "started_at": start, "ended_at": end}
    async with writing(engine) as connection:
        values = {**row, "reason": "blind"}
        await connection.execute(insert(observation_exception).values(values))


async def write_first_sight(
    engine: AsyncEngine, sites: Sequence[str], at: datetime
) -> None:
    """The state of `sites` was told for the first time."""
    row = {
        "service": "link",
        "state_before": "not_observed",
        "state_after": "up",
        "at": at,
        "decided_at": at,
        "reason": "",
    }
    async with writing(engine) as connection:
        rows = [{**row, "site": site} for site in sites]
        await connection.execute(insert(transition), rows)


async def write_absence(
    engine: AsyncEngine, site: str, start: datetime, end: datetime | None
) -> None:
    """A site was out of the register or out of service."""
    rows = [_leave(site, start)]
    if end is not None:
        rows.append(
            {**_leave(site, end), "state_before": "unmonitored", "state_after": "up"}
        )
    async with writing(engine) as connection:
        await connection.execute(insert(transition), rows)


def _leave(site: str, at: datetime) -> dict[str, object]:
    return {
        "site": site,
        "service": "link",
        "state_before": "up",
        "state_after": "unmonitored",
        "at": at,
        "decided_at": at,
        "reason": "",
    }


async def write_outage(
    engine: AsyncEngine,
    site: str,
    start: datetime,
    end: datetime | None,
    service: str = "link",
) -> None:
    """A line, or with another `service` something else, was down."""
    row = {
        "id": f"{site}/{service}/{start.isoformat()}",
        "site": site,
        "service": service,
        "device": f"{site}/router",
        "started_at": start,
        "ended_at": end,
        "evidence": [],
    }
    async with writing(engine) as connection:
        await connection.execute(insert(outage).values(row))
