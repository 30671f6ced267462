"""When each of our own pollers did not look: a fault of ours, told with the month."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from netmon.core.intervals import Interval, subtract
from netmon.sla.statement import PollerGap
from netmon.status.tables import observation, observation_exception

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

FRESH_S = 30.0
"""A poller seen so shortly before the end is taken to run still."""
NOT_RUNNING = "not_running"
Spans = defaultdict[str, list[Interval]]


async def read_gaps(connection: AsyncConnection, span: Interval) -> list[PollerGap]:
    """Return the gaps of every poller within `span`, by poller and in order.

    A poller has none before its first run: it was not there to fail.

    Args:
        connection: In a transaction.
        span: Half-open.
    """
    told = await _read_told(connection, span)
    ran = await _read_ran(connection, span)
    for poller, first in (await _read_first(connection, span)).items():
        here = Interval(max(first, span.start), span.end)
        known = [*ran[poller], *(each.span for each in told if each.poller == poller)]
        told += [
            PollerGap(poller, each, NOT_RUNNING) for each in subtract([here], known)
        ]
    return sorted(told, key=lambda each: (each.poller, each.span, each.reason))


async def _read_told(connection: AsyncConnection, span: Interval) -> list[PollerGap]:
    table = observation_exception
    query = select(
        table.c.poller, table.c.started_at, table.c.ended_at, table.c.reason
    ).where(
        table.c.site.is_(None),
        table.c.started_at < span.end,
        or_(table.c.ended_at.is_(None), table.c.ended_at > span.start),
    )
    return [
        PollerGap(poller, each, reason)
        for poller, start, end, reason in await connection.execute(query)
        if (each := _clip(start, end, span)).start < each.end
    ]


async def _read_ran(connection: AsyncConnection, span: Interval) -> Spans:
    table = observation
    query = select(table.c.poller, table.c.started_at, table.c.last_seen_at).where(
        table.c.started_at < span.end, table.c.last_seen_at > span.start
    )
    found: Spans = defaultdict(list)
    still = span.end - timedelta(seconds=FRESH_S)
    for poller, start, last in await connection.execute(query):
        found[poller].append(_clip(start, None if last >= still else last, span))
    return found


async def _read_first(
    connection: AsyncConnection, span: Interval
) -> dict[str, datetime]:
    """Return when each poller ran first, of those that had before the span's end."""
    table = observation
    first = func.min(table.c.started_at, type_=table.c.started_at.type)
    query = select(table.c.poller, first).where(table.c.started_at < span.end)
    rows = await connection.execute(query.group_by(table.c.poller))
    return {poller: at.replace(microsecond=0) for poller, at in rows}


def _clip(start: datetime, end: datetime | None, span: Interval) -> Interval:
    last = span.end if end is None else min(end.replace(microsecond=0), span.end)
    return Interval(max(start.replace(microsecond=0), span.start), last)
