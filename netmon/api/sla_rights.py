"""What routes of statements are about, for those who decide about rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.access.policy import Subject
from netmon.api.problems import Denied
from netmon.api.site_subject import site_subject
from netmon.core.errors import NetmonError
from netmon.core.model import SiteCode
from netmon.core.months import Month

if TYPE_CHECKING:
    from fastapi import Request

    from netmon.access.policy import Principal, Scope
    from netmon.api.desk import Desk
    from netmon.sla.statement import SiteLine


async def of_contract(request: Request, _desk: Desk) -> Subject:
    """Return the contract the parameters narrow to; said twice, they narrow nothing.

    Raises:
        Denied: None is named by one who has contracts of their own: the name to use.
    """
    named = request.query_params.getlist("contract")
    caller: Principal = request.state.principal
    if not named and caller.scope.contracts is not None:
        raise Denied(
            "these rights do not reach the nation: name one contract, ?contract="
        )
    return Subject(contract=named[0] if len(named) == 1 else None)


async def of_contract_page(request: Request, desk: Desk) -> Subject:
    """Return the same for a page, which leads who has one contract to it."""
    caller: Principal = request.state.principal
    only = only_contract(caller.scope)
    if only is not None and not request.query_params.getlist("contract"):
        return Subject(contract=only)
    return await of_contract(request, desk)


def only_contract(scope: Scope) -> str | None:
    """Return the contract whose statement is all that a scope reaches; None for none.

    A scope narrowed by province or site too does not reach all of a contract.
    """
    if scope.contracts is None or len(scope.contracts) != 1:
        return None
    (contract,) = scope.contracts
    return contract if scope.covers(Subject(contract=contract)) else None


async def of_served_site(request: Request, desk: Desk) -> Subject:
    """Return the site of the address as the asked version of a month has it.

    Whose contract's a month was is what its statement says, whatever the register says
    today. Of a draft it is the register's; one that left is still its contract's.
    """
    code = request.path_params["code"]
    line = await _find_line(request, desk, code)
    if line is not None:
        return Subject(line.province, line.contract, SiteCode(code))
    if desk.fleet.get(code) is None and code.isprintable():
        left = await desk.live.sla.left_site(code)
        if left is not None:
            return Subject(left.province, left.contract, code)
    return site_subject(desk, code)


def sees_money(scope: Scope, contract: str | None) -> bool:
    """Return whether a contract's fee, rate and penalties may be told.

    They are the whole contract's: a scope of some of its sites does not reach them.
    """
    return scope.covers(Subject(contract=contract))


async def _find_line(request: Request, desk: Desk, code: str) -> SiteLine | None:
    """Return what the version asked for says of a site; None where there is none."""
    named, version = request.query_params, None
    text = named.get("version", "")
    try:
        month = Month.parse(named.get("month", ""))
        if text:
            version = int(text)
        if version == 0:
            return None
        if await desk.live.sla.store.find(month, version) is None:
            return None
        return await desk.live.sla.reader.line(month, SiteCode(code), version)
    except (ValueError, NetmonError):  # what is wrong, the route itself tells
        return None
