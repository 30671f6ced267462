"""GET /metrics, for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.responses import Response

from netmon.api.desk import AtDesk
from netmon.api.metrics import LiveMetrics

router = APIRouter(tags=["metrics"])


@router.get("/metrics", operation_id="getMetrics", response_class=Response)
async def get_metrics(desk: AtDesk) -> Response:
    """Return sites per state and how the poller is doing, in Prometheus' text form."""
    registry = CollectorRegistry()
    registry.register(LiveMetrics(desk.live))
    headers = {"Cache-Control": "no-store"}
    return Response(
        generate_latest(registry), headers=headers, media_type=CONTENT_TYPE_LATEST
    )
