"""GET /provinces."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from netmon.api import models
from netmon.api.desk import AtDesk
from netmon.api.encoding import is_known, not_modified, tagged, to_json_bytes
from netmon.api.summary import to_counts

router = APIRouter(tags=["provinces"])


@router.get(
    "/provinces", response_model=models.ProvinceList, operation_id="listProvinces"
)
async def list_provinces(request: Request, desk: AtDesk) -> Response:
    """List the 77 provinces with their places on the maps and their counts."""
    board = desk.live.board
    tag = f'"{board.version}"'
    if is_known(request, tag):
        return not_modified(tag)
    items = [
        {
            "code": each.code,
            "iso": each.iso,
            "name_th": each.name_th,
            "name_en": each.name_en,
            "region": each.region,
            "lat": each.lat,
            "lon": each.lon,
            "tile_column": each.tile_column,
            "tile_row": each.tile_row,
            "sites": to_counts(board.province_counts[each.code]),
        }
        for each in board.register.provinces.values()
    ]
    return tagged(request, tag, to_json_bytes({"items": items}))
