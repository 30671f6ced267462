"""Rows of requests for exclusions, within a transaction of somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from netmon.core.errors import NotFound
from netmon.sla.exclusions import ExclusionRequest, Standing, read_requests
from netmon.sla.refusals import Conflict
from netmon.sla.tables import sla_exclusion

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
    """Return an undecided request nobody else decides until this transaction ends.

    SQLite sees to it by itself. Nor is any other decided meanwhile: two approvals at
    once could each find the month's maintenance short enough without the other.

    Raises:
        NotFound: There is none.
        Conflict: It is decided, or taken back.
    """
    if connection.dialect.name == "postgresql":
        lock = f"LOCK TABLE {sla_exclusion.name} IN SHARE ROW EXCLUSIVE MODE"
        await connection.execute(text(lock))
    request = await find_request(connection, exclusion)
    if request.standing is Standing.WITHDRAWN:
        raise Conflict("taken_back")
    if request.standing is not Standing.REQUESTED:
        by, standing = request.decision.by, request.standing.value
        raise Conflict("decided_already", by=by, standing=standing)
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
