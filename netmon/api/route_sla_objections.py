"""Objections to a frozen statement, and their answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from netmon.access.policy import Subject
from netmon.api import PREFIX
from netmon.api import sla_claim_models as models
from netmon.api.cursor import read_place, to_cursor
from netmon.api.desk import AtDesk
from netmon.api.encoding import fresh
from netmon.api.paging import add_link
from netmon.api.rights import AtCaller
from netmon.api.sla_claim_models import AnswerBody, ObjectionBody, ObjectionsQuery
from netmon.api.sla_claim_rows import to_objection_row
from netmon.api.sla_claims import to_reach
from netmon.core.months import Month
from netmon.sla.claims.objection_store import ObjectionFilter
from netmon.sla.claims.objections import Answered, ObjectionWish

router = APIRouter(tags=["sla"])

ObjectionId = Annotated[int, Path(ge=1, lt=10**18)]
ONE = "/sla/objections/{objection_id}"


@router.get(
    "/sla/objections",
    response_model=models.ObjectionPage,
    operation_id="listObjections",
)
async def list_objections(
    request: Request,
    desk: AtDesk,
    caller: AtCaller,
    query: Annotated[ObjectionsQuery, Query()],
) -> Response:
    """List objections, newest first: those the caller may see."""
    before = read_place(query.cursor) if query.cursor else None
    asked = Subject(contract=query.contract, site=query.site)
    reach = to_reach(desk, caller.scope, asked)
    which = ObjectionFilter(
        reach.contracts,
        reach.sites,
        Month.parse(query.month) if query.month else None,
        query.version,
        query.status,
    )
    found = await desk.live.sla.objections.page(which, query.limit + 1, before)
    page = found[: query.limit]
    cursor = to_cursor(str(page[-1].id)) if len(found) > query.limit else None
    rows = [to_objection_row(each) for each in page]
    return add_link(request, fresh({"items": rows, "next": cursor}), cursor)


@router.post(
    "/sla/objections",
    response_model=models.ObjectionRow,
    operation_id="makeObjection",
    status_code=201,
)
async def make_objection(
    desk: AtDesk, caller: AtCaller, wish: ObjectionBody
) -> Response:
    """Object to a frozen statement of a contract, until its last day for it ends."""
    made = await desk.live.sla.objections.make(
        ObjectionWish(
            Month.parse(wish.month),
            wish.version,
            wish.contract,
            wish.text,
            wish.site,
            wish.outage,
        ),
        caller.name,
    )
    answer = fresh(to_objection_row(made), 201)
    answer.headers["Location"] = f"{PREFIX}/sla/objections/{made.id}"
    return answer


@router.get(ONE, response_model=models.ObjectionRow, operation_id="getObjection")
async def get_objection(objection_id: ObjectionId, desk: AtDesk) -> Response:
    """Return one objection with its answer."""
    return fresh(to_objection_row(await desk.live.sla.objections.get(objection_id)))


@router.post(
    f"{ONE}/answer",
    response_model=models.ObjectionRow,
    operation_id="answerObjection",
)
async def answer_objection(
    objection_id: ObjectionId, desk: AtDesk, caller: AtCaller, wish: AnswerBody
) -> Response:
    """Accept or reject an objection, once; who objected may not.

    What is accepted is put right by a correction of the statement.
    """
    done = await desk.live.sla.objections.answer(
        objection_id, Answered(wish.verdict.value), wish.answer, caller.name
    )
    return fresh(to_objection_row(done))
