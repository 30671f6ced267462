"""Requests to leave time out of the reckoning: list, form, decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from netmon.access.policy import Subject
from netmon.access.roles import Action
from netmon.api.desk import AtDesk, Desk
from netmon.api.problems import Denied
from netmon.api.queries import LONGEST_WORD
from netmon.api.rights import AtCaller
from netmon.api.site_subject import site_subject
from netmon.api.sla_claims import (
    request_exclusion,
    seen_sites,
    subject_of_sites,
    to_reach,
    within,
)
from netmon.core.clock import to_thai
from netmon.core.errors import NotFound
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.claims.exclusion_list import ExclusionFilter
from netmon.sla.claims.exclusions import Standing
from netmon.sla.claims.refusals import Conflict, Flawed, NotApprovable
from netmon.sla.claims.second_person import is_same_person
from netmon.web.form import read_form
from netmon.web.render import AtReader, Reader
from netmon.web.sla_entry import say, say_finding
from netmon.web.sla_exclusion_form import Unread, read_exclusion, to_exclusion_fields
from netmon.web.sla_waiting import after_frozen
from netmon.web.sla_words import frame

if TYPE_CHECKING:
    from netmon.access.policy import Principal
    from netmon.sla.claims.claim_forms import ExclusionForm
    from netmon.sla.claims.refusals import Finding

router = APIRouter(include_in_schema=False)

LIST = "/sla/exclusions"
ONE = f"{LIST}/{{exclusion_id}}"
MOST_FIELDS = 10
PAGE_LENGTH = 50
MOST_BEYOND = 10
"""Codes named beside the field they were written in."""
MOST_NAMED = 200
"""Sites a request's page names; the API has all of them."""
SAID = ("asked", "approved", "rejected", "withdrawn", "revoked", "attached")

ExclusionId = Annotated[int, Path(ge=1, lt=10**18)]


class ListQuery(BaseModel):
    """Which requests; what else is said is no wish."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    status: Standing | None = None
    contract: str = Field("", max_length=LONGEST_WORD)
    site: str = Field("", max_length=LONGEST_WORD)
    before: int | None = Field(None, ge=1, lt=10**18)


class NewQuery(BaseModel):
    """What the form is filled with to begin with."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    contract: str = Field("", max_length=LONGEST_WORD)
    site: str = Field("", max_length=LONGEST_WORD)


@router.get(LIST)
async def get_list(
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
    query: Annotated[ListQuery, Query()],
) -> Response:
    """Show requests, the newest first: those about a site the reader may see."""
    asked = Subject(contract=query.contract or None, site=query.site or None)
    reach = to_reach(desk, caller.scope, asked)
    which = ExclusionFilter(reach, standing=query.status)
    store = desk.live.sla.exclusions
    found = await store.page(which, PAGE_LENGTH + 1, query.before)
    return reader.render(
        "sla_exclusions.html",
        rows=found[:PAGE_LENGTH],
        next_before=found[PAGE_LENGTH - 1].request.id
        if len(found) > PAGE_LENGTH
        else None,
        query=query,
        standings=tuple(Standing),
        may_claim=_may_claim(reader, caller),
        **frame(reader.texts),
    )


@router.get(f"{LIST}/new")
async def get_new(
    desk: AtDesk, reader: AtReader, query: Annotated[NewQuery, Query()]
) -> Response:
    """Show an empty form."""
    typed = {"contract": "" if query.site else query.contract, "sites": query.site}
    return _show_form(desk, reader, typed, {})


@router.post(f"{LIST}/new")
async def ask(
    request: Request, desk: AtDesk, reader: AtReader, caller: AtCaller
) -> Response:
    """Ask for an exclusion, or show what is wrong with the form."""
    typed = await read_form(request, MOST_FIELDS)
    today = to_thai(reader.now).date()
    try:
        form = read_exclusion(reader.texts, typed, today)
    except Unread as error:
        return _show_form(desk, reader, typed, error.faults)
    try:
        made = await request_exclusion(desk, caller, form)
    except Denied:
        faults = _not_theirs(desk, reader, form)
        return _show_form(desk, reader, typed, faults, code=403)
    except Flawed as error:
        return _show_form(desk, reader, typed, {error.field: say(reader.texts, error)})
    except Conflict as error:
        return _show_form(desk, reader, typed, {}, say(reader.texts, error))
    return _to(made.id, "asked")


@router.get(ONE)
async def get_one(
    exclusion_id: ExclusionId,
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
    said: str = "",
) -> Response:
    """Show one request with what its contract's rules say of it."""
    said = said if said in SAID else ""
    return await _render(desk, reader, caller, exclusion_id, said=said)


@router.post(f"{ONE}/decide")
async def decide(
    exclusion_id: ExclusionId,
    request: Request,
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
) -> Response:
    """Approve or reject a request, or say why that cannot be."""
    typed = await read_form(request, MOST_FIELDS)
    store, note = desk.live.sla.exclusions, typed.get("note", "")
    is_approved = typed.get("verdict") == "approved"
    act = store.approve if is_approved else store.reject
    try:
        await act(exclusion_id, note, caller.name)
    except Flawed as error:
        fault = say(reader.texts, error)
        return await _render(
            desk, reader, caller, exclusion_id, note=note, fault=fault, status=400
        )
    except NotApprovable:
        refusal = reader.texts("sla_exclusions.not_approvable")
    except Conflict as error:
        refusal = say(reader.texts, error)
    else:
        return _to(exclusion_id, "approved" if is_approved else "rejected")
    return await _render(
        desk, reader, caller, exclusion_id, note=note, refusal=refusal, status=409
    )


@router.post(f"{ONE}/revoke")
async def revoke(
    exclusion_id: ExclusionId,
    request: Request,
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
) -> Response:
    """Reject what was approved, or say why that cannot be."""
    note = (await read_form(request, MOST_FIELDS)).get("note", "")
    shown = {"note": note}
    try:
        await desk.live.sla.exclusions.revoke(exclusion_id, note, caller.name)
    except Flawed as error:
        shown["fault"], status = say(reader.texts, error), 400
    except Conflict as error:
        shown["refusal"], status = say(reader.texts, error), 409
    else:
        return _to(exclusion_id, "revoked")
    return await _render(desk, reader, caller, exclusion_id, status=status, **shown)


@router.post(f"{ONE}/withdraw")
async def withdraw(
    exclusion_id: ExclusionId, desk: AtDesk, reader: AtReader, caller: AtCaller
) -> Response:
    """Take a request back."""
    try:
        await desk.live.sla.exclusions.withdraw(exclusion_id, caller.name)
    except Conflict as error:
        refusal = say(reader.texts, error)
        return await _render(
            desk, reader, caller, exclusion_id, refusal=refusal, status=409
        )
    return _to(exclusion_id, "withdrawn")


def _to(exclusion: int, said: str) -> Response:
    return RedirectResponse(f"{LIST}/{exclusion}?said={said}", status_code=303)


def _not_theirs(desk: Desk, reader: Reader, form: ExclusionForm) -> dict[str, str]:
    """Return beside which field to say that something is beyond the caller."""
    codes = form.sites.codes or []
    beyond = [
        code
        for code in codes
        if not reader.may(Action.CLAIM, site_subject(desk, SiteCode(code)))
    ]
    if beyond:
        named = ", ".join(beyond[:MOST_BEYOND])
        return {"sites": reader.texts("sla_exclusions.not_yours_are", codes=named)}
    field = "contract" if form.sites.contract else "province"
    return {"sites" if codes else field: reader.texts("sla_exclusions.not_yours")}


def _show_form(
    desk: Desk,
    reader: Reader,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    refusal: str = "",
    code: int = 400,
) -> Response:
    fields = to_exclusion_fields(reader.texts, desk.fleet.register, typed, faults)
    status = 409 if refusal else code if faults else 200
    return reader.render(
        "sla_exclusion_new.html", status, fields=fields, refusal=refusal
    )


async def _render(
    desk: Desk,
    reader: Reader,
    caller: Principal,
    exclusion_id: int,
    *,
    status: int = 200,
    **shown: str,
) -> Response:
    """Show one request; `shown` is what there is to say, and what stands in the form.

    Raises:
        NotFound: There is none, or none the caller sees a site of.
    """
    review = await desk.live.sla.exclusions.review(exclusion_id)
    seen = seen_sites(desk, caller.scope, review.request)
    if not seen:
        raise NotFound("exclusion", str(exclusion_id))
    request = review.request
    is_open = request.standing is Standing.REQUESTED
    subject = subject_of_sites(seen, request, desk)
    is_own = is_same_person(request.requested_by, caller.name)
    is_ours = is_own or is_same_person(request.decision.by, caller.name)
    is_approved = request.standing is Standing.APPROVED
    versions = await desk.live.sla.store.versions()
    blank = {"said": "", "note": "", "fault": "", "refusal": ""}
    return reader.render(
        "sla_exclusion.html",
        status,
        request=request,
        sites=seen[:MOST_NAMED],
        site_count=len(seen),
        breaches=_say_all(reader, review.breaches, seen) if is_open else [],
        notes=_say_all(reader, review.notes, seen),
        month_of=Month.of,
        frozen=after_frozen(versions, request),
        is_own=is_own,
        may_judge=is_open and reader.may(Action.JUDGE, subject),
        may_revoke=is_approved and not is_ours and reader.may(Action.JUDGE, subject),
        may_withdraw=is_open and request.requested_by == caller.name,
        **frame(reader.texts),
        **(blank | shown),
    )


def _say_all(
    reader: Reader, findings: Sequence[Finding], seen: list[SiteCode]
) -> list[str]:
    return [say_finding(reader.texts, each) for each in within(findings, seen)]


def _may_claim(reader: Reader, caller: Principal) -> bool:
    """Whether they may ask for anything at all, as far as their scope reaches."""
    scope = caller.scope
    mine = Subject(
        next(iter(sorted(scope.provinces or ())), None),
        next(iter(sorted(scope.contracts or ())), None),
        next(iter(sorted(scope.sites or ())), None),
    )
    return reader.may(Action.CLAIM, mine)
