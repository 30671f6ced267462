"""Requests to leave time out of the reckoning: asked for, looked at, decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from netmon.access.policy import Subject
from netmon.api import PREFIX
from netmon.api import sla_claim_models as models
from netmon.api.cursor import read_place, to_cursor
from netmon.api.desk import AtDesk, Desk
from netmon.api.encoding import fresh
from netmon.api.paging import add_link
from netmon.api.rights import AtCaller
from netmon.api.sla_claim_models import (
    DecisionBody,
    ExclusionBody,
    ExclusionsQuery,
    RevocationBody,
)
from netmon.api.sla_claim_rows import to_detail_row, to_listed_row
from netmon.api.sla_claims import (
    request_exclusion,
    seen_sites,
    to_reach,
)
from netmon.core.intervals import Interval
from netmon.core.months import Month
from netmon.sla.claims.claim_forms import ExclusionForm
from netmon.sla.claims.exclusion_list import ExclusionFilter
from netmon.sla.claims.site_places import SitesWish

if TYPE_CHECKING:
    from netmon.access.policy import Principal

router = APIRouter(tags=["sla"])

ExclusionId = Annotated[int, Path(ge=1, lt=10**18)]
ONE = "/sla/exclusions/{exclusion_id}"


@router.get(
    "/sla/exclusions",
    response_model=models.ExclusionPage,
    operation_id="listExclusions",
)
async def list_exclusions(
    request: Request,
    desk: AtDesk,
    caller: AtCaller,
    query: Annotated[ExclusionsQuery, Query()],
) -> Response:
    """List requests, newest first: those about a site the caller may see."""
    before = read_place(query.cursor) if query.cursor else None
    asked = Subject(query.province, query.contract, query.site)
    which = ExclusionFilter(
        to_reach(desk, caller.scope, asked),
        query.kind,
        query.status,
        Month.parse(query.month).span if query.month else None,
    )
    found = await desk.live.sla.exclusions.page(which, query.limit + 1, before)
    page = found[: query.limit]
    cursor = to_cursor(str(page[-1].request.id)) if len(found) > query.limit else None
    answer = fresh({"items": [to_listed_row(each) for each in page], "next": cursor})
    return add_link(request, answer, cursor)


@router.post(
    "/sla/exclusions",
    response_model=models.ExclusionDetail,
    operation_id="requestExclusion",
    status_code=201,
)
async def request_one(desk: AtDesk, caller: AtCaller, wish: ExclusionBody) -> Response:
    """Ask for an exclusion. The answer says what forbids to approve it as it is."""
    form = ExclusionForm(
        wish.kind,
        Interval(wish.starts_at, wish.ends_at),
        wish.reason,
        SitesWish(wish.sites, wish.contract, wish.province),
    )
    made = await request_exclusion(desk, caller, form)
    answer = await _show(desk, caller, made.id)
    answer.status_code = 201
    answer.headers["Location"] = f"{PREFIX}/sla/exclusions/{made.id}"
    return answer


@router.get(ONE, response_model=models.ExclusionDetail, operation_id="getExclusion")
async def get_exclusion(
    exclusion_id: ExclusionId, desk: AtDesk, caller: AtCaller
) -> Response:
    """Return one request, the sites of it the caller may see, and what rules say."""
    return await _show(desk, caller, exclusion_id)


@router.post(
    f"{ONE}/decide",
    response_model=models.ExclusionDetail,
    operation_id="decideExclusion",
)
async def decide_exclusion(
    exclusion_id: ExclusionId, desk: AtDesk, caller: AtCaller, wish: DecisionBody
) -> Response:
    """Approve or reject a request; who asked may not, and no rule may be broken."""
    store = desk.live.sla.exclusions
    is_approved = wish.verdict is models.Verdict.APPROVED
    decide = store.approve if is_approved else store.reject
    await decide(exclusion_id, wish.note, caller.name)
    return await _show(desk, caller, exclusion_id)


@router.post(
    f"{ONE}/revoke",
    response_model=models.ExclusionDetail,
    operation_id="revokeExclusion",
)
async def revoke_exclusion(
    exclusion_id: ExclusionId, desk: AtDesk, caller: AtCaller, wish: RevocationBody
) -> Response:
    """Reject what was approved; neither who asked nor who approved may."""
    await desk.live.sla.exclusions.revoke(exclusion_id, wish.note, caller.name)
    return await _show(desk, caller, exclusion_id)


@router.post(
    f"{ONE}/withdraw",
    response_model=models.ExclusionDetail,
    operation_id="withdrawExclusion",
)
async def withdraw_exclusion(
    exclusion_id: ExclusionId, desk: AtDesk, caller: AtCaller
) -> Response:
    """Take a request back that is not decided yet; only who asked may."""
    await desk.live.sla.exclusions.withdraw(exclusion_id, caller.name)
    return await _show(desk, caller, exclusion_id)


async def _show(desk: Desk, caller: Principal, exclusion_id: int) -> Response:
    review = await desk.live.sla.exclusions.review(exclusion_id)
    seen = seen_sites(desk, caller.scope, review.request)
    return fresh(to_detail_row(review, seen))
