"""A month's statement as a file to keep: JSON, CSV, XLSX or PDF."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import FileResponse, Response

from netmon.api.desk import AtDesk, Desk
from netmon.api.encoding import is_known, not_modified
from netmon.api.problems import Problem
from netmon.api.sla_models import MonthText, StatementQuery
from netmon.core.errors import NotFound
from netmon.core.months import Month
from netmon.reports.formats import MEDIA_TYPES, Format, to_file_name
from netmon.reports.kept_file import Order
from netmon.reports.press import PressBusy, to_key, to_sha256
from netmon.reports.typeset_apart import ReportFailed
from netmon.reports.words import Language
from netmon.sla.statements.kept import read_summary

if TYPE_CHECKING:
    from pathlib import Path

router = APIRouter(prefix="/sla", tags=["sla"])

_T = TypeVar("_T")
_PRIVATE = "private, no-cache"
_LATER = ("Retry-After", "60")
_LOOK_S = 0.5
"""How long a child may work on for a caller who has gone."""
_FILE = {name: {"schema": {"type": "string", "format": "binary"}} for name in Format}


class FileQuery(StatementQuery):
    """Which file of a month."""

    language: Language = Field("th", description="Of XLSX and PDF")


@router.get(
    "/statements/{month}/files/{form}",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPES[form]: _FILE[form] for form in Format}}},
    operation_id="getStatementFile",
)
async def get_file(
    request: Request,
    desk: AtDesk,
    month: MonthText,
    form: Format,
    query: Annotated[FileQuery, Query()],
) -> Response:
    """Return a statement as a file; CSV comes as a ZIP of its folder.

    The first call may take half a minute; the file is kept for those after it.
    """
    wanted = Month.parse(month)
    label, order = await _find(desk, wanted, form, query)
    tag = f'"{to_key(order)[:32]}"'
    if is_known(request, tag):
        return not_modified(tag, _PRIVATE)
    path = await while_connected(request, _press(desk, order))
    name = to_file_name((wanted, label, query.contract), form, query.language)
    return FileResponse(
        path,
        media_type=MEDIA_TYPES[form],
        filename=f"{name}.zip" if form is Format.CSV else name,
        headers={
            "ETag": tag,
            "Cache-Control": _PRIVATE,
            "Repr-Digest": _to_digest_field(to_sha256(path)),
        },
    )


def _to_digest_field(sha256: str) -> str:
    """Return the SHA-256 of a file as RFC 9530, 3, writes it."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


async def _find(
    desk: Desk, month: Month, form: Format, query: FileQuery
) -> tuple[str, Order]:
    """Return the version's label, and the order for its file."""
    found, kept = await desk.live.sla.reader.kept(month, query.version)
    summary = await asyncio.to_thread(read_summary, kept.summary)
    contracts = {group.key for group in summary.contracts}
    if query.contract is not None and query.contract not in contracts:
        raise NotFound("contract", query.contract)
    final_at = found.final_at if found else None
    order = Order(kept, final_at, form, query.language, query.contract)
    return summary.head.label, order


async def _press(desk: Desk, order: Order) -> Path:
    press = desk.live.statement_files
    if press is None:
        raise Problem(404, "this service makes no files of statements")
    try:
        return await press.file(order)
    except PressBusy as error:
        raise Problem(503, str(error), headers=[_LATER]) from None
    except ReportFailed as error:
        raise Problem(500, str(error)) from None


async def while_connected(request: Request, work: Coroutine[Any, Any, _T]) -> _T:
    """Return what `work` returns; it is cancelled once its caller has gone."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait([task], timeout=_LOOK_S))[0]:
            if await request.is_disconnected():
                raise Problem(503, "the caller has gone")
        return task.result()
    finally:
        task.cancel()
