"""One province: its totals, its sites, a page at a time."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from netmon.api.cursor import LONGEST_CURSOR, read_cursor, to_cursor, to_row_number
from netmon.api.desk import AtDesk, Desk
from netmon.api.fleet import SiteFacts, SiteWish, fold
from netmon.api.queries import LONGEST_WORD
from netmon.core.errors import NotFound
from netmon.core.model import SiteState
from netmon.status.board import LETTERS
from netmon.web.charts import RANGES_H, USUAL_H, to_province_charts
from netmon.web.fleet_data import AtPositions
from netmon.web.render import AtReader
from netmon.web.texts import Language
from netmon.web.tiles import to_name

router = APIRouter(include_in_schema=False)

PAGE_LENGTH = 50
_TROUBLES = (SiteState.DOWN, SiteState.DEGRADED, SiteState.NOT_OBSERVED)
URGENCY = {LETTERS[state]: place for place, state in enumerate(_TROUBLES)}
"""Sites in trouble come first, the others after them, each by code."""


class ProvinceQuery(BaseModel):
    """The form above the list; an empty field is no wish."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    state: str = Field("", max_length=20)
    q: str = Field("", max_length=LONGEST_WORD)
    cursor: str = Field("", max_length=LONGEST_CURSOR)

    def to_wish(self, province: str) -> SiteWish:
        """Return the wish; a state that does not exist is no wish."""
        is_state = self.state in tuple(SiteState)
        letter = LETTERS[SiteState(self.state)] if is_state else None
        return SiteWish(province=province, letter=letter, text=fold(self.q.strip()))


@router.get("/province/{code}")
async def get_province(
    code: str,
    desk: AtDesk,
    reader: AtReader,
    positions: AtPositions,
    query: Annotated[ProvinceQuery, Query()],
) -> Response:
    """Show a province."""
    province = desk.fleet.register.provinces.get(code)
    if province is None:
        raise NotFound("province", code[:LONGEST_WORD])
    return reader.render(
        "province.html",
        province=province,
        name=to_name(province, reader.texts),
        counts=desk.live.board.province_counts[code],
        is_thai=reader.texts.language is Language.THAI,
        query=query,
        positions=positions,
        charts=to_province_charts(reader.texts, code) if desk.live.samples else [],
        ranges=RANGES_H,
        usual_range=USUAL_H,
        **_page(desk, query, code),
    )


def _page(desk: Desk, query: ProvinceQuery, code: str) -> dict[str, Any]:
    after = _read_place(query.cursor) if query.cursor else None
    letters = desk.letters

    def place(facts: SiteFacts) -> tuple[int, str]:
        return URGENCY.get(letters[facts.position], len(URGENCY)), facts.site.code

    found = sorted(desk.fleet.select(query.to_wish(code), letters), key=place)
    left = [each for each in found if after is None or place(each) > after]
    rows = left[:PAGE_LENGTH]
    status = desk.live.board.status
    next_cursor = ""
    if len(left) > PAGE_LENGTH:
        urgency, last = place(rows[-1])
        next_cursor = to_cursor(str(urgency), last)
    return {
        "rows": [(facts.site, status(facts.site.code)) for facts in rows],
        "next_cursor": next_cursor,
    }


def _read_place(cursor: str) -> tuple[int, str]:
    urgency, code = read_cursor(cursor, 2)
    return to_row_number(urgency), code
