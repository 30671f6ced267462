"""All incidents, open and over, a page at a time, under the history of today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from netmon.api.cursor import LONGEST_CURSOR
from netmon.api.desk import AtDesk, Desk
from netmon.api.incident_queries import IncidentsQuery
from netmon.api.route_incidents import page_of_incidents
from netmon.status.causes import Cause
from netmon.web.incident_words import MOST_QUIET, to_entry
from netmon.web.render import AtReader, Reader
from netmon.web.tiles import to_name
from netmon.web.today import to_view

if TYPE_CHECKING:
    from netmon.status.incident_records import IncidentRecord

router = APIRouter(include_in_schema=False)

PAGE_LENGTH = 30
_OPEN = {"true": True, "false": False}


class IncidentsPageQuery(BaseModel):
    """The form above the list; an empty field is no wish."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    open: str = Field("", max_length=10)
    cause: str = Field("", max_length=20)
    province: str = Field("", pattern=r"^[0-9]{0,2}$")
    cursor: str = Field("", max_length=LONGEST_CURSOR)

    def to_query(self) -> IncidentsQuery:
        """Return the wish as the API knows it; a cause that does not exist is none."""
        return IncidentsQuery(
            open=_OPEN.get(self.open),
            cause=Cause(self.cause) if self.cause in tuple(Cause) else None,
            province=self.province or None,
            limit=PAGE_LENGTH,
            cursor=self.cursor or None,
        )

    def to_parameters(self) -> dict[str, str]:
        """Return what of the address a next page keeps."""
        found = {"open": self.open, "cause": self.cause, "province": self.province}
        return {name: value for name, value in found.items() if value}

    def to_quiet_url(self) -> str:
        """Return the address of what this list has as one line."""
        kept = self.to_parameters() | {"cause": Cause.SWITCHED_OFF.value}
        return f"/incidents?{urlencode(kept)}"


@router.get("/incidents")
async def get_incidents(
    desk: AtDesk, reader: AtReader, query: Annotated[IncidentsPageQuery, Query()]
) -> Response:
    """Show the incidents."""
    wish = query.to_query()
    but = Cause.SWITCHED_OFF if wish.cause is None else None
    page, cursor = await page_of_incidents(desk, wish, but)
    quiet, quiet_count = await _quiet(desk, wish) if but else ([], 0)
    if cursor is None:
        page += quiet
    return reader.render(
        "incidents.html",
        incidents=[await to_entry(desk, reader.texts, each) for each in page],
        query=query,
        causes=tuple(Cause),
        provinces=_provinces(desk, reader),
        quiet_count=quiet_count,
        quiet_url=query.to_quiet_url(),
        next_cursor=cursor or "",
        **(await to_view(desk, reader) if reader.sees_nation else {}),
    )


async def _quiet(desk: Desk, wish: IncidentsQuery) -> tuple[list[IncidentRecord], int]:
    """Return what is switched off as usual: a few one by one, or how many."""
    asked = wish.model_copy(update={"cause": Cause.SWITCHED_OFF, "cursor": None})
    which = asked.to_filter(desk.fleet, desk.letters)
    incidents = desk.live.incidents
    count = await incidents.count(which)
    if count > MOST_QUIET:
        return [], count
    return await incidents.incidents(which, limit=MOST_QUIET), 0


def _provinces(desk: Desk, reader: Reader) -> list[tuple[str, str]]:
    found = desk.fleet.register.provinces.values()
    return sorted(
        ((each.code, to_name(each, reader.texts)) for each in found),
        key=lambda each: each[1],
    )
