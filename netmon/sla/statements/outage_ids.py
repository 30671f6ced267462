"""Which rows of the journal a site's outages are, so that evidence can be looked up."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from netmon.core.model import Service
from netmon.status.tables import outage

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from netmon.core.intervals import Interval
    from netmon.core.model import SiteCode


async def read_outage_ids(
    connection: AsyncConnection, site: SiteCode, span: Interval
) -> dict[datetime, str]:
    """Return the ids of a line's outages that reach into or touch `span`.

    Args:
        connection: In a transaction.
        site: Whose.
        span: From when until when.

    Returns:
        By start, in whole seconds rounded down.
    """
    table = outage
    query = select(table.c.started_at, table.c.id).where(
        table.c.site == site,
        table.c.service == Service.LINK.value,
        table.c.started_at <= span.end,
        or_(table.c.ended_at.is_(None), table.c.ended_at >= span.start),
    )
    found = await connection.execute(query.order_by(table.c.started_at.desc()))
    return {start.replace(microsecond=0): name for start, name in found}
