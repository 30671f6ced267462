"""Objections to frozen statements, and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from netmon.access.policy import Subject, may
from netmon.access.roles import Action
from netmon.api.desk import AtDesk, Desk
from netmon.api.problems import Denied
from netmon.api.queries import LONGEST_WORD
from netmon.api.rights import AtCaller
from netmon.api.sla_claims import objection_subject, to_reach
from netmon.core.errors import NotFound
from netmon.sla.claims.objection_store import ObjectionFilter
from netmon.sla.claims.objections import Answered
from netmon.sla.claims.refusals import Conflict, Flawed
from netmon.sla.claims.second_person import is_same_person
from netmon.web.form import read_form
from netmon.web.render import AtReader, Reader
from netmon.web.sla_entry import say
from netmon.web.sla_exclusion_form import Unread
from netmon.web.sla_objection_form import read_objection, to_objection_fields
from netmon.web.sla_waiting import open_months
from netmon.web.sla_words import frame

if TYPE_CHECKING:
    from netmon.access.policy import Principal

router = APIRouter(include_in_schema=False)

LIST = "/sla/objections"
ONE = f"{LIST}/{{objection_id}}"
MOST_FIELDS = 10
PAGE_LENGTH = 50
SAID = ("objected", "answered", "attached")

ObjectionId = Annotated[int, Path(ge=1, lt=10**18)]


class ListQuery(BaseModel):
    """Which objections; what else is said is no wish."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    status: Answered | None = None
    contract: str = Field("", max_length=LONGEST_WORD)
    before: int | None = Field(None, ge=1, lt=10**18)


class NewQuery(BaseModel):
    """What the form is filled with to begin with."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    month: str = Field("", max_length=LONGEST_WORD)
    contract: str = Field("", max_length=LONGEST_WORD)
    site: str = Field("", max_length=LONGEST_WORD)


@router.get(LIST)
async def get_list(
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
    query: Annotated[ListQuery, Query()],
) -> Response:
    """Show objections, the newest first."""
    reach = to_reach(desk, caller.scope, Subject(contract=query.contract or None))
    which = ObjectionFilter(reach.contracts, reach.sites, standing=query.status)
    store = desk.live.sla.objections
    found = await store.page(which, PAGE_LENGTH + 1, query.before)
    is_more = len(found) > PAGE_LENGTH
    return reader.render(
        "sla_objections.html",
        rows=found[:PAGE_LENGTH],
        next_before=found[PAGE_LENGTH - 1].id if is_more else None,
        query=query,
        standings=tuple(Answered),
        **frame(reader.texts),
    )


@router.get(f"{LIST}/new")
async def get_new(
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
    query: Annotated[NewQuery, Query()],
) -> Response:
    """Show an empty form."""
    typed = {"month": query.month, "contract": query.contract, "site": query.site}
    return await _show_form(desk, reader, caller, typed, {})


@router.post(f"{LIST}/new")
async def make(
    request: Request, desk: AtDesk, reader: AtReader, caller: AtCaller
) -> Response:
    """Object, or show what is wrong with the form."""
    typed = await read_form(request, MOST_FIELDS)
    try:
        wish = read_objection(reader.texts, typed)
        decision = may(caller, Action.CLAIM, Subject(contract=wish.contract))
        # An objection is a contract's: whoever has all of them may make any.
        if not decision.is_allowed:
            raise Denied(decision.reason)
        made = await desk.live.sla.objections.make(wish, caller.name)
    except Unread as error:
        return await _show_form(desk, reader, caller, typed, error.faults)
    except Flawed as error:
        faults = {error.field: say(reader.texts, error)}
        return await _show_form(desk, reader, caller, typed, faults)
    except NotFound:
        faults = {"month": reader.texts("sla_objections.no_statement")}
        return await _show_form(desk, reader, caller, typed, faults)
    except Conflict as error:
        refusal = say(reader.texts, error)
        return await _show_form(desk, reader, caller, typed, {}, refusal)
    return _to(made.id, "objected")


@router.get(ONE)
async def get_one(
    objection_id: ObjectionId,
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
    said: str = "",
) -> Response:
    """Show one objection with its answer."""
    said = said if said in SAID else ""
    return await _render(desk, reader, caller, objection_id, said=said)


@router.post(f"{ONE}/answer")
async def answer(
    objection_id: ObjectionId,
    request: Request,
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
) -> Response:
    """Answer an objection, or say why that cannot be."""
    typed = await read_form(request, MOST_FIELDS)
    text = typed.get("answer", "")
    is_accepted = typed.get("verdict") == "accepted"
    standing = Answered.ACCEPTED if is_accepted else Answered.REJECTED
    store = desk.live.sla.objections
    try:
        await store.answer(objection_id, standing, text, caller.name)
    except Flawed as error:
        fault = say(reader.texts, error)
        return await _render(
            desk, reader, caller, objection_id, text=text, fault=fault, status=400
        )
    except Conflict as error:
        refusal = say(reader.texts, error)
        return await _render(
            desk, reader, caller, objection_id, text=text, refusal=refusal, status=409
        )
    return _to(objection_id, "answered")


def _to(objection: int, said: str) -> Response:
    return RedirectResponse(f"{LIST}/{objection}?said={said}", status_code=303)


async def _show_form(
    desk: Desk,
    reader: Reader,
    caller: Principal,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    refusal: str = "",
) -> Response:
    sla = desk.live.sla
    found = await sla.store.versions()
    versions = open_months(found, sla.ruleset.rules, reader.now)
    mine = caller.scope.contracts
    known = (each.code for each in (await desk.live.sla.contracts()).standings)
    contracts = sorted(code for code in known if mine is None or code in mine)
    fields = to_objection_fields(reader.texts, versions, contracts, typed, faults)
    status = 409 if refusal else 400 if faults else 200
    return reader.render(
        "sla_objection_new.html",
        status,
        fields=fields,
        refusal=refusal,
        is_open=bool(versions),
    )


async def _render(
    desk: Desk,
    reader: Reader,
    caller: Principal,
    objection_id: int,
    *,
    status: int = 200,
    **shown: str,
) -> Response:
    """Show one objection; `shown` is what there is to say, and what was written."""
    found = await desk.live.sla.objections.get(objection_id)
    subject = objection_subject(desk, found)
    is_open = found.standing is Answered.OPEN
    blank = {"said": "", "text": "", "fault": "", "refusal": ""}
    return reader.render(
        "sla_objection.html",
        status,
        found=found,
        may_judge=is_open and reader.may(Action.JUDGE, subject),
        is_own=is_same_person(found.made_by, caller.name),
        may_attach=is_open and found.made_by == caller.name,
        **frame(reader.texts),
        **(blank | shown),
    )
