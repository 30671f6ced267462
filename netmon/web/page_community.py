"""Announcements, local know-how, culture and verified news, for everybody."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from inventory.records.catalogue import CENTRE, COMMUNITY_ITEM, TOPICS
from inventory.records.kinds import CODE
from netmon.access.roles import Action
from netmon.api.desk import AtDesk, Desk
from netmon.api.queries import LONGEST_WORD
from netmon.api.record_place import subject_of
from netmon.core.clock import to_thai
from netmon.core.errors import NotFound
from netmon.web.community_view import ItemWish, find_item, list_items, list_news
from netmon.web.record_home import to_centre_name
from netmon.web.render import AtReader, Reader

router = APIRouter(include_in_schema=False)

MOST_PAGES = 500


class CommunityQuery(BaseModel):
    """What is read; what else the address says is no wish."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    topic: str = Field("", max_length=20)
    centre: str = Field("", max_length=LONGEST_WORD)
    page: int = Field(1, ge=1, le=MOST_PAGES)

    def to_parameters(self) -> dict[str, str]:
        """Return what of the address another page keeps."""
        found = {"topic": self.topic, "centre": self.centre}
        return {name: value for name, value in found.items() if value}


@router.get("/community")
async def get_community(
    desk: AtDesk, reader: AtReader, query: Annotated[CommunityQuery, Query()]
) -> Response:
    """Show the newest items, of one topic or centre where that is asked."""
    topic = query.topic if query.topic in TOPICS else ""
    wish = ItemWish(topic, query.centre, query.page)
    items, is_more = await list_items(desk, reader, wish)
    is_start = query.page == 1 and not query.centre and not topic
    return reader.render(
        "community.html",
        items=items,
        query=query,
        topic=topic,
        topics=tuple(TOPICS),
        is_more=is_more,
        news=await list_news(desk, reader.now) if is_start else [],
        is_start=is_start,
        centre=await _centre(desk, reader, query.centre),
    )


@router.get("/community/{code}")
async def get_item(code: str, desk: AtDesk, reader: AtReader) -> Response:
    """Show one item."""
    if not CODE.fullmatch(code):
        raise NotFound("community_item", code[:LONGEST_WORD])
    item = await find_item(desk, reader, code)
    record = await desk.live.records.get(COMMUNITY_ITEM, code)
    subject = await subject_of(desk, COMMUNITY_ITEM, record.values)
    may_keep = reader.may(Action.KEEP_RECORDS, subject)
    if item.published > to_thai(reader.now).date() and not may_keep:
        raise NotFound("community_item", code)
    return reader.render("community_item.html", item=item, may_keep=may_keep)


async def _centre(desk: Desk, reader: Reader, code: str) -> dict[str, Any] | None:
    """Return the centre whose items are read, None for all of them.

    Raises:
        NotFound: There is no such centre.
    """
    if not code:
        return None
    if not CODE.fullmatch(code):
        raise NotFound("centre", code)
    record = await desk.live.records.get(CENTRE, code)
    subject = await subject_of(desk, CENTRE, record.values)
    site = str(record.values["site"])
    return {
        "code": code,
        "name": to_centre_name(desk, reader.texts, code, site),
        "may_keep": reader.may(Action.KEEP_RECORDS, subject),
        "may_read": reader.may(Action.READ, subject),
    }
