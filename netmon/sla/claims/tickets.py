"""When the contractor was told of an outage, came, and had it repaired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from netmon.core.model import SiteCode
from netmon.sla.facts import Ticket
from netmon.sla.tables import sla_ticket
from netmon.status.among import among
from netmon.status.tables import outage

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from netmon.core.intervals import Interval


@dataclass(frozen=True, slots=True)
class TicketTimes:
    """The three times; None where nobody noted one. Whole seconds, UTC."""

    sent_at: datetime | None = None
    on_site_at: datetime | None = None
    restored_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptTicket:
    """The times of one outage as they are kept.

    Attributes:
        outage: The outage's id.
        outage_started_at: As the journal has it.
        contract: Of the site when the times were noted last.
        version: From 1; a writer who saw another one is refused. 0: none is kept.
    """

    outage: str
    site: SiteCode
    outage_started_at: datetime
    contract: str | None
    times: TicketTimes
    noted_by: str = ""
    noted_at: datetime | None = None
    version: int = 0


async def read_tickets(
    connection: AsyncConnection,
    span: Interval,
    sites: Collection[SiteCode] | None = None,
) -> dict[SiteCode, list[Ticket]]:
    """Return the tickets of outages that lasted within `span`, by site.

    Times of outages are whole seconds, as netmon.status.lookback rounds them.

    Args:
        connection: In a transaction.
        span: Half-open.
        sites: Whose; None for all.
    """
    table = sla_ticket
    query = (
        select(table)
        .join(outage, outage.c.id == table.c.outage)
        .where(
            outage.c.started_at < span.end,
            or_(outage.c.ended_at.is_(None), outage.c.ended_at > span.start),
        )
        .order_by(table.c.site, table.c.outage_started_at)
    )
    if sites is not None:
        query = query.where(among(table.c.site, sites))
    found: dict[SiteCode, list[Ticket]] = defaultdict(list)
    for row in await connection.execute(query):
        start = row.outage_started_at.replace(microsecond=0)
        ticket = Ticket(start, row.sent_at, row.on_site_at, row.restored_at)
        found[SiteCode(row.site)].append(ticket)
    return dict(found)


def to_ticket(row: Row[Any]) -> KeptTicket:
    """Return a row of sla_ticket."""
    return KeptTicket(
        row.outage,
        SiteCode(row.site),
        row.outage_started_at,
        row.contract,
        TicketTimes(row.sent_at, row.on_site_at, row.restored_at),
        row.noted_by,
        row.noted_at,
        row.version,
    )
