"""Lists of requests for exclusions: as much as a reader may see, without all sites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from netmon.sla.claims.exclusions import ExclusionRequest, Standing, read_heads
from netmon.sla.facts import ExclusionType
from netmon.sla.tables import sla_exclusion, sla_exclusion_site
from netmon.status.among import among

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from netmon.core.intervals import Interval


@dataclass(frozen=True, slots=True)
class Reach:
    """Which sites of requests a reader may see; None does not narrow.

    Attributes:
        contracts: Those the sites had when it was asked.
        sites: Codes.
    """

    contracts: Collection[str] | None = None
    sites: Collection[str] | None = None

    @property
    def clauses(self) -> list[ColumnElement[bool]]:
        """Conditions on sla_exclusion_site."""
        table = sla_exclusion_site
        found: list[ColumnElement[bool]] = []
        if self.contracts is not None:
            found.append(among(table.c.contract, self.contracts))
        if self.sites is not None:
            found.append(among(table.c.site, self.sites))
        return found


EVERYTHING = Reach()


@dataclass(frozen=True, slots=True)
class ExclusionFilter:
    """Which requests are wanted; None asks for all.

    Attributes:
        reach: Requests about none of these sites are left out.
        span: Only those about time within.
    """

    reach: Reach = EVERYTHING
    kind: ExclusionType | None = None
    standing: Standing | None = None
    span: Interval | None = None

    @property
    def clauses(self) -> list[ColumnElement[bool]]:
        """Conditions on sla_exclusion."""
        table = sla_exclusion
        found: list[ColumnElement[bool]] = []
        if self.reach.clauses:
            member = sla_exclusion_site
            found.append(
                table.c.id.in_(select(member.c.exclusion).where(*self.reach.clauses))
            )
        if self.kind is not None:
            found.append(table.c.kind == self.kind.value)
        if self.standing is not None:
            found.append(table.c.status == self.standing.value)
        if self.span is not None:
            found.append(table.c.started_at < self.span.end)
            found.append(table.c.ended_at > self.span.start)
        return found


@dataclass(frozen=True, slots=True)
class Listed:
    """A request in a list.

    Attributes:
        request: Without its sites.
        site_count: Sites of it within the reader's reach.
        contracts: Of those, sorted.
    """

    request: ExclusionRequest
    site_count: int
    contracts: list[str]


async def read_page(
    connection: AsyncConnection,
    which: ExclusionFilter,
    limit: int,
    before: int | None = None,
) -> list[Listed]:
    """Return requests, the newest first.

    Args:
        connection: In a transaction.
        which: Which.
        limit: Most rows.
        before: Only ids below this one.
    """
    table = sla_exclusion
    query = select(table).where(*which.clauses)
    if before is not None:
        query = query.where(table.c.id < before)
    heads = await read_heads(connection, query.order_by(table.c.id.desc()).limit(limit))
    counts = await _count_sites(connection, [each.id for each in heads], which.reach)
    return [
        Listed(
            each,
            sum(counts[each.id].values()),
            sorted(name for name in counts[each.id] if name is not None),
        )
        for each in heads
    ]


async def _count_sites(
    connection: AsyncConnection, ids: Collection[int], reach: Reach
) -> Mapping[int, Mapping[str | None, int]]:
    """Return how many sites of each contract requests are about."""
    table = sla_exclusion_site
    query = (
        select(table.c.exclusion, table.c.contract, func.count())
        .where(table.c.exclusion.in_(ids), *reach.clauses)
        .group_by(table.c.exclusion, table.c.contract)
    )
    found: dict[int, dict[str | None, int]] = defaultdict(dict)
    for exclusion, contract, count in await connection.execute(query):
        found[exclusion][contract] = count
    return found
