"""Maintenance windows: who works where and when, so that nobody is alarmed by it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from netmon.api import maintenance_models as models
from netmon.api.cursor import read_place, to_cursor
from netmon.api.desk import AtDesk, Desk
from netmon.api.encoding import fresh
from netmon.api.maintenance_models import MaintenanceQuery, MaintenanceWish
from netmon.api.paging import add_link
from netmon.api.rights import AtCaller

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import SiteCode
    from netmon.status.maintenance import Span, Window

router = APIRouter(tags=["maintenance"])

BATCH = 200
WindowId = Annotated[int, Path(ge=1, lt=2**63)]


@router.get(
    "/maintenance",
    response_model=models.MaintenancePage,
    operation_id="listMaintenance",
)
async def list_maintenance(
    request: Request, desk: AtDesk, query: Annotated[MaintenanceQuery, Query()]
) -> Response:
    """List maintenance windows, the newest declared first."""
    before = read_place(query.cursor) if query.cursor else None
    page: list[Window] = []
    cursor = None
    async for window in _windows(desk, before):
        if not _is_wanted(desk, window, query):
            continue
        if len(page) == query.limit:
            cursor = to_cursor(str(page[-1].id))
            break
        page.append(window)
    unmonitored = desk.live.board.unmonitored()
    rows = [to_row(desk, each, unmonitored) for each in page]
    return add_link(request, fresh({"items": rows, "next": cursor}), cursor)


@router.post(
    "/maintenance",
    response_model=models.PlannedRow,
    operation_id="planMaintenance",
    status_code=201,
)
async def plan_maintenance(
    desk: AtDesk, caller: AtCaller, wish: MaintenanceWish
) -> Response:
    """Declare a window. Time that has passed cannot be declared."""
    now = desk.live.clock.now()
    window = await desk.live.maintenance.plan(wish.to_plan(now), caller.name)
    overlapping = desk.live.maintenance.calendar.overlapping(window, now)
    answer = fresh(to_row(desk, window) | {"overlaps": overlapping})
    answer.status_code = 201
    return answer


@router.get(
    "/maintenance/{window_id}",
    response_model=models.MaintenanceRow,
    operation_id="getMaintenance",
)
async def get_maintenance(window_id: WindowId, desk: AtDesk) -> Response:
    """Return one window."""
    return fresh(to_row(desk, await desk.live.maintenance.store.get(window_id)))


@router.post(
    "/maintenance/{window_id}/cancel",
    response_model=models.MaintenanceRow,
    operation_id="cancelMaintenance",
)
async def cancel_maintenance(
    window_id: WindowId, desk: AtDesk, caller: AtCaller
) -> Response:
    """Let a window hold no longer. What was before stays as it was."""
    window = await desk.live.maintenance.cancel(window_id, caller.name)
    return fresh(to_row(desk, window))


def to_row(
    desk: Desk, window: Window, unmonitored: frozenset[SiteCode] | None = None
) -> dict[str, Any]:
    """Return a window as the API shows it.

    Args:
        desk: Who answers.
        window: Which.
        unmonitored: As the board tells it, where it has been asked already.
    """
    if unmonitored is None:
        unmonitored = desk.live.board.unmonitored()
    sites = desk.live.maintenance.calendar.reach(window)
    plan, now = window.plan, desk.live.clock.now()
    span = window.next(now)
    return {
        "id": window.id,
        "reach": plan.reach.value,
        "subject": plan.subject,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "weekdays": plan.weekdays,
        "last_day": plan.last_day,
        "reason": plan.reason,
        "phase": window.phase(now).value,
        "next": to_span(span),
        "site_count": len(sites),
        "unmonitored_count": len(sites & unmonitored),
        "planned_at": window.planned_at,
        "planned_by": window.planned_by,
        "cancelled_at": window.cancelled_at,
        "cancelled_by": window.cancelled_by,
    }


def to_span(span: Span | None) -> dict[str, datetime] | None:
    """Return one time a window holds as the API shows it."""
    return {"starts_at": span.start, "ends_at": span.end} if span else None


async def _windows(desk: Desk, before: int | None) -> AsyncIterator[Window]:
    store = desk.live.maintenance.store
    while batch := await store.page(BATCH, before):
        for window in batch:
            yield window
        before = batch[-1].id


def _is_wanted(desk: Desk, window: Window, query: MaintenanceQuery) -> bool:
    if not query.all and window.next(desk.live.clock.now()) is None:
        return False
    return is_about(desk, window, query)


def is_about(desk: Desk, window: Window, query: MaintenanceQuery) -> bool:
    """Return whether a window is about what a query names, a site of it at least."""
    if query.site is None and query.province is None and query.contract is None:
        return True
    sites = desk.fleet.register.sites
    return any(
        (query.site in (None, code))
        and (query.province in (None, sites[code].province))
        and (query.contract in (None, sites[code].contract))
        for code in desk.live.maintenance.calendar.reach(window)
        if code in sites
    )
