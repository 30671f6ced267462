"""A home with a nation, its programme and a year and a half of its journals."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.links_journal import write_journal
from inventory.fleet.programme import make_programme
from inventory.fleet.programme_write import write_programme
from inventory.model import Register
from inventory.repository import replace_register
from netmon.core.clock import to_thai
from netmon.core.settings import Settings
from netmon.database import make_engine
from netmon.home import database_url
from netmon.migrations import upgrade


async def fill(home: Path, register: Register) -> int:
    """Fill the database of a new home; returns how many outages its journal has."""
    database = open_database(home)
    try:
        await upgrade(database)
        await replace_register(database, register)
        now = datetime.now(UTC)
        programme = make_programme(register, to_thai(now).date())
        await write_programme(database, programme, now)
        return await write_journal(database, register, now)
    finally:
        await database.dispose()


def open_database(home: Path) -> AsyncEngine:
    """Return the engine of a home's database; the caller disposes of it."""
    return make_engine(database_url(Settings(home=home)))
