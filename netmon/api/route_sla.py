"""Statements of the month: read, frozen, corrected and made final."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from netmon.access.policy import NATION
from netmon.api import sla_models as models
from netmon.api.desk import AtDesk, Desk
from netmon.api.encoding import fresh, tagged
from netmon.api.links_page import Order, page_of
from netmon.api.paging import add_link
from netmon.api.rights import AtCaller
from netmon.api.sla_models import (
    CorrectionWish,
    FinalWish,
    MonthText,
    SitesQuery,
    StatementQuery,
)
from netmon.core.months import Month
from netmon.sla.statement import SiteLine
from netmon.sla.statements.canonical import dump, line_to_json, summary_to_json
from netmon.sla.statements.versions_json import month_to_json, version_to_json

if TYPE_CHECKING:
    from netmon.sla.statement import Statement

router = APIRouter(prefix="/sla", tags=["sla"])

_PRIVATE = "private, no-cache"
_LINES: Order[SiteLine] = Order(lambda one: (one.figures.code,), 1)


@router.get("/months", response_model=models.MonthList, operation_id="listSlaMonths")
async def list_months(desk: AtDesk, caller: AtCaller) -> Response:
    """List the months that were observed or frozen, newest first.

    Why a version was corrected is told to who may see the nation.
    """
    found = await desk.live.sla.months()
    tells_why = caller.scope.covers(NATION)
    rows = [month_to_json(each, tells_why=tells_why) for each in found]
    return fresh({"items": rows})


@router.get(
    "/statements/{month}",
    response_model=models.StatementShape,
    operation_id="getStatement",
)
async def get_statement(
    request: Request,
    desk: AtDesk,
    month: MonthText,
    query: Annotated[StatementQuery, Query()],
) -> Response:
    """Return a month's statement without its sites; a draft until it is frozen."""
    wanted = Month.parse(month)
    found = await _read(desk, wanted, query)
    body = await asyncio.to_thread(lambda: dump(summary_to_json(found)))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return tagged(request, tag, body, cache=_PRIVATE)


@router.get(
    "/statements/{month}/sites",
    response_model=models.LinePage,
    operation_id="listStatementSites",
)
async def list_sites(
    request: Request,
    desk: AtDesk,
    month: MonthText,
    query: Annotated[SitesQuery, Query()],
) -> Response:
    """List what a statement says of its sites, by code."""
    found = await _read(desk, Month.parse(month), query)
    lines = (
        line
        for line in found.sites
        if query.province in (None, line.province)
        and query.verdict in (None, line.figures.verdict)
    )
    page, cursor = page_of(lines, _LINES, query.limit, query.cursor)
    items = [line_to_json(each) for each in page]
    return add_link(request, fresh({"items": items, "next": cursor}), cursor)


@router.post(
    "/statements/{month}/freeze",
    response_model=models.VersionShape,
    operation_id="freezeStatement",
    status_code=201,
)
async def freeze_statement(
    desk: AtDesk, caller: AtCaller, month: MonthText
) -> Response:
    """Freeze a month: its first version."""
    made = await desk.live.sla.freeze(Month.parse(month), caller.name)
    return fresh(version_to_json(made), 201)


@router.post(
    "/statements/{month}/correction",
    response_model=models.VersionShape,
    operation_id="correctStatement",
    status_code=201,
)
async def correct_statement(
    desk: AtDesk, caller: AtCaller, month: MonthText, wish: CorrectionWish
) -> Response:
    """Add a version by what is known and ruled now; it says what changed."""
    made = await desk.live.sla.correct(Month.parse(month), wish.why, caller.name)
    return fresh(version_to_json(made), 201)


@router.post(
    "/statements/{month}/final",
    response_model=models.VersionShape,
    operation_id="finaliseStatement",
)
async def finalise_statement(
    desk: AtDesk, caller: AtCaller, month: MonthText, wish: FinalWish
) -> Response:
    """Make the newest version of a month final."""
    sla = desk.live.sla
    made = await sla.finalise(Month.parse(month), caller.name, wish.version)
    return fresh(version_to_json(made))


async def _read(desk: Desk, month: Month, query: StatementQuery) -> Statement:
    return await desk.live.sla.statement(month, query.version, query.contract)
