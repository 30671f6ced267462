"""Reads what a hand-over says of a site and the register itself does not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from inventory.importer.tables import site_record
from netmon.database import reading

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


@dataclass(frozen=True, slots=True)
class SiteNote:
    """What was handed over about one site; None where nothing was said.

    Attributes:
        point_count, point_model: Access points, as promised.
        caretaker, telephone: Personal: for whoever repairs, and nobody else.
    """

    point_count: int | None = None
    point_model: str | None = None
    caretaker: str | None = None
    telephone: str | None = None


class SiteNotes:
    """The notes of all sites, in the database.

    Args:
        database: Migrated.
    """

    def __init__(self, database: AsyncEngine) -> None:
        self._database = database

    async def of(self, site: str) -> SiteNote:
        """Return the note of a site; an empty one where nothing was handed over."""
        table = site_record
        columns = (
            table.c.point_count,
            table.c.point_model,
            table.c.caretaker,
            table.c.telephone,
        )
        query = select(*columns).where(table.c.site == site)
        async with reading(self._database) as connection:
            row = (await connection.execute(query)).one_or_none()
        return SiteNote(*row) if row else SiteNote()
