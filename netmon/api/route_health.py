"""GET /healthz and /readyz, for whoever starts and balances processes."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from netmon.api import models
from netmon.api.desk import AtDesk
from netmon.api.encoding import fresh
from netmon.api.problems import Problem

router = APIRouter(tags=["health"])


@router.get("/healthz", response_model=models.Health, operation_id="getHealth")
async def get_health() -> Response:
    """Answer while the process does."""
    return fresh({"status": "ok"})


@router.get("/readyz", response_model=models.Health, operation_id="getReadiness")
async def get_readiness(desk: AtDesk) -> Response:
    """Answer 200 once every site has been looked at, 503 before."""
    if not desk.live.is_ready():
        detail = "not every site has been looked at yet, or the journal is not writable"
        raise Problem(503, detail, headers=[("Retry-After", "5")])
    return fresh({"status": "ok"})
