"""Outages: a page of them, and one with its evidence."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from netmon.api import models
from netmon.api.cursor import read_moment_cursor, to_cursor
from netmon.api.desk import AtDesk, Desk
from netmon.api.encoding import fresh
from netmon.api.paging import add_link
from netmon.api.queries import OutagesQuery
from netmon.api.rows import to_outage_detail, to_outage_row
from netmon.core.errors import NotFound
from netmon.core.model import SiteCode
from netmon.status.history import OutageFilter

router = APIRouter(tags=["outages"])

LONGEST_OUTAGE_ID = 96


@router.get("/outages", response_model=models.OutagePage, operation_id="listOutages")
async def list_outages(
    request: Request, desk: AtDesk, query: Annotated[OutagesQuery, Query()]
) -> Response:
    """List outages, newest first, without their evidence."""
    which = _to_filter(query, desk)
    before = read_moment_cursor(query.cursor) if query.cursor else None
    history = desk.live.history
    found = await history.outages(which, limit=query.limit + 1, before=before)
    page = found[: query.limit]
    cursor = None
    if len(found) > query.limit:
        cursor = to_cursor(page[-1].started_at.isoformat(), page[-1].id)
    now = desk.live.clock.now()
    rows = [to_outage_row(each, desk.fleet, now) for each in page]
    return add_link(request, fresh({"items": rows, "next": cursor}), cursor)


@router.get(
    "/outages/{outage_id}",
    response_model=models.OutageDetail,
    operation_id="getOutage",
)
async def get_outage(outage_id: str, desk: AtDesk) -> Response:
    """Return one outage with every look that shows it."""
    # A database refuses what no id holds, as NUL; it is not asked.
    is_possible = outage_id.isprintable() and len(outage_id) <= LONGEST_OUTAGE_ID
    outage = await desk.live.history.outage(outage_id) if is_possible else None
    if outage is None:
        raise NotFound("outage", outage_id[:LONGEST_OUTAGE_ID])
    return fresh(to_outage_detail(outage, desk.fleet, desk.live.clock.now()))


def _to_filter(query: OutagesQuery, desk: Desk) -> OutageFilter:
    wish = query.to_wish(desk.fleet)
    sites = None if query.is_everywhere else desk.fleet.codes(wish, desk.letters)
    if query.site is not None:
        is_wanted = sites is None or query.site in sites
        sites = [SiteCode(query.site)] if is_wanted else []
    return OutageFilter(
        sites=sites,
        service=query.service,
        is_open=query.open,
        since=query.since,
        until=query.until,
    )
