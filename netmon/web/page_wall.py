"""The wall: the nation on one screen."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from netmon.api.desk import AtDesk, Desk
from netmon.api.poller_facts import find_problems
from netmon.status.history import Outage, OutageFilter
from netmon.web.fleet_data import AtPositions
from netmon.web.render import AtReader, Reader
from netmon.web.texts import Language
from netmon.web.tiles import to_name, to_tiles

router = APIRouter(include_in_schema=False)

NEWEST_COUNT = 14
"""Outages on the wall; the rest is a link away."""


@router.get("/")
async def get_wall(desk: AtDesk, reader: AtReader, positions: AtPositions) -> Response:
    """Show the wall."""
    board = desk.live.board
    return reader.render(
        "wall.html",
        counts=board.counts,
        tiles=to_tiles(board, reader.texts),
        positions=positions,
        outages=await _newest(desk, reader),
        **_poller(desk, reader),
    )


@router.get("/web/outages")
async def get_newest_outages(desk: AtDesk, reader: AtReader) -> Response:
    """Return the wall's list of outages, to be put in its place."""
    return reader.render("_outages.html", outages=await _newest(desk, reader))


@router.get("/web/poller")
async def get_poller_line(desk: AtDesk, reader: AtReader) -> Response:
    """Return the line on the poller, to be put in its place."""
    return reader.render("_poller.html", **_poller(desk, reader))


async def _newest(desk: Desk, reader: Reader) -> list[dict[str, Any]]:
    which = OutageFilter(is_open=True)
    found = await desk.live.history.outages(which, limit=NEWEST_COUNT)
    return [_to_entry(desk, reader, outage) for outage in found]


def _to_entry(desk: Desk, reader: Reader, outage: Outage) -> dict[str, Any]:
    facts = desk.fleet.get(outage.site)
    if facts is None:  # it has left the register
        return {"outage": outage, "name": outage.site, "place": ""}
    is_thai = reader.texts.language is Language.THAI
    province = desk.fleet.register.provinces[facts.site.province]
    return {
        "outage": outage,
        "name": facts.site.name_th if is_thai else facts.site.name_en,
        "place": to_name(province, reader.texts),
    }


def _poller(desk: Desk, reader: Reader) -> dict[str, Any]:
    view = desk.live.poller()
    return {
        "poller": view,
        "problems": find_problems(view, reader.now),
        "is_ready": desk.live.is_ready(),
    }
