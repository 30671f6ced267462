"""Reads records and journals for the picture: each table once, in one transaction.

The only part of netmon.links that asks the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Row, Select, func, or_, select

from inventory.records import tables as kept
from netmon.core.clock import to_thai
from netmon.core.intervals import Interval
from netmon.core.model import Service, SiteCode, SiteState
from netmon.database import reading
from netmon.links.facts import Centre, Records, Sale, Session, Shop, Volunteer
from netmon.links.ground import Dark, Journals
from netmon.links.health import YEAR
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
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

LONGEST_LOOK_BACK = timedelta(days=3 * 365)
"""Older sessions are not looked at: work and memory must not grow for ever."""
SALES_LOOK_BACK = timedelta(days=400)
"""A year, the like days before it, and the year that a goal is counted over."""
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
        records = await _read_records(connection, now)
        starts = [each.starts_at for each in records.sessions[:1]]
        # Midnight of the first day: risks and dark days are told by whole days.
        since = min([now - YEAR - timedelta(days=30), *starts])
        span = Interval(since, now)
        sites = [each.site for each in records.centres]
        return Read(newest, records, await _read_journals(connection, sites, span))


async def _read_newest(connection: AsyncConnection) -> Newest:
    newest = [
        int(await connection.scalar(select(func.max(table.c.id))) or 0)
        for table in (kept.record_change, transition)
    ]
    return Newest(*newest)


async def _read_records(connection: AsyncConnection, now: datetime) -> Records:
    rows = _Rows(connection)
    how = kept.trainer.c.trained_by
    trained = select(how, func.count().label("trainers_count")).group_by(how)
    return Records(
        centres=tuple(map(_to_centre, await rows.all(kept.centre, "code"))),
        sessions=await _read_sessions(rows, now - LONGEST_LOOK_BACK),
        shops=tuple(map(_to_shop, await rows.all(kept.shop, "code"))),
        sales=await _read_sales(rows, to_thai(now - SALES_LOOK_BACK).date()),
        volunteers=tuple(map(_to_volunteer, await _read_volunteers(rows))),
        trainer_counts={
            row.trained_by: row.trainers_count
            for row in await rows.of(trained)
            if row.trained_by
        },
        course_count=len(await rows.of(select(kept.course.c.code))),
    )


class _Rows:
    """Asks one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self, table: Table, order: str) -> Sequence[Row[Any]]:
        return await self.of(select(table).order_by(table.c[order]))

    async def of(self, query: Select[Any]) -> Sequence[Row[Any]]:
        found: Sequence[Row[Any]] = (await self._connection.execute(query)).all()
        return found


async def _read_sessions(rows: _Rows, since: datetime) -> tuple[Session, ...]:
    table = kept.session
    query = select(table).where(table.c.starts_at >= since)
    found = await rows.of(query.order_by(table.c.starts_at, table.c.code))
    return tuple(
        Session(
            code=row.code,
            centre=row.centre_code,
            course=row.course,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            phase=row.phase,
            learner_group=row.learner_group,
            registered=row.registered,
            attended=row.attended,
            completed=row.completed,
        )
        for row in found
    )


async def _read_sales(rows: _Rows, since: date) -> tuple[Sale, ...]:
    table = kept.sale
    columns = (table.c.shop_id, table.c.date, table.c.orders, table.c.amount_baht)
    query = select(*columns).where(table.c.date >= since)
    found = await rows.of(query.order_by(table.c.shop_id, table.c.date))
    return tuple(
        Sale(row.shop_id, row.date, row.orders, row.amount_baht) for row in found
    )


async def _read_volunteers(rows: _Rows) -> Sequence[Row[Any]]:
    # Not their names: links are about places.
    table = kept.volunteer
    columns = (
        table.c.code,
        table.c.site_code,
        table.c.also_serves,
        table.c.role,
        table.c.since,
    )
    return await rows.of(select(*columns).order_by(table.c.code))


def _to_centre(row: Row[Any]) -> Centre:
    site = SiteCode(row.site)
    return Centre(row.code, site, row.level, row.opened_date, row.phase)


def _to_shop(row: Row[Any]) -> Shop:
    return Shop(row.code, row.centre_code, row.shop_name, row.opened_date, row.members)


def _to_volunteer(row: Row[Any]) -> Volunteer:
    also = tuple(row.also_serves.split(";")) if row.also_serves else ()
    return Volunteer(row.code, SiteCode(row.site_code), also, row.role or "", row.since)


async def _read_journals(
    connection: AsyncConnection, sites: Sequence[SiteCode], span: Interval
) -> Journals:
    rows = _Rows(connection)
    return Journals(
        span=span,
        looked=await _read_looked(rows, span),
        dark=await _read_dark(rows, sites, span),
        outages=await _read_outages(rows, sites, span),
        watched_from=await _read_watched_from(rows, sites),
        unwatched=await _read_unwatched(rows, sites, span),
    )


async def _read_looked(rows: _Rows, span: Interval) -> tuple[tuple[str, Interval], ...]:
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
    rows: _Rows, sites: Sequence[SiteCode], span: Interval
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
    rows: _Rows, sites: Sequence[SiteCode], span: Interval
) -> dict[SiteCode, list[Interval]]:
    query = _spans(outage, outage.c.site).where(
        among(outage.c.site, sites),
        outage.c.service == Service.LINK.value,
        _reaches(outage, span),
    )
    return _by_site((row.site, _to_interval(row, span)) for row in await rows.of(query))


async def _read_watched_from(
    rows: _Rows, sites: Sequence[SiteCode]
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
    rows: _Rows, sites: Sequence[SiteCode], span: Interval
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
