"""Whose a site is, by the register as the database has it, and by what left it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from inventory.tables import site, site_left
from netmon.core.model import SiteCode
from netmon.sla.claims.claim_forms import MOST_SITES
from netmon.sla.claims.claim_text import check_code
from netmon.sla.claims.refusals import Flawed
from netmon.status.among import among

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


class SitePlace(NamedTuple):
    """Where a site is, and under which contract it runs."""

    province: str
    contract: str | None


@dataclass(frozen=True, slots=True)
class SitesWish:
    """Which sites a request is about: named ones, or all of a contract or province.

    Attributes:
        codes: None where they are told by the others, which narrow together.
    """

    codes: Collection[str] | None = None
    contract: str | None = None
    province: str | None = None


async def find_sites(
    connection: AsyncConnection, wish: SitesWish
) -> dict[SiteCode, SitePlace]:
    """Return the sites a request is about, as they are now, by code.

    A site that left the register may still be named: its month is judged all the same.

    Raises:
        Flawed: Nothing or too much is named, or something there is not.
    """
    for field in ("contract", "province"):
        check_code(field, getattr(wish, field) or "")
    narrowed = wish.contract is not None or wish.province is not None
    if wish.codes is not None:
        if narrowed:
            raise Flawed("sites", "sites_and_filter")
        return await _find_named(connection, wish.codes)
    if not narrowed:
        raise Flawed("sites", "no_sites")
    query = select(site.c.code, site.c.province, site.c.contract)
    if wish.contract is not None:
        query = query.where(site.c.contract == wish.contract)
    if wish.province is not None:
        query = query.where(site.c.province == wish.province)
    found = await connection.execute(query.order_by(site.c.code))
    places = {SiteCode(code): SitePlace(*place) for code, *place in found}
    if not places:
        field = "province" if wish.contract is None else "contract"
        raise Flawed(field, "no_site_found")
    return places


async def find_places(
    connection: AsyncConnection, codes: Collection[str]
) -> dict[SiteCode, SitePlace]:
    """Return the place of each of `codes` that is known, by code."""
    places: dict[SiteCode, SitePlace] = {}
    for table in (site_left, site):  # what is in the register wins
        query = select(table.c.code, table.c.province, table.c.contract)
        found = await connection.execute(query.where(among(table.c.code, codes)))
        places |= {SiteCode(code): SitePlace(*place) for code, *place in found}
    return places


async def _find_named(
    connection: AsyncConnection, codes: Collection[str]
) -> dict[SiteCode, SitePlace]:
    if not codes:
        raise Flawed("sites", "no_sites")
    if len(codes) > MOST_SITES:
        raise Flawed("sites", "too_many_sites", most=MOST_SITES)
    for code in codes:
        check_code("sites", code)
    places = await find_places(connection, codes)
    for code in codes:
        if code not in places:
            raise Flawed("sites", "unknown_site", name=code)
    return dict(sorted(places.items()))
