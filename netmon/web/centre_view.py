"""The health card of one centre, as its template draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inventory.records.catalogue import COURSE, PRODUCT, SHOP
from netmon.core.clock import to_thai
from netmon.links.commerce import compare_sales
from netmon.links.line import UNSEEN
from netmon.links.training import SessionLook, Verdict
from netmon.web.centre_today import Remark, find_classes, to_remarks
from netmon.web.moments import to_clock, to_duration
from netmon.web.month_bars import MonthBar, to_month_bars
from netmon.web.texts import Language

if TYPE_CHECKING:
    from inventory.records.record import Record
    from netmon.api.desk import Desk
    from netmon.links.commerce import DarkDay, SalesComparison
    from netmon.links.health import Card
    from netmon.links.picture import Picture
    from netmon.links.risk import Risk
    from netmon.web.render import Reader
    from netmon.web.texts import Texts

MOST_SESSIONS = 20
"""Past sessions that were disturbed, and sessions to come, shown of each."""
MOST_DAYS = 20


@dataclass(frozen=True, slots=True)
class TrainingView:
    """What training is shown of.

    Attributes:
        disturbed: The newest first.
        coming: With class in the coming week, as they come.
        sessions: All of the centre, the newest first, for who writes attendance.
    """

    disturbed: Sequence[SessionLook]
    coming: Sequence[Risk]
    sessions: Sequence[SessionLook]


@dataclass(frozen=True, slots=True)
class TradeView:
    """What trade is shown of.

    Attributes:
        shops: Records of shops, each with its products.
        bars: What all of them sold by month.
        dark_days: The newest first.
        comparison: Of all dark days of the last year; see netmon.links.commerce.
    """

    shops: Sequence[tuple[Record, Sequence[Record]]]
    bars: Sequence[MonthBar]
    dark_days: Sequence[DarkDay]
    comparison: SalesComparison

    @property
    def product_codes(self) -> list[str]:
        """Of the products of all its shops."""
        return [one.code for _, products in self.shops for one in products]


async def find_courses(desk: Desk, texts: Texts) -> Mapping[str, str]:
    """Return the names of the courses by code."""
    name = "name_th" if texts.language is Language.THAI else "name_en"
    found = await desk.live.records.page(COURSE)
    return {each.code: str(each.values[name]) for each in found}


def to_training(picture: Picture, centre: str) -> TrainingView:
    """Return what training of one centre is shown of."""
    mine = [each for each in picture.looks if each.session.centre == centre]
    mine.reverse()
    disturbed = [each for each in mine if each.verdict is Verdict.DISTURBED]
    coming = [each for each in picture.risks if each.session.centre == centre]
    coming.sort(key=lambda each: each.next_class_at)
    return TrainingView(
        disturbed[:MOST_SESSIONS], coming[:MOST_SESSIONS], mine[:MOST_SESSIONS]
    )


async def to_trade(
    desk: Desk, reader: Reader, picture: Picture, centre: str
) -> TradeView:
    """Return what trade of one centre is shown of."""
    records = desk.live.records
    shops = await records.page(SHOP, {"centre_code": centre})
    codes = {each.code for each in shops}
    products = await records.page(PRODUCT, {"shop_id": codes}) if codes else []
    sold = [
        (each.day, each.amount_baht)
        for each in picture.records.sales
        if each.shop in codes
    ]
    dark = [each for each in picture.dark_days if each.centre == centre]
    return TradeView(
        shops=[
            (shop, [one for one in products if one.values["shop_id"] == shop.code])
            for shop in shops
        ],
        bars=to_month_bars(sold, to_thai(reader.now).date()),
        dark_days=dark[:MOST_DAYS],
        comparison=compare_sales(dark),
    )


def to_today(
    reader: Reader, picture: Picture, card: Card, courses: Mapping[str, str]
) -> list[tuple[Remark, str]]:
    """Return what is to say of today, each in words."""
    code = card.centre.code
    mine = [one.session for one in picture.looks if one.session.centre == code]
    line = picture.lines.get(card.centre.site, UNSEEN)
    remarks = to_remarks(
        find_classes(mine, line, reader.now),
        card.sales.shop_count,
        card.now.link.state,
        reader.now,
    )
    return [(each, say_remark(reader.texts, each, courses)) for each in remarks]


def say_remark(texts: Texts, remark: Remark, courses: Mapping[str, str]) -> str:
    """Return a sentence about today."""
    values: dict[str, Any] = dict(remark.values)
    if "lost_s" in values:
        values["lost"] = to_duration(texts, values.pop("lost_s"))
        for name in ("start", "end"):
            values[name] = to_clock(values[name])[:5]
    if remark.course:
        values["course"] = courses.get(remark.course, remark.course)
    return texts(f"remark.{remark.name}", **values)
