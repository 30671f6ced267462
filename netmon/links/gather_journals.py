"""Reads when sites were looked at and when their lines were down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, func, or_, select

from netmon.core.intervals import Interval
from netmon.core.model import Service, SiteCode, SiteState
from netmon.links.gather_rows import Rows
from netmon.links.ground import Dark, Journals
from netmon.status.among import among
from netmon.status.history import to_unix
from netmon.status.tables import (
    observation,
    observation_exception,
    outage,
    transition,
)

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection

FRESH_S = 30.0
"""Age of a heartbeat, written every 5 s, up to which somebody still looks."""


async def read_journals(
    connection: AsyncConnection, sites: Sequence[SiteCode], span: Interval
) -> Journals:
    """Return the journals of some sites: each table once.

    Args:
        connection: In a transaction.
        sites: Whose.
        span: From where on, until now.
    """
    rows = Rows(connection)
    return Journals(
        span=span,
        looked=await _read_looked(rows, span),
        dark=await _read_dark(rows, sites, span),
        outages=await _read_outages(rows, sites, span),
        watched_from=await _read_watched_from(rows, sites),
        unwatched=await _read_unwatched(rows, sites, span),
    )


async def _read_looked(rows: Rows, span: Interval) -> tuple[tuple[str, Interval], ...]:
    table = observation
    query = select(table).where(table.c.last_seen_at > span.start)
    now = span.end
    found = [
        (row.poller, Interval(row.started_at, _until(row.last_seen_at, now)))
        for row in await rows.of(query)
    ]
    return tuple(each for each in found if each[1].start < each[1].end)


def _until(last: datetime, now: datetime) -> datetime:
    return now if (now - last).total_seconds() <= FRESH_S else last


async def _read_dark(
    rows: Rows, sites: Sequence[SiteCode], span: Interval
) -> tuple[Dark, ...]:
    table = observation_exception
    mine = or_(table.c.site.is_(None), among(table.c.site, sites))
    query = _spans(table, table.c.poller, table.c.site).where(
        mine, _reaches(table, span)
    )
    return tuple(
        Dark(row.poller, row.site, _to_interval(row, span))
        for row in await rows.of(query)
    )


async def _read_outages(
    rows: Rows, sites: Sequence[SiteCode], span: Interval
) -> dict[SiteCode, list[Interval]]:
    query = _spans(outage, outage.c.site).where(
        among(outage.c.site, sites),
        outage.c.service == Service.LINK.value,
        _reaches(outage, span),
    )
    return _by_site((row.site, _to_interval(row, span)) for row in await rows.of(query))


async def _read_watched_from(
    rows: Rows, sites: Sequence[SiteCode]
) -> dict[SiteCode, datetime]:
    query = (
        select(transition.c.site, to_unix(func.min(transition.c.at)).label("start_s"))
        .where(
            among(transition.c.site, sites),
            transition.c.service == Service.LINK.value,
        )
        .group_by(transition.c.site)
    )
    found = await rows.of(query)
    return {SiteCode(row.site): _to_moment(row.start_s) for row in found}


async def _read_unwatched(
    rows: Rows, sites: Sequence[SiteCode], span: Interval
) -> dict[SiteCode, list[Interval]]:
    """Return when each site was out of the register: between two transitions."""
    none = SiteState.UNMONITORED.value
    query = select(
        transition.c.site,
        to_unix(transition.c.at).label("start_s"),
        transition.c.state_after,
    ).where(
        among(transition.c.site, sites),
        transition.c.service == Service.LINK.value,
        or_(transition.c.state_before == none, transition.c.state_after == none),
    )
    begun: dict[str, datetime] = {}
    found: list[tuple[str, Interval]] = []
    for row in await rows.of(query.order_by(transition.c.at, transition.c.id)):
        at = _to_moment(row.start_s)
        if row.state_after == none:
            begun.setdefault(row.site, at)
        elif row.site in begun:
            found.append((row.site, Interval(begun.pop(row.site), at)))
    found += [(site, Interval(at, span.end)) for site, at in begun.items()]
    return _by_site(found)


def _spans(table: Table, *columns: Any) -> Select[Any]:
    return select(
        *columns,
        to_unix(table.c.started_at).label("start_s"),
        to_unix(table.c.ended_at).label("end_s"),
    )


def _reaches(table: Table, span: Interval) -> Any:
    ended = table.c.ended_at
    return or_(ended.is_(None), ended > span.start) & (table.c.started_at < span.end)


def _to_interval(row: Row[Any], span: Interval) -> Interval:
    end = span.end if row.end_s is None else min(_to_moment(row.end_s), span.end)
    return Interval(_to_moment(row.start_s), end)


def _to_moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _by_site(
    found: Iterable[tuple[str, Interval]],
) -> dict[SiteCode, list[Interval]]:
    by_site: dict[SiteCode, list[Interval]] = defaultdict(list)
    for site, interval in found:
        by_site[SiteCode(site)].append(interval)
    return by_site
