"""Reads what is to be known beside a request before it is decided."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from netmon.core.intervals import Interval
from netmon.core.model import Service, SiteCode
from netmon.sla.claims.exclusions import Standing
from netmon.sla.claims.notice import Case, Power, months_of
from netmon.sla.facts import ExclusionType
from netmon.sla.tables import sla_exclusion, sla_exclusion_site
from netmon.status.among import among
from netmon.status.causes import has_booted
from netmon.status.evidence import agent_from_json
from netmon.status.tables import outage

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from netmon.sla.claims.exclusions import ExclusionRequest


async def read_case(connection: AsyncConnection, request: ExclusionRequest) -> Case:
    """Return a request with what is known beside it.

    Args:
        connection: In a transaction.
        request: Which.
    """
    wish = request.wish
    maintained: dict[SiteCode, list[Interval]] = {}
    power: list[Power] = []
    if wish.kind is ExclusionType.MAINTENANCE:
        maintained = await _read_maintained(connection, request)
    if wish.kind is ExclusionType.MAINS_POWER:
        power = await _read_power(connection, request)
    return Case(
        wish.kind,
        wish.span,
        request.requested_at,
        wish.sites,
        request.document is not None,
        maintained,
        power,
    )


async def _read_maintained(
    connection: AsyncConnection, request: ExclusionRequest
) -> dict[SiteCode, list[Interval]]:
    """Return maintenance approved in the months of a request, by site."""
    months = list(months_of(request.wish.span))
    table, member = sla_exclusion, sla_exclusion_site
    query = (
        select(member.c.site, table.c.started_at, table.c.ended_at)
        .join(table, table.c.id == member.c.exclusion)
        .where(
            table.c.kind == ExclusionType.MAINTENANCE.value,
            table.c.status == Standing.APPROVED.value,
            table.c.id != request.id,
            table.c.started_at < months[-1].span.end,
            table.c.ended_at > months[0].span.start,
            among(member.c.site, request.wish.sites),
        )
    )
    found: dict[SiteCode, list[Interval]] = defaultdict(list)
    for site, start, end in await connection.execute(query):
        found[SiteCode(site)].append(Interval(start, end))
    return found


async def _read_power(
    connection: AsyncConnection, request: ExclusionRequest
) -> list[Power]:
    """Return what the outages of the line within a request say of the power."""
    table, span = outage, request.wish.span
    query = (
        select(
            table.c.site,
            table.c.started_at,
            table.c.ended_at,
            table.c.agent_before,
            table.c.agent_after,
        )
        .where(
            table.c.service == Service.LINK.value,
            table.c.started_at < span.end,
            or_(table.c.ended_at.is_(None), table.c.ended_at > span.start),
            among(table.c.site, request.wish.sites),
        )
        .order_by(table.c.site, table.c.started_at)
    )
    found = []
    for site, start, end, *agents in await connection.execute(query):
        before, after = map(agent_from_json, agents)
        booted = None
        if end is not None and before is not None and after is not None:
            booted = has_booted(before, after, (end - start).total_seconds())
        found.append(Power(SiteCode(site), booted))
    return found
