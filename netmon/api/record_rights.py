"""What each route about records is about, for those who decide about rights."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from fastapi import Request

from inventory.records.catalogue import BY_NAME
from netmon.access.policy import NATION, Principal, Subject
from netmon.api.desk import Desk
from netmon.api.record_place import subject_of
from netmon.core.errors import NotFound

if TYPE_CHECKING:
    from inventory.records.kinds import Kind, Values

Finder = Callable[[Request, Desk], Awaitable[Subject]]


async def within_scope(request: Request, _desk: Desk) -> Subject:
    """Return something the caller's scope covers: the route shows no more than that."""
    caller: Principal = request.state.principal
    scope = caller.scope
    return Subject(
        next(iter(sorted(scope.provinces or ())), None),
        next(iter(sorted(scope.contracts or ())), None),
        next(iter(sorted(scope.sites or ())), None),
    )


def of_record(kind_name: str) -> Finder:
    """Return what finds where the record of the address is; the nation without one."""
    kind = BY_NAME[kind_name]

    async def find_record(request: Request, desk: Desk) -> Subject:
        values = await _last_values(desk, kind, request.path_params["code"])
        return await subject_of(desk, kind, values)

    return find_record


def of_wish(kind_name: str) -> Finder:
    """Return what finds where the record in the body shall be."""
    kind = BY_NAME[kind_name]

    async def find_wish(request: Request, desk: Desk) -> Subject:
        try:
            body = await request.json()
        except (ValueError, RecursionError):
            return NATION
        return await subject_of(desk, kind, body) if isinstance(body, dict) else NATION

    return find_wish


async def _last_values(desk: Desk, kind: Kind, code: str) -> Values:
    """Return the values of a record, the last it had where it is gone."""
    try:
        return (await desk.live.records.get(kind, code)).values
    except NotFound:
        lines = await desk.live.records.history(kind, code, limit=1)
        return (lines[0].before if lines else None) or {}
