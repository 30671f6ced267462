"""The programme: targets and figures, training, trade, and what to repair first."""

from __future__ import annotations

from collections.abc import Container
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from netmon.api.desk import AtDesk, Desk
from netmon.api.queries import LONGEST_WORD
from netmon.core.errors import NotFound
from netmon.links.area import Area
from netmon.web.programme_view import to_priorities
from netmon.web.render import AtReader, Reader
from netmon.web.tiles import to_name

router = APIRouter(include_in_schema=False)

MOST_REPAIRS = 10
"""Sites to repair that the page names; the API has all of them."""


class ProgrammeQuery(BaseModel):
    """Of what part; what else the address says is no wish."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    province: str = Field("", max_length=LONGEST_WORD)
    contract: str = Field("", max_length=LONGEST_WORD)
    site: str = Field("", max_length=LONGEST_WORD)

    def to_area(self) -> Area:
        """Return the part."""
        return Area(self.province or None, self.contract or None, self.site or None)


@router.get("/programme")
async def get_programme(
    desk: AtDesk, reader: AtReader, query: Annotated[ProgrammeQuery, Query()]
) -> Response:
    """Show the programme, whole or of one part."""
    part = _to_part(desk, reader, query)  # what is not there is not worked out
    area, texts = query.to_area(), reader.texts
    picture = await desk.live.links.picture()
    programme = await desk.live.links.programme(area)
    repairs = await desk.live.links.priorities(area)
    register = picture.register
    press = reader.shared.programme_sheets
    return reader.render(
        "programme.html",
        part=part,
        programme=programme,
        sheets=press.press(texts, register, area, programme),
        repairs=to_priorities(texts, register, repairs[:MOST_REPAIRS]),
        repair_count=len(repairs),
    )


def _to_part(desk: Desk, reader: Reader, query: ProgrammeQuery) -> str:
    """Return what part is shown, "" for the whole.

    Raises:
        NotFound: There is no such part.
    """
    register = desk.fleet.register
    known: dict[str, Container[str]] = {
        "province": register.provinces,
        "contract": register.contracts,
        "site": register.sites,
    }
    named = []
    for kind, codes in known.items():
        code = getattr(query, kind)
        if code and code not in codes:
            raise NotFound(kind, code)
        if code:
            is_province = kind == "province"
            province = register.provinces.get(code) if is_province else None
            named.append(to_name(province, reader.texts) if province else code)
    return " · ".join(named)
