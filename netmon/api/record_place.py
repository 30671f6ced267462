"""Where a record belongs, for those who decide about rights."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from inventory.records.catalogue import BY_NAME
from inventory.records.kinds import CODE
from netmon.access.policy import NATION, Scope, Subject
from netmon.api.site_subject import site_subject
from netmon.core.errors import NotFound

if TYPE_CHECKING:
    from inventory.records.kinds import Kind, Values
    from netmon.api.desk import Desk


async def subject_of(desk: Desk, kind: Kind, values: Values) -> Subject:
    """Return what a right over a record must cover.

    That is the site the record leads to, with its province and contract; a site that
    has left the register is named alone. What leads nowhere, since its kind belongs
    to no site or since the record it names is not there, is the nation's.
    """
    name = values.get(kind.at) if kind.at else None
    if kind.at is None or not isinstance(name, str) or not CODE.fullmatch(name):
        return NATION
    refers = kind.column(kind.at).refers
    if refers == "site":
        return site_subject(desk, name)
    if refers is None:
        return NATION
    above = BY_NAME[refers]
    try:
        record = await desk.live.records.get(above, name)
    except NotFound:
        return NATION
    return await subject_of(desk, above, record.values)


async def codes_at(desk: Desk, kind: Kind, sites: Collection[str]) -> list[str]:
    """Return what the column `kind.at` holds in records at `sites`.

    Raises:
        ValueError: The kind belongs to no site.
    """
    refers = kind.column(kind.at).refers if kind.at else None
    if refers is None:
        message = f"a {kind.name} belongs to no site"
        raise ValueError(message)
    if refers == "site":
        return list(sites)
    above = BY_NAME[refers]
    where = {str(above.at): await codes_at(desk, above, sites)}
    return [each.code for each in await desk.live.records.page(above, where)]


def sites_within(desk: Desk, *scopes: Scope) -> list[str]:
    """Return the sites that all of `scopes` cover.

    A site that left the register is covered only where a scope names it.
    """
    codes: set[str] = set(desk.fleet.register.sites)
    for scope in scopes:
        codes |= scope.sites or set()
    subjects = {code: site_subject(desk, code) for code in sorted(codes)}
    return [
        code
        for code, subject in subjects.items()
        if all(scope.covers(subject) for scope in scopes)
    ]
