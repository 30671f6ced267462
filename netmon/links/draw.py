"""Draws the picture: every link of every centre, at once. Pure, and apart from I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from inventory.model import Register
from netmon.core.clock import to_thai
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.links.calendar import to_midnight
from netmon.links.commerce import WEEKS, DarkDay, find_dark_days, judge_days
from netmon.links.facts import Centre, Sale, Session, Shop
from netmon.links.ground import Ground
from netmon.links.health import (
    MONTH,
    YEAR,
    Card,
    LinkSums,
    SalesSums,
    sum_line,
)
from netmon.links.line import Line
from netmon.links.lines import to_lines
from netmon.links.needs import to_needs
from netmon.links.picture import Picture
from netmon.links.risk import Risk, sort_risks, to_risk
from netmon.links.training import SessionLook, look_at_session, sum_up
from netmon.links.volunteers import Neighbourhood
from netmon.status.board import UNMONITORED

ONE_DAY = timedelta(days=1)

Grouped = TypeVar("Grouped")


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The records by what they belong to.

    Attributes:
        shops: By centre.
        sales: By shop.
        looks: By centre, in the order they start.
        dark_days: By centre.
    """

    shops: Mapping[str, Sequence[Shop]]
    sales: Mapping[str, Sequence[Sale]]
    looks: Mapping[str, Sequence[SessionLook]]
    dark_days: Mapping[str, Sequence[DarkDay]]


def draw(ground: Ground) -> Picture:
    """Return the picture of what was read; seconds of work for a nation."""
    records = ground.records
    site_of = {each.code: each.site for each in records.centres}
    lines = to_lines(ground.journals, site_of.values())
    looks = _look_at_sessions(records.sessions, site_of, lines, ground.at)
    sales = _group(records.sales, lambda one: one.shop)
    dark_days = _find_dark_days(ground, site_of, lines, sales)
    by = _Sorted(
        shops=_group(records.shops, lambda one: one.centre),
        sales=sales,
        looks=_group(looks, lambda one: one.session.centre),
        dark_days=_group(dark_days, lambda one: one.centre),
    )
    near = Neighbourhood(ground.register, records.volunteers)
    picture = Picture(
        at=ground.at,
        register=ground.register,
        records=records,
        states=ground.states,
        site_of=site_of,
        lines=lines,
        cards={
            each.code: _to_card(each, ground, lines[each.site], by, near)
            for each in records.centres
        },
        looks=looks,
        risks=tuple(sort_risks(_find_risks(ground, looks, lines))),
        dark_days=dark_days,
        needs=to_needs(records, site_of, ground.at),
        neighbourhood=near,
    )
    picture.programme()
    return picture


def _look_at_sessions(
    sessions: Iterable[Session],
    site_of: Mapping[str, SiteCode],
    lines: Mapping[SiteCode, Line],
    now: datetime,
) -> tuple[SessionLook, ...]:
    return tuple(
        look_at_session(each, site_of[each.centre], lines[site_of[each.centre]], now)
        for each in sessions
        if each.centre in site_of
    )


def _find_risks(
    ground: Ground, looks: Iterable[SessionLook], lines: Mapping[SiteCode, Line]
) -> Iterable[Risk]:
    for each in looks:
        if each.session.ends_at <= ground.at:
            continue
        link = ground.states.get(each.site, UNMONITORED).link
        line = lines[each.site]
        risk = to_risk(each.session, each.site, line, link, ground.at)
        if risk is not None:
            yield risk


def _find_dark_days(
    ground: Ground,
    site_of: Mapping[str, SiteCode],
    lines: Mapping[SiteCode, Line],
    sales: Mapping[str, Sequence[Sale]],
) -> tuple[DarkDay, ...]:
    """Return the dark days of the last year; like days may lie weeks before it."""
    today = to_thai(ground.at).date()
    first = today - YEAR
    days = [today - ONE_DAY * n for n in range(YEAR.days + 7 * WEEKS + 1)]
    found: list[DarkDay] = []
    shops = _group(ground.records.shops, lambda one: one.centre)
    for centre, mine in shops.items():
        if centre not in site_of:
            continue
        code = site_of[centre]
        site = ground.register.sites.get(code)
        hours = site.service_hours if site else None
        seen = judge_days(lines[code], hours, days, ground.at)
        for shop in mine:
            found += find_dark_days(shop, code, seen, sales.get(shop.code, ()))
    kept = [each for each in found if each.day >= first]
    return tuple(sorted(kept, key=lambda one: (-one.day.toordinal(), one.shop)))


def _to_card(
    centre: Centre, ground: Ground, line: Line, by: _Sorted, near: Neighbourhood
) -> Card:
    looks = by.looks.get(centre.code, ())
    lately = [each for each in looks if each.session.starts_at >= ground.at - YEAR]
    coming = (each.session for each in looks if each.session.ends_at > ground.at)
    return Card(
        centre=centre,
        now=ground.states.get(centre.site, UNMONITORED),
        month=_sum_line(ground, centre.site, line, MONTH),
        year=_sum_line(ground, centre.site, line, YEAR),
        wifi=ground.wifi.get(centre.site),
        training=sum_up(lately),
        next_session=min(coming, key=lambda one: one.starts_at, default=None),
        sales=_to_sales(centre, by, to_thai(ground.at).date()),
        volunteer_count=near.count_at(centre.site),
    )


def _sum_line(ground: Ground, code: SiteCode, line: Line, back: timedelta) -> LinkSums:
    start = ground.at - back
    begun = _in_service_from(ground.register, code)
    if begun is not None:
        start = min(max(start, to_midnight(begun)), ground.at)
    return sum_line(line, Interval(start, ground.at))


def _in_service_from(register: Register, code: SiteCode) -> date | None:
    site = register.sites.get(code)
    return site.in_service_from if site else None


def _to_sales(centre: Centre, by: _Sorted, today: date) -> SalesSums:
    shops = by.shops.get(centre.code, ())
    year = [
        each
        for shop in shops
        for each in by.sales.get(shop.code, ())
        if each.day >= today - YEAR
    ]
    return SalesSums(
        shop_count=len(shops),
        members_count=sum(each.members or 0 for each in shops),
        month_baht=sum(one.amount_baht for one in year if one.day >= today - MONTH),
        year_baht=sum(each.amount_baht for each in year),
        written_days_count=len(year),
        dark_days_count=len(by.dark_days.get(centre.code, ())),
    )


def _group(
    items: Iterable[Grouped], key: Callable[[Grouped], str]
) -> Mapping[str, Sequence[Grouped]]:
    found: dict[str, list[Grouped]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found
