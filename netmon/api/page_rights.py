"""What the pages about records are about, for those who decide about rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.records.catalogue import BY_NAME
from netmon.access.policy import NATION, Subject
from netmon.api.record_rights import of_record

if TYPE_CHECKING:
    from fastapi import Request

    from netmon.api.desk import Desk


async def of_form(request: Request, desk: Desk) -> Subject:
    """Return where the record is whose kind and code the address names."""
    kind = BY_NAME.get(request.path_params["kind"])
    return await of_record(kind.name)(request, desk) if kind else NATION


async def of_new(request: Request, desk: Desk) -> Subject:
    """Return where a new record would be: the address names what it belongs to."""
    kind = BY_NAME.get(request.path_params["kind"])
    above = kind.column(kind.at).refers if kind and kind.at else None
    if above is None or above not in BY_NAME:
        return NATION
    return await of_record(above)(request, desk)
