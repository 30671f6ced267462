"""Holds a file against the register as it is now; changes nothing."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.importer.parts.choice import recognise
from inventory.importer.parts.part import Part
from inventory.importer.plan import Plan, make_plan
from inventory.importer.sheet_judge import Judged
from inventory.importer.source import Source
from netmon.database import reading


class Survey(NamedTuple):
    """What a file holds, and what it would change.

    Attributes:
        part: Of the register.
    """

    judged: Judged
    plan: Plan
    part: Part


async def survey(
    engine: AsyncEngine, source: Source, today: date, part: Part | None = None
) -> Survey:
    """Return what importing `source` would do.

    Args:
        engine: Migrated.
        source: The file.
        today: In Thailand.
        part: Of the register; None where the header shall tell.

    Raises:
        ConfigError: The file has no header.
    """
    part = part or recognise(source)
    async with reading(engine) as connection:
        judged, version, current = await part.look(connection, source, today)
    if judged.is_unusable:
        return Survey(judged, Plan(version, {}, (), ()), part)
    plan = make_plan(judged.rows, current, judged.named, part.compared, version)
    return Survey(judged, plan, part)
