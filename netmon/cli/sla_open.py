"""Opens statements for commands: directly in the database, one transaction each.

A running service reads what is kept whenever it is asked, so it need not be told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from inventory.repository import load_register
from netmon.access.audit import AuditLog
from netmon.core.clock import SystemClock
from netmon.database import naming_faults
from netmon.home import make_home, open_database
from netmon.sla.desk import SlaDesk
from netmon.sla.statements.make import make_here

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Opened:
    """Database and desk of a command."""

    database: AsyncEngine
    desk: SlaDesk


@asynccontextmanager
async def open_sla(settings: Settings, *, judges: bool = True) -> AsyncIterator[Opened]:
    """Open the database with its statements; they are made by this process.

    Args:
        settings: Of this machine.
        judges: Whether the rules in force are needed; a kept version has its own.

    Raises:
        ConfigError: The rules are needed and cannot be read.
    """
    make_home(settings.home)
    clock = SystemClock()
    async with open_database(settings) as database:
        with naming_faults():
            register = await load_register(database)
            desk = SlaDesk(
                database,
                clock,
                AuditLog(database, clock),
                lambda: register,
                settings.sla.ruleset if judges else None,
                partial(make_here, database),
            )
            yield Opened(database, desk)
