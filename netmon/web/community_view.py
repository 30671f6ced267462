"""Community information and verified news, as everybody may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from inventory.records.catalogue import CENTRE, COMMUNITY_ITEM, NEWS_ITEM
from inventory.records.record import Span
from netmon.core.clock import to_thai
from netmon.web.record_home import to_centre_name, to_centre_url

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.records.record import Record
    from netmon.api.desk import Desk
    from netmon.web.render import Reader

PAGE_LENGTH = 12
OF_CENTRE = 5
"""Items a centre's own page shows; the others are one link away."""
NEWS_COUNT = 10
LONGEST_START = 240
"""Characters of a text that a list shows."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of community information.

    Attributes:
        body: Its text, "" for none; `start` is as much of it as a list shows.
        centre, centre_url: Whose it is.
    """

    code: str
    topic: str
    title: str
    body: str
    start: str
    published: date
    expires: date | None
    centre: str
    centre_url: str


@dataclass(frozen=True, slots=True)
class News:
    """One item of verified news; `url` is "" where its feed gave none we trust."""

    title: str
    summary: str
    url: str
    verdict: str
    source: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class ItemWish:
    """Which items; "" wants all. `page` counts from 1."""

    topic: str = ""
    centre: str = ""
    page: int = 1


async def list_items(
    desk: Desk, reader: Reader, wish: ItemWish, length: int = PAGE_LENGTH
) -> tuple[list[Item], bool]:
    """Return the items of one page, the newest first, and whether there are more."""
    today = to_thai(reader.now).date()
    where = {"topic": wish.topic} if wish.topic else {}
    if wish.centre:
        where["centre_code"] = wish.centre
    found = await desk.live.records.newest(
        COMMUNITY_ITEM,
        Span("published_date", until=today + timedelta(days=1)),
        where,
        limit=length + 1,
        skip=(wish.page - 1) * length,
        lasts=("expires_date", today),
    )
    sites = await _sites(desk, {str(each.values["centre_code"]) for each in found})
    shown = [_to_item(desk, reader, each, sites) for each in found[:length]]
    return shown, len(found) > length


async def items_of_centre(desk: Desk, reader: Reader, centre: str) -> list[Item]:
    """Return the newest items of one centre."""
    items, _ = await list_items(desk, reader, ItemWish(centre=centre), OF_CENTRE)
    return items


async def find_item(desk: Desk, reader: Reader, code: str) -> Item:
    """Return one item, whether it is still shown in lists or not.

    Raises:
        NotFound: There is none.
    """
    record = await desk.live.records.get(COMMUNITY_ITEM, code)
    sites = await _sites(desk, {str(record.values["centre_code"])})
    return _to_item(desk, reader, record, sites)


async def list_news(desk: Desk, now: datetime) -> list[News]:
    """Return the newest verified news."""
    span = Span("published_at", until=now)
    found = await desk.live.records.newest(NEWS_ITEM, span, limit=NEWS_COUNT)
    return [
        News(
            title=str(each.values["title"]),
            summary=str(each.values["summary"] or ""),
            url=str(each.values["url"] or ""),
            verdict=str(each.values["verdict"] or ""),
            source=str(each.values["source"] or ""),
            published_at=each.values["published_at"],
        )
        for each in found
    ]


async def _sites(desk: Desk, centres: set[str]) -> dict[str, str]:
    """Return the site of each of `centres`."""
    found = await desk.live.records.page(CENTRE, {"code": centres}) if centres else []
    return {each.code: str(each.values["site"]) for each in found}


def _to_item(desk: Desk, reader: Reader, record: Record, sites: dict[str, str]) -> Item:
    values = record.values
    centre, body = str(values["centre_code"]), str(values["body"] or "")
    return Item(
        code=record.code,
        topic=str(values["topic"]),
        title=str(values["title"]),
        body=body,
        start=_cut(body),
        published=values["published_date"],
        expires=values["expires_date"],
        centre=to_centre_name(desk, reader.texts, centre, sites.get(centre, "")),
        centre_url=to_centre_url(centre),
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_START else text[:LONGEST_START].rstrip() + "…"
