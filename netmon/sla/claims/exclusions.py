"""Requests to leave time out of the reckoning: what one is, and who reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.sla.claims.claim_text import check_text
from netmon.sla.claims.documents import Attached, read_attached
from netmon.sla.claims.refusals import Flawed
from netmon.sla.facts import Exclusion, ExclusionStatus, ExclusionType
from netmon.sla.tables import sla_exclusion, sla_exclusion_site

if TYPE_CHECKING:
    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection


LONGEST = timedelta(days=366)


class Standing(StrEnum):
    """How far a request has come; who asked may take it back until it is decided."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ExclusionWish:
    """What somebody asks for.

    Attributes:
        span: Whole seconds, UTC.
        sites: Site to its contract at the time of asking; at least one.
    """

    kind: ExclusionType
    span: Interval
    reason: str
    sites: Mapping[SiteCode, str | None]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a second person said; empty and None until then.

    Attributes:
        by: A principal's name; for a request taken back, who asked.
        note: Their words.
    """

    by: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExclusionRequest:
    """A request as it is kept.

    Attributes:
        wish: What was asked for; its sites in order of their codes.
        document: What was attached, None for nothing.
    """

    id: int
    wish: ExclusionWish
    requested_by: str
    requested_at: datetime
    standing: Standing
    decision: Ruling
    document: Attached | None

    @property
    def contracts(self) -> list[str]:
        """The contracts it is about, sorted."""
        return sorted({each for each in self.wish.sites.values() if each is not None})


def check_wish(wish: ExclusionWish) -> None:
    """Return if a request may be made so.

    Raises:
        Flawed: It may not.
    """
    span = wish.span
    for field, at in (("starts_at", span.start), ("ends_at", span.end)):
        if at.microsecond:
            raise Flawed(field, "not_whole_seconds")
    if span.end <= span.start:
        raise Flawed("ends_at", "span_empty")
    if span.end - span.start > LONGEST:
        raise Flawed("ends_at", "span_too_long", most_days=LONGEST.days)
    check_text("reason", wish.reason, "nothing_said")
    if not wish.sites:
        raise Flawed("sites", "no_sites")


async def read_exclusions(
    connection: AsyncConnection, span: Interval
) -> list[ExclusionRequest]:
    """Return the requests about time within `span`, by id; not those taken back.

    Args:
        connection: In a transaction.
        span: Half-open.
    """
    table = sla_exclusion
    query = select(table).where(
        table.c.started_at < span.end,
        table.c.ended_at > span.start,
        table.c.status != Standing.WITHDRAWN.value,
    )
    return await read_requests(connection, query)


def to_facts(
    requests: Iterable[ExclusionRequest],
) -> dict[SiteCode, list[Exclusion]]:
    """Return what the arithmetic wants of `requests`, by site."""
    found: dict[SiteCode, list[Exclusion]] = defaultdict(list)
    for each in requests:
        if each.standing is Standing.WITHDRAWN:
            continue
        status = ExclusionStatus(each.standing.value)
        exclusion = Exclusion(each.wish.kind, each.wish.span, status)
        for site in each.wish.sites:
            found[site].append(exclusion)
    return dict(found)


async def read_requests(
    connection: AsyncConnection, query: Select[Any]
) -> list[ExclusionRequest]:
    """Return the requests that `query` chooses from sla_exclusion, by id."""
    heads = await read_heads(connection, query.order_by(sla_exclusion.c.id))
    sites = await _read_sites(connection, query)
    return [
        replace(each, wish=replace(each.wish, sites=sites[each.id])) for each in heads
    ]


async def read_heads(
    connection: AsyncConnection, query: Select[Any]
) -> list[ExclusionRequest]:
    """Return the requests that `query` chooses from sla_exclusion, without sites."""
    rows = (await connection.execute(query)).all()
    documents = query.with_only_columns(sla_exclusion.c.document)
    kept = await read_attached(connection, documents)
    return [_to_request(row, kept.get(row.document)) for row in rows]


async def _read_sites(
    connection: AsyncConnection, query: Select[Any]
) -> Mapping[int, dict[SiteCode, str | None]]:
    table = sla_exclusion_site
    mine = query.with_only_columns(sla_exclusion.c.id)
    chosen = select(table).where(table.c.exclusion.in_(mine))
    found: dict[int, dict[SiteCode, str | None]] = defaultdict(dict)
    for row in await connection.execute(chosen.order_by(table.c.site)):
        found[row.exclusion][SiteCode(row.site)] = row.contract
    return found


def _to_request(row: Row[Any], document: Attached | None) -> ExclusionRequest:
    span = Interval(row.started_at, row.ended_at)
    wish = ExclusionWish(ExclusionType(row.kind), span, row.reason, {})
    return ExclusionRequest(
        row.id,
        wish,
        row.requested_by,
        row.requested_at,
        Standing(row.status),
        Ruling(row.decided_by, row.decided_at, row.decision_note),
        document,
    )
