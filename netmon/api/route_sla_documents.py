"""Documents attached to requests and objections: kept as they came, never opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from netmon.api import sla_claim_models as models
from netmon.api.desk import AtDesk
from netmon.api.encoding import fresh, tagged
from netmon.api.problems import Problem
from netmon.api.rights import AtCaller
from netmon.api.route_sla_exclusions import ONE as EXCLUSION
from netmon.api.route_sla_exclusions import ExclusionId
from netmon.api.route_sla_objections import ONE as OBJECTION
from netmon.api.route_sla_objections import ObjectionId
from netmon.api.sla_claim_rows import to_document_row
from netmon.sla.claims.documents import TAKEN, Attached, Sent, accept

if TYPE_CHECKING:
    from typing import Any

router = APIRouter(tags=["sla"])

Name = Annotated[
    str, Query(max_length=255, description="What its sender calls it; cleaned")
]
_FILE: dict[str, Any] = {
    name: {"schema": {"type": "string", "format": "binary"}} for name in TAKEN
}
_BODY = {"requestBody": {"required": True, "content": _FILE}}
_PRIVATE = "private, no-cache"
_INERT = "sandbox; default-src 'none'"
"""A browser that opens it all the same runs nothing in it."""


@router.put(
    f"{EXCLUSION}/document",
    response_model=models.DocumentShape,
    openapi_extra=_BODY,
    operation_id="attachToExclusion",
)
async def attach_to_exclusion(
    request: Request,
    exclusion_id: ExclusionId,
    desk: AtDesk,
    caller: AtCaller,
    name: Name = "",
) -> Response:
    """Attach PDF, JPEG or PNG of at most 5 MB: once, by who asked, until decided."""
    sent = await _receive(request, name)
    store = desk.live.sla.exclusions
    kept = await store.attach(exclusion_id, sent, caller.name)
    return fresh(to_document_row(kept.document))


@router.get(
    f"{EXCLUSION}/document",
    response_class=Response,
    responses={200: {"content": _FILE}},
    operation_id="getDocumentOfExclusion",
)
async def get_of_exclusion(
    request: Request, exclusion_id: ExclusionId, desk: AtDesk
) -> Response:
    """Return what is attached to a request, as a file to keep."""
    return _hand_out(request, *await desk.live.sla.exclusions.document(exclusion_id))


@router.put(
    f"{OBJECTION}/document",
    response_model=models.DocumentShape,
    openapi_extra=_BODY,
    operation_id="attachToObjection",
)
async def attach_to_objection(
    request: Request,
    objection_id: ObjectionId,
    desk: AtDesk,
    caller: AtCaller,
    name: Name = "",
) -> Response:
    """Attach PDF, JPEG or PNG of at most 5 MB: once, by who objected, while open."""
    sent = await _receive(request, name)
    store = desk.live.sla.objections
    kept = await store.attach(objection_id, sent, caller.name)
    return fresh(to_document_row(kept.document))


@router.get(
    f"{OBJECTION}/document",
    response_class=Response,
    responses={200: {"content": _FILE}},
    operation_id="getDocumentOfObjection",
)
async def get_of_objection(
    request: Request, objection_id: ObjectionId, desk: AtDesk
) -> Response:
    """Return what is attached to an objection, as a file to keep."""
    return _hand_out(request, *await desk.live.sla.objections.document(objection_id))


async def _receive(request: Request, name: str) -> Sent:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in TAKEN:
        detail = f"Content-Type: expected one of {', '.join(TAKEN)}"
        raise Problem(415, detail)
    return accept(name, await request.body())


def _hand_out(request: Request, document: Attached, body: bytes) -> Response:
    answer = tagged(
        request, f'"{document.sha256}"', body, document.media_type, cache=_PRIVATE
    )
    # RFC 6266, 5: both forms; the plain one for readers that know no other.
    ending = document.name.rpartition(".")[2]
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="document.{ending}"; '
        f"filename*=UTF-8''{quote(document.name, safe='')}"
    )
    answer.headers["Content-Security-Policy"] = _INERT
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Vary"] = "Authorization, Cookie"
    return answer
