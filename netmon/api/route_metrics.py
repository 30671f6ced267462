"""GET /metrics, for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from netmon.api.desk import AtDesk, Desk
from netmon.api.metrics import Counted, LiveMetrics
from netmon.api.route_pollers import count_outbox

router = APIRouter(tags=["metrics"])


@router.get("/metrics", operation_id="getMetrics", response_class=Response)
async def get_metrics(desk: AtDesk) -> Response:
    """Return sites per state and how the poller is doing, in Prometheus' text form."""
    registry = CollectorRegistry()
    counted = Counted(await count_outbox(desk), await _count_incidents(desk))
    registry.register(LiveMetrics(desk.live, counted))
    headers = {"Cache-Control": "no-store"}
    return Response(
        generate_latest(registry), headers=headers, media_type=CONTENT_TYPE_LATEST
    )


async def _count_incidents(desk: Desk) -> int | None:
    """Return how many go on, None where that cannot be read."""
    try:
        return await desk.live.incidents.open_count()
    except (SQLAlchemyError, OSError):
        return None
