"""Rows of requests for exclusions, within a transaction of somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from netmon.core.errors import NotFound
from netmon.sla.exclusions import ExclusionRequest, Standing, read_requests
from netmon.sla.refusals import Conflict
from netmon.sla.tables import sla_exclusion
from netmon.sla.turns import take_turn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST_OPEN = 500
"""Requests of one caller that may wait to be decided."""


async def require_room(connection: AsyncConnection, who: str) -> None:
    """Return if `who` may ask for one more.

    Raises:
        Conflict: Too many of theirs wait.
    """
    table = sla_exclusion
    mine = select(func.count()).where(
        table.c.status == Standing.REQUESTED.value, table.c.requested_by == who
    )
    if (await connection.scalar(mine) or 0) >= MOST_OPEN:
        raise Conflict("too_many_open", most=MOST_OPEN)


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
