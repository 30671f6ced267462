"""Brings a database to the schema this version of the product works with."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.core.errors import ConfigError
from netmon.database import writing

PATIENCE_S = 60.0
"""How long another process may take to bring the schema up to date."""

_LOCK_KEY = 0x6E65746D6F6E  # "netmon" in ASCII; any constant would do


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the schema up to date; one transaction, all of it or nothing.

    Processes that start together wait for each other: on PostgreSQL by an advisory
    lock, on SQLite by the write lock, which is asked for until PATIENCE_S is over.

    Raises:
        ConfigError: The database was made by a newer version of the product.
        OperationalError: The database cannot be opened, or stayed locked.
    """
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            async with writing(engine) as connection:
                await connection.run_sync(_upgrade)
        except OperationalError as error:
            if "database is locked" not in str(error) or time.monotonic() > deadline:
                raise
            # Two processes that turn a new file to WAL at once are not made to wait.
            await asyncio.sleep(0.05)
        else:
            return


def make_config(connection: Connection) -> Config:
    """Return the Alembic configuration that works on `connection`."""
    config = Config()
    config.set_main_option("script_location", _here())
    config.attributes["connection"] = connection
    return config


def head_revision() -> str:
    """Return the schema this version of the product works with."""
    return str(_scripts().get_current_head())


def known_revisions() -> frozenset[str]:
    """Return every schema this version can bring up to date."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", _here())
    return ScriptDirectory.from_config(config)


def _here() -> str:
    return str(Path(__file__).parent).replace("%", "%%")


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:key)")
        connection.execute(lock, {"key": _LOCK_KEY})
    try:
        command.upgrade(make_config(connection), "head")
    except CommandError as error:
        message = (
            "the database has a schema this version of netmon does not know, "
            f"so a newer version made it: {error}"
        )
        raise ConfigError(message) from error
