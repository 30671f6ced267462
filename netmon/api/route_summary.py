"""GET /summary."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from netmon.api import models
from netmon.api.desk import AtDesk
from netmon.api.encoding import is_known, not_modified, tagged

router = APIRouter(tags=["summary"])


@router.get("/summary", response_model=models.Summary, operation_id="getSummary")
async def get_summary(request: Request, desk: AtDesk) -> Response:
    """Count the sites per state, in the nation and in every province."""
    tag = desk.summary.tag
    if is_known(request, tag):
        return not_modified(tag)
    return tagged(request, tag, desk.summary.press())
