"""What routes of statements are about, for those who decide about rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.access.policy import Subject

if TYPE_CHECKING:
    from fastapi import Request

    from netmon.api.desk import Desk


async def of_contract(request: Request, _desk: Desk) -> Subject:
    """Return the contract the parameters narrow to; said twice, they narrow nothing."""
    named = request.query_params.getlist("contract")
    return Subject(contract=named[0] if len(named) == 1 else None)
