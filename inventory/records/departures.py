"""Since when a site is no more in the register: a wrong load costs nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, or_, select, update

from inventory.importer.tables import site_record
from inventory.tables import site
from netmon.database import writing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

GRACE = timedelta(days=30)
"""A register loaded by mistake is put right before that; the programme may say else."""


async def note_departures(engine: AsyncEngine, now: datetime) -> None:
    """Note which sites have left since the last time, and which are back."""
    table, here = site_record, select(site.c.code)
    left = update(table).where(table.c.left_at.is_(None), table.c.site.not_in(here))
    back = update(table).where(table.c.left_at.is_not(None), table.c.site.in_(here))
    async with writing(engine) as connection:
        await connection.execute(left.values(left_at=now))
        await connection.execute(back.values(left_at=None))


def with_people(now: datetime) -> Select[Any]:
    """Return the question for sites gone longer than GRACE whose people are kept."""
    table = site_record
    return select(table.c.site).where(
        table.c.site.not_in(select(site.c.code)),
        table.c.left_at < now - GRACE,
        or_(table.c.caretaker.is_not(None), table.c.telephone.is_not(None)),
    )
