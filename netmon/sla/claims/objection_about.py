"""Whether an objection may be made now, and whether it is about the contract's own."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from inventory import tables
from netmon.core.errors import NotFound
from netmon.core.model import SiteCode
from netmon.sla.claims.claim_text import check_code
from netmon.sla.claims.refusals import Conflict, Flawed
from netmon.sla.claims.site_places import find_places
from netmon.sla.statements.kept import read_line, read_summary
from netmon.sla.statements.lifecycle import to_calendar
from netmon.sla.statements.statement_rows import read_kept, read_summary_bytes
from netmon.sla.tables import sla_final, sla_statement
from netmon.status.tables import outage

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from netmon.sla.claims.objections import ObjectionWish
    from netmon.sla.parameters import Rules


async def require_open(
    connection: AsyncConnection, wish: ObjectionWish, rules: Rules, now: datetime
) -> None:
    """Return if the statement takes objections at `now`.

    Raises:
        NotFound: There is no such statement.
        Conflict: It is final, has been corrected, or the time for it is over.
    """
    table, month = sla_statement, str(wish.month)
    query = select(table.c.version, table.c.made_at).where(table.c.month == month)
    versions = {row.version: row.made_at for row in await connection.execute(query)}
    if wish.version not in versions:
        raise NotFound("statement", f"{month} version {wish.version}")
    finals = select(sla_final.c.version).where(sla_final.c.month == month)
    if wish.version in set(await connection.scalars(finals)):
        raise Conflict("objection_final", month=wish.month, version=wish.version)
    newest = max(versions)
    if wish.version != newest:
        raise Conflict("objection_superseded", version=wish.version, newest=newest)
    until = to_calendar(wish.month, rules, versions[newest]).objections_until
    if now >= until:
        raise Conflict("objection_closed", month=wish.month, until=until)


async def check_about(
    connection: AsyncConnection, wish: ObjectionWish
) -> ObjectionWish:
    """Return `wish` if contract, site and outage are there, and belong together.

    With an outage it names the outage's site.

    What is another contract's is answered as what is not there at all.

    Raises:
        Flawed: They do not.
    """
    for field in ("contract", "site", "outage"):
        check_code(field, getattr(wish, field) or "")
    if not await _is_contract(connection, wish):
        raise Flawed("contract", "unknown_contract", name=wish.contract)
    if wish.site is not None and not await _is_own(connection, wish, wish.site):
        detail = {"name": wish.site, "contract": wish.contract}
        raise Flawed("site", "foreign_site", **detail)
    if wish.outage is None:
        return wish
    return replace(wish, site=await _find_site(connection, wish))


async def _find_site(connection: AsyncConnection, wish: ObjectionWish) -> str:
    query = select(outage.c.site, outage.c.started_at, outage.c.ended_at)
    row = (
        await connection.execute(query.where(outage.c.id == wish.outage))
    ).one_or_none()
    if row is None or not await _is_own(connection, wish, row.site):
        detail = {"name": wish.outage, "contract": wish.contract}
        raise Flawed("outage", "unknown_outage", **detail)
    if wish.site is not None and row.site != wish.site:
        raise Flawed("outage", "foreign_outage", site=row.site, name=wish.site)
    span = wish.month.span
    has_ended_before = row.ended_at is not None and row.ended_at <= span.start
    if row.started_at >= span.end or has_ended_before:
        raise Flawed("outage", "outage_elsewhen", month=wish.month)
    return str(row.site)


async def _is_own(connection: AsyncConnection, wish: ObjectionWish, site: str) -> bool:
    """Return whether a site is the contract's, in the version objected to.

    One that version does not name is whose register says it is.
    """
    kept = await read_kept(connection, wish.month, wish.version)
    line = await asyncio.to_thread(read_line, kept.annex, site)
    if line is not None:
        return line.contract == wish.contract
    place = (await find_places(connection, [site])).get(SiteCode(site))
    return place is not None and place.contract == wish.contract


async def _is_contract(connection: AsyncConnection, wish: ObjectionWish) -> bool:
    """Return whether the contract has sites, had some, or stands in the statement."""
    if await _has_sites(connection, wish.contract):
        return True
    blob = await read_summary_bytes(connection, wish.month, wish.version)
    summary = await asyncio.to_thread(read_summary, blob)
    return any(each.key == wish.contract for each in summary.contracts if each.key)


async def _has_sites(connection: AsyncConnection, contract: str) -> bool:
    for table in (tables.site, tables.site_left):
        query = select(table.c.code).where(table.c.contract == contract).limit(1)
        if await connection.scalar(query) is not None:
            return True
    return False
