"""Outages that reach into some time, whole: with the ends they really had.

Outages that overlap or touch are one, and whether it was short is judged on the whole
of it. So whatever hangs together with an outage that reaches into the time is read too,
however long before or after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import or_, select

from netmon.core.model import SiteCode
from netmon.status.effects import LEFT_REGISTER
from netmon.status.tables import outage

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from netmon.status.lookback import Wanted

_SECOND = timedelta(seconds=1)
_NEVER_ENDS = datetime.max.replace(tzinfo=UTC, microsecond=0)


class WholeOutage(NamedTuple):
    """An outage in whole seconds, rounded down; its end is None while it lasts.

    Attributes:
        is_cut: It ended because the site left the register; nobody saw the line up.
    """

    start: datetime
    end: datetime | None
    is_cut: bool = False

    @property
    def until(self) -> datetime:
        """Its end, or the end of time."""
        return self.end or _NEVER_ENDS


Whole = dict[SiteCode, list[WholeOutage]]


async def read_whole_outages(
    connection: AsyncConnection, wanted: Wanted
) -> Mapping[SiteCode, Sequence[WholeOutage]]:
    """Return the outages that reach into or touch a span, with what they hang on.

    Args:
        connection: In a transaction.
        wanted: Its sites and its service; the span's ends count as touched.

    Returns:
        By site, sorted; none that are empty in whole seconds.
    """
    found = await _read(connection, wanted)
    asked = wanted
    while edges := _find_edges(found, asked):
        sites, start, end = edges
        span = wanted.span._replace(start=start, end=end)
        asked = replace(wanted, sites=sites, span=span)
        wider = await _read(connection, asked)
        grown = {site: _hanging_on(found[site], wider[site]) for site in sites}
        found |= grown
    return found


def _find_edges(
    found: Whole, asked: Wanted
) -> tuple[list[SiteCode], datetime, datetime] | None:
    """Return which sites' outages reach beyond what was asked for, and how far."""
    first, last = asked.span
    beyond = []
    for site, outages in found.items():
        start, end = outages[0].start, _find_end(outages)
        # Nothing can follow an outage that lasts.
        if start < asked.span.start or asked.span.end < end < _NEVER_ENDS:
            beyond.append(site)
            first = min(first, start)
            last = max(last, end) if end < _NEVER_ENDS else last
    return (beyond, first, last) if beyond else None


def _find_end(outages: Sequence[WholeOutage]) -> datetime:
    return max([each.end or _NEVER_ENDS for each in outages])


def _hanging_on(
    kept: Sequence[WholeOutage], wider: Sequence[WholeOutage]
) -> list[WholeOutage]:
    """Return `kept` with those of `wider` that overlap or touch it, also in a chain."""
    chosen, begin = set(kept), kept[0].start
    until = max(each.until for each in kept)
    for each in reversed(wider):
        if each.start <= until and each.until >= begin:
            chosen.add(each)
            begin = min(begin, each.start)
    for each in wider:
        if each.start <= until and each.until >= begin:
            chosen.add(each)
            until = max(until, each.until)
    return sorted(chosen, key=_to_order)


async def _read(connection: AsyncConnection, wanted: Wanted) -> Whole:
    """Return the outages that reach into or touch a span."""
    table, span = outage, wanted.span
    query = select(
        table.c.site, table.c.started_at, table.c.ended_at, table.c.end_reason
    ).where(
        wanted.holds(table.c.site),
        table.c.service == wanted.service.value,
        table.c.started_at < span.end + _SECOND,
        or_(table.c.ended_at.is_(None), table.c.ended_at >= span.start),
    )
    found: Whole = defaultdict(list)
    # All at once: row by row takes twice as long, and a nation has 400,000.
    for site, start, end, reason in (await connection.execute(query)).all():
        until = None if end is None else _floor(end)
        one = WholeOutage(_floor(start), until, reason == LEFT_REGISTER)
        if end is None or one.start < one.until:
            found[site].append(one)
    for outages in found.values():
        outages.sort(key=_to_order)
    return found


def _to_order(one: WholeOutage) -> tuple[datetime, datetime]:
    return one.start, one.end or _NEVER_ENDS


def _floor(at: datetime) -> datetime:
    return at.replace(microsecond=0) if at.microsecond else at
