"""GET /pollers."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from netmon.api.desk import AtDesk, Desk
from netmon.api.encoding import fresh
from netmon.api.poller_facts import to_pollers
from netmon.api.poller_models import PollerList

router = APIRouter(tags=["pollers"])


@router.get("/pollers", response_model=PollerList, operation_id="listPollers")
async def list_pollers(desk: AtDesk) -> Response:
    """Say how the pollers are doing, and in `problems` what is wrong with them."""
    return fresh(to_pollers(desk.live, await count_outbox(desk)))


async def count_outbox(desk: Desk) -> dict[str, int] | None:
    """Return the notifications in each state, None where they cannot be read.

    How the pollers are doing is asked most while the database is not well.
    """
    try:
        counts = await desk.live.outbox.counts()
    except (SQLAlchemyError, OSError):
        return None
    return {state.value: count for state, count in counts.items()}
