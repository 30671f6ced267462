"""The wall: the nation on one screen."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from netmon.api.desk import AtDesk, Desk
from netmon.status.causes import Cause
from netmon.status.guard import Sight
from netmon.status.incident_records import IncidentFilter
from netmon.web.day import midnight
from netmon.web.fleet_data import AtPositions
from netmon.web.incident_words import MOST_QUIET, to_entry
from netmon.web.page_poller import to_poller
from netmon.web.render import AtReader, Reader
from netmon.web.tiles import to_tiles
from netmon.web.today import to_view

router = APIRouter(include_in_schema=False)

QUIET = IncidentFilter(is_open=True, cause=Cause.SWITCHED_OFF)
GRAVEST_COUNT = 14
"""Incidents on the wall: open ones, and where there is room those over today."""


@router.get("/")
async def get_wall(desk: AtDesk, reader: AtReader, positions: AtPositions) -> Response:
    """Show the wall."""
    board = desk.live.board
    incidents = await _gravest(desk, reader)
    return reader.render(
        "wall.html",
        counts=board.counts,
        tiles=to_tiles(board, reader.texts),
        positions=positions,
        **incidents,
        **_sight(desk, incidents),
        **await to_poller(desk, reader),
        **await to_view(desk, reader),
    )


@router.get("/web/incidents")
async def get_gravest_incidents(desk: AtDesk, reader: AtReader) -> Response:
    """Return the wall's list of incidents, to be put in its place."""
    return reader.render("_incidents.html", **await _gravest(desk, reader))


@router.get("/web/sight")
async def get_sight(desk: AtDesk, reader: AtReader) -> Response:
    """Return the banner of a blind poller, empty while it sees."""
    incidents = await _gravest(desk, reader)
    return reader.render("_sight.html", **_sight(desk, incidents))


@router.get("/web/today")
async def get_today(desk: AtDesk, reader: AtReader) -> Response:
    """Return the history of today, to be put in its place."""
    return reader.render("_today.html", **await to_view(desk, reader))


@router.get("/web/poller")
async def get_poller_line(desk: AtDesk, reader: AtReader) -> Response:
    """Return the lines on the poller, to be put in their place."""
    return reader.render("_poller.html", **await to_poller(desk, reader))


async def _gravest(desk: Desk, reader: Reader) -> dict[str, Any]:
    incidents = desk.live.incidents
    found = await incidents.gravest(GRAVEST_COUNT)
    is_many = await incidents.count(QUIET) > MOST_QUIET
    if is_many:
        found = [each for each in found if each.finding.cause is not QUIET.cause]
    room = GRAVEST_COUNT - len(found)
    if room:
        over = IncidentFilter(is_open=False, since=midnight(reader.now))
        found += await incidents.incidents(over, limit=room)
    return {
        "incidents": [await to_entry(desk, reader.texts, each) for each in found],
        "incident_count": await incidents.open_count(),
        "quiet_count": await incidents.count_down(Cause.SWITCHED_OFF) if is_many else 0,
    }


def _sight(desk: Desk, shown: dict[str, Any]) -> dict[str, Any]:
    """Return since when nothing is known, and the incident that says why."""
    ours = [each for each in shown["incidents"] if each.is_ours and each.is_open]
    is_blind = desk.live.engine.guard.sight is Sight.BLIND
    return {"is_blind": is_blind or bool(ours), "blindness": ours[0] if ours else None}
