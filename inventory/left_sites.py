"""Sites that left the register: a month is told of all who served in it.

A register is replaced as a whole. What went is kept with the day it was missed first,
and forgotten when it comes back.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from inventory import rows
from inventory.row_writing import delete_rows, insert_rows
from inventory.tables import site, site_left

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from inventory.model import Site


class LeftSite(NamedTuple):
    """A site as the register had it last.

    Attributes:
        site: Without parents; its contract and province may have gone too.
        left_at: UTC.
    """

    site: Site
    left_at: datetime


async def keep_left(
    connection: AsyncConnection, coming: Collection[str], now: datetime | None = None
) -> None:
    """Keep the sites that will be in the register no more, within its transaction.

    Args:
        connection: Before anything of the register is deleted.
        coming: Codes of the sites that will be in it.
        now: When they are missed; None for this moment.
    """
    found = (await connection.execute(select(site))).mappings().all()
    gone = [dict(row) for row in found if row["code"] not in coming]
    kept = set(await connection.scalars(select(site_left.c.code)))
    left_at = now or datetime.now(UTC)
    await delete_rows(connection, site_left, "code", kept & set(coming))
    fresh = [row | {"left_at": left_at} for row in gone if row["code"] not in kept]
    await insert_rows(connection, site_left, fresh)


async def read_left(connection: AsyncConnection, since: datetime) -> list[LeftSite]:
    """Return the sites that left after `since`, in order of their codes."""
    query = select(site_left).where(site_left.c.left_at > since)
    found = await connection.execute(query.order_by(site_left.c.code))
    return [LeftSite(rows.to_site(row, ()), row.left_at) for row in found]


async def find_left(connection: AsyncConnection, code: str) -> Site | None:
    """Return a site that left, as the register had it last; None where none did."""
    found = await connection.execute(select(site_left).where(site_left.c.code == code))
    row = found.one_or_none()
    return rows.to_site(row, ()) if row is not None else None
