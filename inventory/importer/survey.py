"""Holds a file against the register as it is now; changes nothing."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.importer.columns import COMPARED
from inventory.importer.current import read_current
from inventory.importer.geography_store import load_geography
from inventory.importer.judge import judge
from inventory.importer.plan import Plan, make_plan
from inventory.importer.row import Context
from inventory.importer.sheet_judge import Judged
from inventory.importer.source import Source
from netmon.database import reading


class Survey(NamedTuple):
    """What a file holds, and what it would change."""

    judged: Judged
    plan: Plan


async def survey(engine: AsyncEngine, source: Source, today: date) -> Survey:
    """Return what importing `source` would do.

    Args:
        engine: Migrated.
        source: The file.
        today: In Thailand.

    Raises:
        ConfigError: The file has no header.
    """
    async with reading(engine) as connection:
        geography = await load_geography(connection)
        current = await read_current(connection)
    judged = judge(source, Context(geography, today, current.minimum_mbps))
    plan = make_plan(
        judged.rows, current.sites, judged.named, COMPARED, current.version
    )
    if judged.is_unusable:
        plan = Plan(current.version, {}, (), ())
    return Survey(judged, plan)
