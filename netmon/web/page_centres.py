"""All community digital centres, those that need somebody first."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from netmon.access.roles import Action
from netmon.api.desk import AtDesk, Desk
from netmon.api.queries import LONGEST_WORD
from netmon.api.site_subject import site_subject
from netmon.core.model import SiteCode, SiteState
from netmon.web.centre_list import CentreRow, CentreWish, Order, choose, to_rows
from netmon.web.record_home import to_centre_name, to_centre_url
from netmon.web.render import AtReader, Reader
from netmon.web.tiles import to_name

router = APIRouter(include_in_schema=False)

PAGE_LENGTH = 50
MOST_PAGES = 500


class CentresQuery(BaseModel):
    """The form above the list; an empty field is no wish."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    province: str = Field("", max_length=LONGEST_WORD)
    level: str = Field("", max_length=LONGEST_WORD)
    phase: str = Field("", max_length=10)
    state: str = Field("", max_length=20)
    order: str = Field("", max_length=20)
    page: int = Field(1, ge=1, le=MOST_PAGES)

    def to_wish(self) -> CentreWish:
        """Return the wish; a state or order that does not exist is none."""
        is_state, is_order = self.state in tuple(SiteState), self.order in tuple(Order)
        return CentreWish(
            self.province,
            self.level,
            self.phase,
            self.state if is_state else "",
            Order(self.order) if is_order else Order.TROUBLE,
        )

    def to_parameters(self) -> dict[str, str]:
        """Return what of the address another page keeps."""
        found = self.model_dump(exclude={"page"})
        return {name: value for name, value in found.items() if value}


@router.get("/centres")
async def get_centres(
    desk: AtDesk, reader: AtReader, query: Annotated[CentresQuery, Query()]
) -> Response:
    """Show the centres this reader may see."""
    picture = await desk.live.links.picture()
    board = desk.live.board
    every = to_rows(picture, lambda site: board.status(SiteCode(site)).state)
    mine = [each for each in every if _may_read(desk, reader, each)]
    wish = query.to_wish()
    found = choose(mine, wish)
    start = (query.page - 1) * PAGE_LENGTH
    return reader.render(
        "centres.html",
        at=picture.at,
        query=query,
        wish=wish,
        orders=tuple(Order),
        total=len(mine),
        found=len(found),
        rows=[_to_row(desk, reader, each) for each in found[start:][:PAGE_LENGTH]],
        is_more=len(found) > start + PAGE_LENGTH,
        **_choices(desk, reader, mine),
    )


def _may_read(desk: Desk, reader: Reader, row: CentreRow) -> bool:
    return reader.may(Action.READ, site_subject(desk, row.card.centre.site))


def _to_row(desk: Desk, reader: Reader, row: CentreRow) -> dict[str, Any]:
    centre = row.card.centre
    province = desk.fleet.register.provinces.get(row.province)
    return {
        "row": row,
        "name": to_centre_name(desk, reader.texts, centre.code, centre.site),
        "url": to_centre_url(centre.code),
        "province": to_name(province, reader.texts) if province else "",
    }


def _choices(desk: Desk, reader: Reader, rows: list[CentreRow]) -> dict[str, Any]:
    """Return what there is to choose among these centres."""
    register = desk.fleet.register
    provinces = {each.province for each in rows if each.province}
    named = [
        (code, to_name(register.provinces[code], reader.texts)) for code in provinces
    ]
    phases = {each.card.centre.phase for each in rows}
    return {
        "provinces": sorted(named, key=lambda each: each[1]),
        "levels": sorted({each.card.centre.level for each in rows} - {""}),
        "phases": sorted(each for each in phases if each is not None),
    }
