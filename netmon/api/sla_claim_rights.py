"""What each route about claims is about, for those who decide about rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.access.policy import NATION, Subject
from netmon.api.cursor import LONGEST_PLACE
from netmon.api.sla_claims import objection_subject, seen_sites, subject_of_sites
from netmon.core.errors import NotFound

if TYPE_CHECKING:
    from fastapi import Request

    from netmon.access.policy import Principal
    from netmon.api.desk import Desk


async def of_exclusion(request: Request, desk: Desk) -> Subject:
    """Return a site of the request that the caller's scope covers, else the nation."""
    return await _find(request, desk, needs_all=False)


async def of_whole_exclusion(request: Request, desk: Desk) -> Subject:
    """Return a site of the request, if the scope covers all of them; else the nation.

    Who changes a request changes it for every site.
    """
    return await _find(request, desk, needs_all=True)


async def of_objection(request: Request, desk: Desk) -> Subject:
    """Return what the objection of the address is about; the nation without one."""
    number = _read_number(request.path_params["objection_id"])
    if number is None:
        return NATION
    try:
        objection = await desk.live.sla.objections.get(number)
    except NotFound:
        return NATION
    return objection_subject(desk, objection)


async def of_objection_wish(request: Request, _desk: Desk) -> Subject:
    """Return the contract the body names; the nation where it names none."""
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return NATION
    contract = body.get("contract") if isinstance(body, dict) else None
    return Subject(contract=contract) if isinstance(contract, str) else NATION


async def _find(request: Request, desk: Desk, *, needs_all: bool) -> Subject:
    number = _read_number(request.path_params["exclusion_id"])
    if number is None:
        return NATION
    try:
        found = await desk.live.sla.exclusions.get(number)
    except NotFound:
        return NATION
    caller: Principal = request.state.principal
    seen = seen_sites(desk, caller.scope, found)
    if not seen or (needs_all and len(seen) < len(found.wish.sites)):
        return NATION
    return subject_of_sites(seen, found, desk)


def _read_number(text: str) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_PLACE:
        return None
    return int(text)
