"""The register of sites itself, as a part like the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from inventory.importer.columns import COMPARED, HEADINGS, Field
from inventory.importer.current import read_current
from inventory.importer.geography_store import load_geography
from inventory.importer.judge import judge
from inventory.importer.parts.part import Current, Look
from inventory.importer.plan import Step
from inventory.importer.row import Context
from inventory.importer.source import Source
from inventory.importer.write import write_steps

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


class SitesPart:
    """Sites, with their routers and what a hand-over says beside."""

    name = "sites"
    headings = HEADINGS
    fields = tuple(Field)
    compared = COMPARED

    async def look(
        self, connection: AsyncConnection, source: Source, today: date
    ) -> Look:
        """Return what `source` holds; raises ConfigError without a header."""
        geography = await load_geography(connection)
        current = await read_current(connection)
        judged = judge(source, Context(geography, today, current.minimum_mbps))
        return Look(judged, current.version, current.sites)

    async def read(self, connection: AsyncConnection) -> Current:
        """Return what the register holds."""
        return (await read_current(connection)).sites

    async def write(
        self, connection: AsyncConnection, steps: Sequence[Step]
    ) -> list[str]:
        """Write `steps`; return the codes of contracts that are new."""
        return await write_steps(connection, steps)
