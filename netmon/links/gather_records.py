"""Reads the records links look at, without anything about a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, select

from inventory.records import tables as kept
from netmon.core.clock import to_thai
from netmon.core.model import SiteCode
from netmon.links.facts import Centre, Records, Sale, Session, Shop, Volunteer
from netmon.links.gather_rows import Rows

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

LONGEST_LOOK_BACK = timedelta(days=3 * 365)
"""Older sessions are only counted: work and memory must not grow for ever."""
SALES_LOOK_BACK = timedelta(days=400)
"""A year, the like days before it, and the year that a goal is counted over."""


async def read_records(connection: AsyncConnection, now: datetime) -> Records:
    """Return the records that links look at: each table once.

    Args:
        connection: In a transaction.
        now: Aware; how far back is looked is counted from it.
    """
    rows = Rows(connection)
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
        completed_counts=await _count_completed(rows),
        taught_centre_count=await _count_taught(rows, now),
    )


async def _count_completed(rows: Rows) -> dict[int | None, int]:
    """Return how many completed a session, by phase: all of them, or it would fall."""
    phase = kept.session.c.phase
    completed = func.coalesce(func.sum(kept.session.c.completed), 0)
    query = select(phase, completed.label("people_count")).group_by(phase)
    return {row.phase: int(row.people_count) for row in await rows.of(query)}


async def _count_taught(rows: Rows, now: datetime) -> int:
    centre = kept.session.c.centre_code
    query = select(func.count(centre.distinct()).label("centres_count"))
    (row,) = await rows.of(query.where(kept.session.c.ends_at <= now))
    return int(row.centres_count)


async def _read_sessions(rows: Rows, since: datetime) -> tuple[Session, ...]:
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


async def _read_sales(rows: Rows, since: date) -> tuple[Sale, ...]:
    table = kept.sale
    columns = (table.c.shop_id, table.c.date, table.c.orders, table.c.amount_baht)
    query = select(*columns).where(table.c.date >= since)
    found = await rows.of(query.order_by(table.c.shop_id, table.c.date))
    return tuple(
        Sale(row.shop_id, row.date, row.orders, row.amount_baht) for row in found
    )


async def _read_volunteers(rows: Rows) -> Sequence[Row[Any]]:
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
