"""GET /events."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from netmon.api.desk import AtDesk
from netmon.api.problems import Problem
from netmon.api.stream import MOST_LISTENERS, EventStream, events, read_last_id

router = APIRouter(tags=["events"])

_EXAMPLE = (
    "id: 4711\n"
    "event: transition\n"
    'data: {"id":4711,"site":"PI-50-00001","province":"50","service":"link",'
    '"before":"up","after":"down","at":"2026-11-20T08:00:00Z",'
    '"decided_at":"2026-11-20T08:00:07Z","reason":"timeout",'
    '"outage":"PI-50-00001-link-20261120T080000.000000Z","state":"down"}\n\n'
)


@router.get(
    "/events",
    operation_id="streamEvents",
    response_class=Response,
    responses={
        200: {
            "description": "A stream of `transition` events",
            "content": {"text/event-stream": {"example": _EXAMPLE}},
        }
    },
)
async def stream_events(
    request: Request,
    desk: AtDesk,
    last_event_id: Annotated[
        str | None, Header(description="Resume after this event", examples=["4711"])
    ] = None,
) -> Response:
    """Send every change of state as it is recorded, as server-sent events.

    An interrupted client resumes with Last-Event-ID without gap or duplicate. The
    event `reset` says that the id is not of this journal: read everything anew.
    """
    last_id = read_last_id(last_event_id)
    if desk.live.hub.listener_count >= MOST_LISTENERS:
        detail = f"{MOST_LISTENERS} listeners are served already"
        raise Problem(503, detail, headers=[("Retry-After", "10")])
    return EventStream(events(desk, last_id, request.state.holds))
