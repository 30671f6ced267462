"""What routes of statements are about, for those who decide about rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.access.policy import Subject
from netmon.api.site_subject import site_subject

if TYPE_CHECKING:
    from fastapi import Request

    from netmon.api.desk import Desk


async def of_contract(request: Request, _desk: Desk) -> Subject:
    """Return the contract the parameters narrow to; said twice, they narrow nothing."""
    named = request.query_params.getlist("contract")
    return Subject(contract=named[0] if len(named) == 1 else None)


async def of_served_site(request: Request, desk: Desk) -> Subject:
    """Return the site of the address; one that left is still its contract's."""
    code = request.path_params["code"]
    if desk.fleet.get(code) is None and code.isprintable():
        left = await desk.live.sla.left_site(code)
        if left is not None:
            return Subject(left.province, left.contract, code)
    return site_subject(desk, code)
