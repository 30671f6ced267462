"""GET /pollers."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from netmon.api.desk import AtDesk
from netmon.api.encoding import fresh
from netmon.api.poller_facts import to_pollers
from netmon.api.poller_models import PollerList

router = APIRouter(tags=["pollers"])


@router.get("/pollers", response_model=PollerList, operation_id="listPollers")
async def list_pollers(desk: AtDesk) -> Response:
    """Say how the pollers are doing, and in `problems` what is wrong with them."""
    return fresh(to_pollers(desk.live))
