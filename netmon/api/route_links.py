"""What broken lines mean to centres, training and trade; docs/linking.md says how."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from inventory.records.catalogue import VOLUNTEER
from netmon.access.policy import may
from netmon.access.roles import Action
from netmon.api import links_models as models
from netmon.api import links_rows as rows
from netmon.api.desk import AtDesk, Desk
from netmon.api.encoding import fresh
from netmon.api.links_models import AreaPageQuery, RisksQuery, SessionsQuery
from netmon.api.links_page import Order, page_of
from netmon.api.paging import add_link
from netmon.api.rights import AtCaller
from netmon.api.site_subject import site_subject
from netmon.core.errors import NotFound
from netmon.core.model import SiteCode
from netmon.links.commerce import DarkDay, compare_sales
from netmon.links.completion import compare_completion
from netmon.links.health import Card
from netmon.links.risk import Risk, RiskLevel
from netmon.links.training import SessionLook, sum_up

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.access.policy import Principal
    from netmon.links.volunteers import Witness

router = APIRouter(prefix="/links", tags=["links"])

_LEVELS = list(RiskLevel)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


_CARDS: Order[Card] = Order(lambda one: (one.centre.code,), 1)
_SESSIONS: Order[SessionLook] = Order(
    lambda one: (_moment(one.session.starts_at), one.session.code), 2, is_falling=True
)
_RISKS: Order[Risk] = Order(
    lambda one: (
        str(_LEVELS.index(one.level)),
        _moment(one.next_class_at),
        one.session.code,
    ),
    3,
)
_DARK: Order[DarkDay] = Order(
    lambda one: (one.day.isoformat(), one.shop), 2, is_falling=True
)


@router.get("/centres", response_model=models.CardPage, operation_id="listCards")
async def list_cards(
    request: Request, desk: AtDesk, query: Annotated[AreaPageQuery, Query()]
) -> Response:
    """List the health cards of centres."""
    area, picture = query.to_area(desk.fleet), await desk.live.links.picture()
    found = [
        each for each in picture.cards.values() if picture.holds(each.centre.site, area)
    ]
    page, cursor = page_of(found, _CARDS, query.limit, query.cursor)
    items = [rows.to_card(each, picture) for each in page]
    return add_link(request, fresh({"items": items, "next": cursor}), cursor)


@router.get(
    "/centres/{code}/card", response_model=models.CardShape, operation_id="getCard"
)
async def get_card(code: str, desk: AtDesk) -> Response:
    """Return the health card of one centre."""
    picture = await desk.live.links.picture()
    card = picture.cards.get(code)
    if card is None:
        raise NotFound("centre", code)
    return fresh(rows.to_card(card, picture))


@router.get(
    "/training/disturbed",
    response_model=models.SessionLooks,
    operation_id="listDisturbedSessions",
)
async def list_disturbed(
    request: Request, desk: AtDesk, query: Annotated[SessionsQuery, Query()]
) -> Response:
    """List sessions by what the line did to them, with sums over all of the area."""
    area, picture = query.to_area(desk.fleet), await desk.live.links.picture()
    looks = [one for one in picture.looks if picture.holds(one.site, area)]
    found = [one for one in looks if query.verdict in (None, one.verdict)]
    page, cursor = page_of(found, _SESSIONS, query.limit, query.cursor)
    answer = {
        "at": picture.at,
        "sums": rows.to_training(await asyncio.to_thread(sum_up, looks)),
        "completion": rows.to_completion(
            await asyncio.to_thread(compare_completion, looks)
        ),
        "items": [rows.to_session(each) for each in page],
        "next": cursor,
    }
    return add_link(request, fresh(answer), cursor)


@router.get(
    "/training/at-risk",
    response_model=models.RiskList,
    operation_id="listSessionsAtRisk",
)
async def list_at_risk(
    request: Request, desk: AtDesk, query: Annotated[RisksQuery, Query()]
) -> Response:
    """List the sessions of the coming week, the gravest risk first."""
    area, picture = query.to_area(desk.fleet), await desk.live.links.picture()
    mine = [one for one in picture.risks if picture.holds(one.site, area)]
    found = [one for one in mine if query.level in (None, one.level)]
    page, cursor = page_of(found, _RISKS, query.limit, query.cursor)
    counts = Counter(one.level for one in mine)
    answer = {
        "at": picture.at,
        "counts": {level.value: counts[level] for level in RiskLevel},
        "items": [rows.to_risk_row(each) for each in page],
        "next": cursor,
    }
    return add_link(request, fresh(answer), cursor)


@router.get(
    "/commerce/dark-days", response_model=models.DarkDays, operation_id="listDarkDays"
)
async def list_dark_days(
    request: Request, desk: AtDesk, query: Annotated[AreaPageQuery, Query()]
) -> Response:
    """List shops on days their line was dark, beside like days."""
    area, picture = query.to_area(desk.fleet), await desk.live.links.picture()
    found = [one for one in picture.dark_days if picture.holds(one.site, area)]
    page, cursor = page_of(found, _DARK, query.limit, query.cursor)
    answer = {
        "at": picture.at,
        "comparison": rows.to_sales(await asyncio.to_thread(compare_sales, found)),
        "items": [rows.to_dark_day(each) for each in page],
        "next": cursor,
    }
    return add_link(request, fresh(answer), cursor)


@router.get(
    "/priority", response_model=models.PriorityList, operation_id="listPriorities"
)
async def list_priorities(
    desk: AtDesk, query: Annotated[models.PriorityQuery, Query()]
) -> Response:
    """List what to repair, the most urgent first, each with what makes it so."""
    found = await desk.live.links.priorities(query.to_area(desk.fleet))
    register = desk.fleet.register
    kept = found[: query.limit]
    answer = {
        "at": desk.live.clock.now(),
        "count": len(found),
        "items": [rows.to_priority_row(each, register) for each in kept],
    }
    return fresh(answer)


@router.get(
    "/sites/{code}/volunteers",
    response_model=models.WitnessList,
    response_model_exclude_unset=True,
    operation_id="listWitnesses",
)
async def list_witnesses(code: str, desk: AtDesk, caller: AtCaller) -> Response:
    """List volunteers who could confirm an outage at a site, the best first."""
    if desk.fleet.get(code) is None:
        raise NotFound("site", code)
    picture = await desk.live.links.picture()
    found = picture.neighbourhood.witnesses(SiteCode(code))
    people = await _people(desk, caller, found)
    items = [
        rows.to_witness(each) | people.get(each.volunteer.code, {}) for each in found
    ]
    return fresh({"site": code, "items": items})


async def _people(
    desk: Desk, caller: Principal, found: list[Witness]
) -> dict[str, dict[str, Any]]:
    """Return names and telephones of those whose the caller may see."""
    codes = [
        each.volunteer.code
        for each in found
        if may(
            caller, Action.SEE_PEOPLE, site_subject(desk, each.volunteer.site)
        ).is_allowed
    ]
    if not codes:
        return {}
    records = await desk.live.records.page(VOLUNTEER, {"code": codes})
    names = [column.name for column in VOLUNTEER.personal]
    return {each.code: {name: each.values[name] for name in names} for each in records}
