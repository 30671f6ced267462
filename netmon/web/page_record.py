"""Forms for the records people keep by hand, each with the record's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from inventory.records.catalogue import PRODUCT, SHOP
from inventory.records.record import Stale, StillNamed
from netmon.api import record_desk
from netmon.api.desk import AtDesk, Desk
from netmon.api.rights import AtCaller
from netmon.core.errors import NotFound
from netmon.web.form import read_form
from netmon.web.product_photo import to_photo_view
from netmon.web.record_form import to_shown
from netmon.web.record_home import find_home, to_record_url
from netmon.web.record_saving import Draft, Outcome, save
from netmon.web.record_sheet import (
    Sheet,
    open_gone,
    open_new,
    open_record,
    read_version,
    to_draft,
)
from netmon.web.record_view import to_record_view
from netmon.web.render import AtReader, Reader
from netmon.web.shop_view import to_shop_view

if TYPE_CHECKING:
    from inventory.records.record import Record

router = APIRouter(include_in_schema=False)

NEW = "/record/{kind}/new/{code}"
ONE = "/record/{kind}/{code}"
MOST_FIELDS = 20
SAID = ("saved", "deleted")
"""What a page may say of the form that led to it."""


@router.get(NEW)
async def get_new(kind: str, code: str, desk: AtDesk, reader: AtReader) -> Response:
    """Show an empty form."""
    return await _render(desk, reader, await open_new(desk, reader, kind, code))


@router.post(NEW)
async def make(
    kind: str,
    code: str,
    request: Request,
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
) -> Response:
    """Make a record of what the form says, or show what is wrong with it."""
    sheet = await open_new(desk, reader, kind, code)
    draft = to_draft(sheet, reader, await read_form(request, MOST_FIELDS))
    outcome = await save(desk, reader.texts, draft, caller)
    if outcome.saved is not None:
        return await _go_on(desk, reader, sheet, outcome.saved)
    return await _render(desk, reader, sheet, draft, outcome=outcome)


@router.get(ONE)
async def get_record(
    kind: str, code: str, desk: AtDesk, reader: AtReader, said: str = ""
) -> Response:
    """Show a record to whoever keeps it."""
    sheet = await open_record(desk, reader, kind, code)
    return await _render(desk, reader, sheet, said=said if said in SAID else "")


@router.post(ONE)
async def change(
    kind: str,
    code: str,
    request: Request,
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
) -> Response:
    """Change a record to what the form says, or show what is wrong with it."""
    try:
        sheet = await open_record(desk, reader, kind, code)
    except NotFound:
        return await _offer_anew(kind, code, request, desk, reader)
    draft = to_draft(sheet, reader, await read_form(request, MOST_FIELDS))
    outcome = await save(desk, reader.texts, draft, caller)
    if outcome.saved is not None:
        return await _go_on(desk, reader, sheet, outcome.saved)
    if outcome.is_stale:  # show it as it is by now
        sheet = await open_record(desk, reader, kind, code)
    return await _render(desk, reader, sheet, draft, outcome=outcome)


async def _offer_anew(
    kind: str, code: str, request: Request, desk: Desk, reader: Reader
) -> Response:
    """Show what somebody wrote of a record that was deleted meanwhile."""
    sheet = await open_gone(desk, reader, kind, code)
    posted = await read_form(request, MOST_FIELDS)
    # A form of a new record has fields that one of an old record lacks.
    draft = to_draft(sheet, reader, to_shown(sheet.columns, sheet.values) | posted)
    gone = Outcome(refusal=reader.texts("form.gone"))
    return await _render(desk, reader, sheet, draft, outcome=gone)


@router.post(f"{ONE}/delete")
async def delete(
    kind: str,
    code: str,
    request: Request,
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
) -> Response:
    """Delete a record that was made by hand, or say why it cannot be."""
    sheet = await open_record(desk, reader, kind, code)
    posted = await read_form(request, MOST_FIELDS)
    if not sheet.plan.is_made or "sure" not in posted:
        return await _render(desk, reader, sheet)
    version = read_version(posted)
    try:
        await record_desk.delete_record(desk, caller, sheet.plan.kind, code, version)
    except Stale:
        outcome = Outcome(is_stale=True)
        return await _render(desk, reader, sheet, outcome=outcome)
    except StillNamed:
        words = reader.texts("form.still_named")
        return await _render(desk, reader, sheet, outcome=Outcome(refusal=words))
    home = await find_home(desk, reader.texts, sheet.plan, sheet.values)
    return RedirectResponse(f"{home.url}?said=deleted", status_code=303)


async def _go_on(desk: Desk, reader: Reader, sheet: Sheet, saved: Record) -> Response:
    """Return the way to where what was saved is seen."""
    url = (await find_home(desk, reader.texts, sheet.plan, saved.values)).url
    if sheet.plan.kind is PRODUCT and sheet.record is None:
        url = to_record_url(PRODUCT.name, saved.code)  # its photo comes next
    return RedirectResponse(f"{url}?said=saved", status_code=303)


async def _render(
    desk: Desk,
    reader: Reader,
    sheet: Sheet,
    draft: Draft | None = None,
    *,
    outcome: Outcome | None = None,
    said: str = "",
) -> Response:
    view = await to_record_view(desk, reader, sheet, draft, outcome)
    if sheet.record is not None and sheet.plan.kind is SHOP:
        view |= await to_shop_view(desk, reader, sheet.record.code)
    if sheet.record is not None and sheet.plan.kind is PRODUCT:
        view |= await to_photo_view(desk, sheet.record.code)
    return reader.render("record.html", _to_status(outcome), said=said, **view)


def _to_status(outcome: Outcome | None) -> int:
    """Return 409 where the record is in the way, 400 where the form is wrong."""
    if outcome is None:
        return 200
    is_in_way = outcome.is_stale or outcome.is_taken or outcome.refusal
    return 409 if is_in_way else 400
