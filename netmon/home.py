"""The home directory and its database, for commands that need no more than these."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from netmon.core.errors import ConfigError, DatabaseUnusable
from netmon.database import make_engine, naming_faults, sqlite_url, with_password
from netmon.migrations import upgrade

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.settings import Settings

DATABASE_FILE = "netmon.db"
GOODBYE_S = 0.1


def database_url(settings: Settings) -> str:
    """Return the URL of the database these settings name.

    Raises:
        ConfigError: The file with its password is not usable.
    """
    if settings.database_url is None:
        return sqlite_url(settings.home / DATABASE_FILE)
    url, path = (
        settings.database_url.get_secret_value(),
        settings.database_password_file,
    )
    if path is None:
        return url
    return with_password(url, read_password("NETMON_DATABASE_PASSWORD_FILE", path))


def read_password(variable: str, path: Path) -> str:
    """Return the password in the file a setting names.

    Raises:
        ConfigError: It cannot be read, or is empty; names the setting and the file.
    """
    try:
        password = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{variable}: {path}: {error}"
        raise ConfigError(message) from None
    if not password:
        message = f"{variable}: {path}: it is empty"
        raise ConfigError(message)
    return password


def make_home(home: Path) -> None:
    """Make the home directory where it does not exist.

    Raises:
        ConfigError: It cannot be made.
    """
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        message = f"NETMON_HOME {home}: {error.strerror}"
        raise ConfigError(message) from None


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Open the database and bring it up to date.

    Raises:
        ConfigError: Its URL is wrong, or a newer version made it.
        DatabaseUnusable: It cannot be opened.
    """
    database = make_engine(database_url(settings))
    try:
        try:
            with naming_faults():
                await upgrade(database)
        except DatabaseUnusable:
            # The thread of a file that could not be opened says so to this loop, and
            # aiosqlite waits for it nowhere: a closed loop would make it a traceback.
            await asyncio.sleep(GOODBYE_S)
            raise
        yield database
    finally:
        await database.dispose()
