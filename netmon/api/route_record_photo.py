"""The photograph of a product: one, without anything but its pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from inventory.records.catalogue import PRODUCT
from inventory.records.photo_desk import PhotoRefused, PhotosBusy
from inventory.records.photo_store import MEDIA_TYPE
from netmon.access.audit import Deed
from netmon.api.desk import AtDesk, Desk
from netmon.api.encoding import fresh, tagged
from netmon.api.problems import Place, Problem
from netmon.api.record_models import PhotoKept
from netmon.api.rights import AtCaller

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncConnection

    from inventory.records.store import Witness
    from netmon.access.policy import Principal

router = APIRouter(tags=["records"])

PATH = f"/{PRODUCT.path}/{{code}}/photo"
TAKEN = ("image/jpeg", "image/png", "image/webp")
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            name: {"schema": {"type": "string", "format": "binary"}} for name in TAKEN
        },
    }
}
_LATER = ("Retry-After", "60")
_PRIVATE = "private, no-cache"


@router.get(
    PATH,
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}},
    operation_id="getProductPhoto",
)
async def get_photo(request: Request, code: str, desk: AtDesk) -> Response:
    """Return the photograph as JPEG."""
    await desk.live.records.get(PRODUCT, code)
    photo = await desk.live.photos.get(code)
    tag = f'"{photo.sha256}"'
    return tagged(request, tag, photo.image, MEDIA_TYPE, cache=_PRIVATE)


@router.put(
    PATH,
    response_model=PhotoKept,
    openapi_extra=_BODY,
    operation_id="putProductPhoto",
)
async def put_photo(
    request: Request, code: str, desk: AtDesk, caller: AtCaller
) -> Response:
    """Keep a photograph of the product, at most 5 MB of JPEG, PNG or WebP.

    It is made upright, at most 1,600 pixels long, and JPEG; where, when and with what
    it was taken is not kept.
    """
    _require_picture(request)
    await desk.live.records.get(PRODUCT, code)
    try:
        image = await desk.photographs.make(request.body)
    except PhotosBusy as error:
        raise Problem(503, str(error), headers=[_LATER]) from None
    except PhotoRefused as error:
        place = Place("body", str(error), error.message_th)
        raise Problem(422, f"body: {error}", places=[place]) from None
    witness = _witness(desk, caller, "photo", code, {"bytes": len(image)})
    photo = await desk.live.photos.put(code, image, witness)
    return fresh({"sha256": photo.sha256, "size_bytes": len(photo.image)})


@router.delete(PATH, status_code=204, operation_id="deleteProductPhoto")
async def delete_photo(code: str, desk: AtDesk, caller: AtCaller) -> Response:
    """Take the photograph away."""
    await desk.live.records.get(PRODUCT, code)
    witness = _witness(desk, caller, "photo_delete", code, {})
    await desk.live.photos.delete(code, witness)
    return Response(status_code=204)


def _require_picture(request: Request) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in TAKEN:
        detail = f"Content-Type: expected one of {', '.join(TAKEN)}"
        raise Problem(415, detail)


def _witness(
    desk: Desk, caller: Principal, deed: str, code: str, detail: dict[str, Any]
) -> Witness:
    row = Deed(caller.name, f"record.{deed}", f"product:{code}", detail)

    async def write(connection: AsyncConnection) -> None:
        await desk.live.audit.add(connection, row)

    return write
