"""Reads records and journals for the picture: each table once, in one transaction.

This and the modules it names are all of netmon.links that asks the database.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from inventory.records.tables import record_change
from netmon.core.intervals import Interval
from netmon.core.model import Service
from netmon.database import make_engine, reading
from netmon.links.facts import Records
from netmon.links.gather_records import read_records
from netmon.links.health import YEAR
from netmon.status.lookback import Journals, Wanted, read_journals
from netmon.status.tables import transition

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

LIKE_DAYS = timedelta(days=30)
"""Like days may lie so long before the year."""
FRESH_S = 30.0
"""Age of a heartbeat, written every 5 s, up to which somebody still looks."""


class Newest(NamedTuple):
    """What tells whether anything was written since."""

    record_change: int
    transition: int


class Read(NamedTuple):
    """What one transaction saw."""

    newest: Newest
    records: Records
    journals: Journals


async def read_newest(database: AsyncEngine) -> Newest:
    """Return the newest row of the records' history and of the journal."""
    async with reading(database) as connection:
        return await _read_newest(connection)


async def gather(database: AsyncEngine, now: datetime) -> Read:
    """Return everything as it is at one moment of the database.

    Args:
        database: Migrated.
        now: Aware; where what is open ends.
    """
    async with reading(database) as connection:
        newest = await _read_newest(connection)
        records = await read_records(connection, now)
        starts = [each.starts_at for each in records.sessions[:1]]
        since = min([now - YEAR - LIKE_DAYS, *starts])
        span = Interval(since, now)
        sites = [each.site for each in records.centres]
        wanted = Wanted(Service.LINK, sites, span, FRESH_S)
        return Read(newest, records, await read_journals(connection, wanted))


def gather_apart(url: str, now: datetime) -> Read:
    """Return what `gather` does, from a thread of its own.

    Tens of thousands of rows become facts here; on the loop of the watch every look
    would be late by as much. A thread takes turns with it, so it needs a loop and a way
    to the database of its own.

    Args:
        url: Of the database, with its password.
        now: See gather.
    """
    return asyncio.run(_gather_alone(url, now))


async def _gather_alone(url: str, now: datetime) -> Read:
    database = make_engine(url)
    try:
        return await gather(database, now)
    finally:
        await database.dispose()


async def _read_newest(connection: AsyncConnection) -> Newest:
    newest = [
        int(await connection.scalar(select(func.max(table.c.id))) or 0)
        for table in (record_change, transition)
    ]
    return Newest(*newest)
