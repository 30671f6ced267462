"""What the journals say of every site's line over a long time, read at one moment.

Whole seconds, rounded down, so that sums over any time are exact and the same
everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, null, select

from netmon.core.intervals import Interval, subtract
from netmon.core.model import Service, SiteCode
from netmon.database import reading
from netmon.status.tables import (
    observation,
    observation_exception,
    outage,
    transition,
)

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


@dataclass(frozen=True, slots=True)
class Lookback:
    """The journals of one service of all sites.

    Attributes:
        until: When a poller was last known to look; later nothing is known.
        observed: When a poller looked and saw; in order, not touching.
        lost: When it did not see a site in spite of that, keyed by site.
        first_seen: When a site's state was told first, keyed by site. A site that is
            not here was never looked at.
        outages: In order, those still open until `until`; keyed by site.
    """

    until: datetime | None
    observed: Sequence[Interval]
    lost: Mapping[SiteCode, Sequence[Interval]]
    first_seen: Mapping[SiteCode, datetime]
    outages: Mapping[SiteCode, Sequence[Interval]]


NOTHING = Lookback(None, (), {}, {}, {})


async def read_extent(engine: AsyncEngine) -> Interval | None:
    """Return from when until when a poller looked, gaps included; None for never."""
    query = select(
        func.min(observation.c.started_at, type_=observation.c.started_at.type),
        func.max(observation.c.last_seen_at, type_=observation.c.last_seen_at.type),
    )
    async with reading(engine) as connection:
        first, last = (await connection.execute(query)).one()
    return None if first is None else Interval(_floor(first), _floor(last))


async def look_back(
    engine: AsyncEngine, service: Service, before: datetime
) -> Lookback:
    """Return what the journals hold of `service`.

    There is one poller to a database; of several, each would need its own exceptions.

    Args:
        engine: The database; nothing is written.
        service: Of every site.
        before: What happened from this moment on is left out.
    """
    async with reading(engine) as connection:
        last = await connection.scalar(select(func.max(observation.c.last_seen_at)))
        if last is None:
            return NOTHING
        until = _floor(min(last, before))
        looked = await _read(connection, _LOOKED, until)
        lost = await _read(connection, _LOST, until)
        outages = await _read(connection, _OUTAGES[service], until)
        first_seen = await _first_seen(connection, service)
    return Lookback(
        until,
        subtract(looked.pop(None, ()), lost.pop(None, ())),
        {site: each for site, each in lost.items() if site is not None},
        first_seen,
        {site: each for site, each in outages.items() if site is not None},
    )


_LOOKED = select(
    null().label("site"), observation.c.started_at, observation.c.last_seen_at
)
_LOST = select(
    observation_exception.c.site,
    observation_exception.c.started_at,
    observation_exception.c.ended_at,
)
_OUTAGES = {
    service: select(outage.c.site, outage.c.started_at, outage.c.ended_at).where(
        outage.c.service == service.value
    )
    for service in Service
}


async def _read(
    connection: AsyncConnection, query: Select[Any], until: datetime
) -> dict[SiteCode | None, list[Interval]]:
    """Return intervals before `until` by site, in order; open ones end there."""
    found: defaultdict[SiteCode | None, list[Interval]] = defaultdict(list)
    started = query.selected_columns[1]
    rows = await connection.execute(query.where(started < until).order_by(started))
    for site, start, end in rows:
        whole = Interval(_floor(start), until if end is None else _floor(end))
        if whole.start < min(whole.end, until):
            found[site].append(Interval(whole.start, min(whole.end, until)))
    return dict(found)


async def _first_seen(
    connection: AsyncConnection, service: Service
) -> dict[SiteCode, datetime]:
    first = func.min(transition.c.at, type_=transition.c.at.type)
    query = (
        select(transition.c.site, first)
        .where(transition.c.service == service.value)
        .group_by(transition.c.site)
    )
    rows = await connection.execute(query)
    return {SiteCode(site): _floor(at) for site, at in rows}


def _floor(at: datetime) -> datetime:
    return at.replace(microsecond=0)
