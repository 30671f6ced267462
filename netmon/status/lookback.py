"""What the journals say of sites over a long time: the one reader of it, for all.

Whole seconds, rounded down, so that sums over any time are exact and the same
everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from netmon.core.intervals import Interval, clip, subtract, union
from netmon.core.model import Service, SiteCode, SiteState
from netmon.database import reading
from netmon.status.among import among
from netmon.status.tables import (
    observation,
    observation_exception,
    outage,
    transition,
)

if TYPE_CHECKING:
    from sqlalchemy import Column, Select, Table
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

BySite = Mapping[SiteCode, Sequence[Interval]]


@dataclass(frozen=True, slots=True)
class Dark:
    """Time in which a poller did not look at a site, or with site None at any."""

    poller: str
    site: SiteCode | None
    span: Interval


@dataclass(frozen=True, slots=True)
class Journals:
    """The journals of one service of some sites over some time.

    Attributes:
        span: From where on they were read, until when. What is open ends there.
        looked: When each poller ran.
        dark: When it ran and did not look.
        outages: In the order they start, by site.
        watched_from: When each site was first judged; one that is missing never was.
        unwatched: When a site was out of the register or out of service.
    """

    span: Interval
    looked: Sequence[tuple[str, Interval]]
    dark: Sequence[Dark]
    outages: BySite
    watched_from: Mapping[SiteCode, datetime]
    unwatched: BySite


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the journals is wanted.

    Attributes:
        service: Whose states and outages.
        sites: None for all.
        span: What happened from its end on is left out.
        fresh_s: A poller seen so shortly before the end is taken to look still.
        has_outages: Whether outages are wanted too; see netmon.status.whole_outages
            for those that are not clipped.
    """

    service: Service
    sites: Sequence[SiteCode] | None
    span: Interval
    fresh_s: float = 0.0
    has_outages: bool = True

    def holds(self, site: Column[Any]) -> Any:
        """Return whether a row is of one of the sites."""
        return site.is_not(None) if self.sites is None else among(site, self.sites)


async def read_extent(engine: AsyncEngine) -> Interval | None:
    """Return from when until when a poller looked, gaps included; None for never."""
    query = select(
        func.min(observation.c.started_at, type_=observation.c.started_at.type),
        func.max(observation.c.last_seen_at, type_=observation.c.last_seen_at.type),
    )
    async with reading(engine) as connection:
        first, last = (await connection.execute(query)).one()
    return None if first is None else Interval(_floor(first), _floor(last))


async def read_journals(connection: AsyncConnection, wanted: Wanted) -> Journals:
    """Return what the journals hold: each table once.

    Args:
        connection: In a transaction.
        wanted: See Wanted.
    """
    return Journals(
        span=wanted.span,
        looked=await _read_looked(connection, wanted),
        dark=await _read_dark(connection, wanted),
        outages=await _read_outages(connection, wanted) if wanted.has_outages else {},
        watched_from=await _read_watched_from(connection, wanted),
        unwatched=await _read_unwatched(connection, wanted),
    )


def find_observed(
    journals: Journals, sites: Iterable[SiteCode]
) -> Iterator[tuple[SiteCode, list[Interval]]]:
    """Yield when each of `sites` was observed: in order, not touching.

    That is while any poller ran and looked, from when the site was first judged, and
    not while it was out of the register or out of service.
    """
    holes = _find_holes(journals)
    base = _find_base(journals, holes)
    everywhere = union(span for spans in base.values() for span in spans)
    for site in sites:
        own = holes.get(site)
        seen = everywhere if own is None else _without(base, own)
        yield site, _while_watched(journals, site, seen)


def find_looked(journals: Journals) -> list[Interval]:
    """Return when any poller ran and was not blind altogether; in order."""
    base = _find_base(journals, _find_holes(journals))
    return union(span for spans in base.values() for span in spans)


def _find_holes(
    journals: Journals,
) -> Mapping[SiteCode | None, Mapping[str, list[Interval]]]:
    """Return when each poller did not look, by site; under None at any."""
    holes: dict[SiteCode | None, dict[str, list[Interval]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for each in journals.dark:
        holes[each.site][each.poller].append(each.span)
    return holes


def _find_base(
    journals: Journals,
    holes: Mapping[SiteCode | None, Mapping[str, list[Interval]]],
) -> dict[str, list[Interval]]:
    """Return when each poller looked at sites without exceptions of their own."""
    looked: dict[str, list[Interval]] = defaultdict(list)
    for poller, span in journals.looked:
        looked[poller].append(span)
    blind = holes.get(None, {})
    return {
        name: subtract(spans, blind.get(name, ())) for name, spans in looked.items()
    }


def _without(
    base: Mapping[str, list[Interval]], holes: Mapping[str, list[Interval]]
) -> list[Interval]:
    """Return when any poller looked at a site that has exceptions of its own."""
    several = (
        subtract(spans, holes[name]) if name in holes else spans
        for name, spans in base.items()
    )
    return union(span for spans in several for span in spans)


def _while_watched(
    journals: Journals, site: SiteCode, seen: list[Interval]
) -> list[Interval]:
    begun = journals.watched_from.get(site)
    if begun is None or begun >= journals.span.end:
        return []
    since = Interval(max(begun, journals.span.start), journals.span.end)
    mine = clip(seen, since)
    return subtract(mine, journals.unwatched.get(site, ())) if mine else mine


async def _read_looked(
    connection: AsyncConnection, wanted: Wanted
) -> list[tuple[str, Interval]]:
    table, span = observation, wanted.span
    query = select(table.c.poller, table.c.started_at, table.c.last_seen_at).where(
        table.c.last_seen_at > span.start, table.c.started_at < span.end
    )
    still = span.end - timedelta(seconds=wanted.fresh_s)
    found = (
        (poller, _to_interval(start, None if last >= still else last, span))
        for poller, start, last in await connection.execute(query)
    )
    return [(poller, each) for poller, each in found if each.start < each.end]


async def _read_dark(connection: AsyncConnection, wanted: Wanted) -> list[Dark]:
    table = observation_exception
    query = _spans(table, wanted, table.c.poller, table.c.site)
    mine = or_(table.c.site.is_(None), wanted.holds(table.c.site))
    return [
        Dark(poller, site, _to_interval(start, end, wanted.span))
        for poller, site, start, end in await connection.execute(query.where(mine))
    ]


async def _read_outages(connection: AsyncConnection, wanted: Wanted) -> BySite:
    table = outage
    query = _spans(table, wanted, table.c.site).where(
        wanted.holds(table.c.site), table.c.service == wanted.service.value
    )
    rows = await connection.execute(query.order_by(table.c.started_at))
    return _by_site(
        (site, _to_interval(start, end, wanted.span)) for site, start, end in rows
    )


async def _read_watched_from(
    connection: AsyncConnection, wanted: Wanted
) -> dict[SiteCode, datetime]:
    table = transition
    first = func.min(table.c.at, type_=table.c.at.type)
    query = select(table.c.site, first).where(
        wanted.holds(table.c.site), table.c.service == wanted.service.value
    )
    rows = await connection.execute(query.group_by(table.c.site))
    return {SiteCode(site): _floor(at) for site, at in rows}


async def _read_unwatched(connection: AsyncConnection, wanted: Wanted) -> BySite:
    """Return when each site was out of the register: between two transitions."""
    table, none = transition, SiteState.UNMONITORED.value
    query = select(table.c.site, table.c.at, table.c.state_after).where(
        wanted.holds(table.c.site),
        table.c.service == wanted.service.value,
        table.c.at < wanted.span.end,
        or_(table.c.state_before == none, table.c.state_after == none),
    )
    begun: dict[str, datetime] = {}
    found: list[tuple[str, Interval]] = []
    rows = await connection.execute(query.order_by(table.c.at, table.c.id))
    for site, at, after in rows:
        if after == none:
            begun.setdefault(site, at)
        elif site in begun:
            found.append((site, _to_interval(begun.pop(site), at, wanted.span)))
    found += [(site, _to_interval(at, None, wanted.span)) for site, at in begun.items()]
    return _by_site(found)


def _spans(table: Table, wanted: Wanted, *columns: Column[Any]) -> Select[Any]:
    """Return a question for what reaches into the span; what is open has no end."""
    start, end = table.c.started_at, table.c.ended_at
    reaches = or_(end.is_(None), end > wanted.span.start)
    return select(*columns, start, end).where(reaches, start < wanted.span.end)


def _to_interval(start: datetime, end: datetime | None, span: Interval) -> Interval:
    last = span.end if end is None else min(_floor(end), span.end)
    return Interval(_floor(start), last)


def _by_site(found: Iterable[tuple[str, Interval]]) -> dict[SiteCode, list[Interval]]:
    by_site: dict[SiteCode, list[Interval]] = defaultdict(list)
    for site, interval in found:
        if interval.start < interval.end:
            by_site[SiteCode(site)].append(interval)
    return dict(by_site)


def _floor(at: datetime) -> datetime:
    return at.replace(microsecond=0) if at.microsecond else at
