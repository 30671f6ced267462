"""Rows of requests for exclusions, within a transaction of somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from netmon.core.errors import NotFound
from netmon.sla.claims.exclusions import ExclusionRequest, Standing, read_requests
from netmon.sla.claims.refusals import Conflict
from netmon.sla.claims.turns import take_turn
from netmon.sla.tables import sla_exclusion, sla_exclusion_site

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST_OPEN = 500
"""Requests of one caller that may wait to be decided."""

MOST_OPEN_SITES = 20_000
"""Sites of one caller's requests that wait, each request's counted: twice the nation.
What waits is read whenever a month is made."""


async def require_room(connection: AsyncConnection, who: str, sites_count: int) -> None:
    """Return if `who` may ask for one more, about so many sites.

    Raises:
        Conflict: Too many of theirs wait.
    """
    table = sla_exclusion
    theirs = (table.c.status == Standing.REQUESTED.value, table.c.requested_by == who)
    count = select(func.count())
    requests = count.select_from(table).where(*theirs)
    if (await connection.scalar(requests) or 0) >= MOST_OPEN:
        raise Conflict("too_many_open", most=MOST_OPEN)
    member = sla_exclusion_site
    rows = count.select_from(member.join(table, member.c.exclusion == table.c.id))
    waiting = await connection.scalar(rows.where(*theirs)) or 0
    if waiting + sites_count > MOST_OPEN_SITES:
        raise Conflict("too_many_open_sites", most=MOST_OPEN_SITES, waiting=waiting)


async def take_open(connection: AsyncConnection, exclusion: int) -> ExclusionRequest:
    """Return an undecided request; none is decided until this transaction ends.

    Raises:
        NotFound: There is none.
        Conflict: It is decided, or taken back.
    """
    await take_turn(connection, sla_exclusion)
    request = await find_request(connection, exclusion)
    if request.standing is Standing.WITHDRAWN:
        raise Conflict("taken_back")
    if request.standing is not Standing.REQUESTED:
        by, standing = request.decision.by, request.standing.value
        raise Conflict("decided_already", by=by, standing=standing)
    return request


async def take_approved(
    connection: AsyncConnection, exclusion: int
) -> ExclusionRequest:
    """Return an approved request; none is decided until this transaction ends.

    Raises:
        NotFound: There is none.
        Conflict: It is not approved.
    """
    await take_turn(connection, sla_exclusion)
    request = await find_request(connection, exclusion)
    if request.standing is not Standing.APPROVED:
        raise Conflict("not_approved")
    return request


async def find_request(connection: AsyncConnection, exclusion: int) -> ExclusionRequest:
    """Return one request.

    Raises:
        NotFound: There is none.
    """
    query = select(sla_exclusion).where(sla_exclusion.c.id == exclusion)
    found = await read_requests(connection, query)
    if not found:
        raise NotFound("exclusion", str(exclusion))
    return found[0]
