"""All incidents, open and over, a page at a time, under the history of today."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from netmon.api.cursor import LONGEST_CURSOR
from netmon.api.desk import AtDesk, Desk
from netmon.api.incident_queries import IncidentsQuery
from netmon.api.route_incidents import page_of_incidents
from netmon.status.causes import Cause
from netmon.web.incident_words import to_entry
from netmon.web.render import AtReader, Reader
from netmon.web.tiles import to_name
from netmon.web.today import to_view

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


@router.get("/incidents")
async def get_incidents(
    desk: AtDesk, reader: AtReader, query: Annotated[IncidentsPageQuery, Query()]
) -> Response:
    """Show the incidents."""
    page, cursor = await page_of_incidents(desk, query.to_query())
    return reader.render(
        "incidents.html",
        incidents=[await to_entry(desk, reader.texts, each) for each in page],
        query=query,
        causes=tuple(Cause),
        provinces=_provinces(desk, reader),
        next_cursor=cursor or "",
        **(await to_view(desk, reader) if reader.sees_nation else {}),
    )


def _provinces(desk: Desk, reader: Reader) -> list[tuple[str, str]]:
    found = desk.fleet.register.provinces.values()
    return sorted(
        ((each.code, to_name(each, reader.texts)) for each in found),
        key=lambda each: each[1],
    )
