"""The SQL database: one engine factory and one metadata for every table.

SQLite in one file is the default; PostgreSQL is chosen by URL. On SQLite the
journal is write-ahead and `synchronous` is FULL: a commit is on the disk when it
returns. NORMAL would survive `kill -9`, but a power cut could take the last commits
back, and an outage journal that forgets is worse than one fsync per batch.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, DateTime, Dialect, MetaData, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.types import TypeDecorator

from netmon.core.errors import ConfigError, DatabaseUnusable

BUSY_TIMEOUT_S = 5.0
"""How long a SQLite writer waits for another one."""

ANSWER_TIMEOUT_S = 20.0
"""How long PostgreSQL may take over one statement or over letting us in."""

SQLITE = "sqlite+aiosqlite"
POSTGRESQL = "postgresql+asyncpg"

_READ_ONLY = "netmon_read_only"
_PRAGMAS = (
    "busy_timeout = 5000",  # BUSY_TIMEOUT_S, before anything that may wait
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of the product; a part's tables are here once its module is imported."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC to the microsecond.

    PostgreSQL keeps `timestamptz`. SQLite keeps text of fixed width
    (`2026-11-20 08:00:00.000000`), so that text order is time order.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuse a naive time; turn any other into UTC.

        Raises:
            ValueError: `value` has no time zone.
        """
        if value is None:
            return None
        if value.utcoffset() is None:
            message = f"a time without a zone cannot be stored: {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Return the stored moment, aware and in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


def sqlite_url(path: Path) -> str:
    """Return the URL of the SQLite database in the file `path`."""
    return URL.create(SQLITE, database=str(path)).render_as_string()


def with_password(url: str, password: str) -> str:
    """Return `url` with the password in it.

    Raises:
        ConfigError: It is no URL of a database we know.
    """
    return _parse_url(url).set(password=password).render_as_string(hide_password=False)


def make_engine(url: str) -> AsyncEngine:
    """Return an engine for `url`; nothing is opened yet. The caller disposes of it.

    Args:
        url: `sqlite+aiosqlite:///<path>` or `postgresql+asyncpg://...`.

    Raises:
        ConfigError: Any other kind of URL. The text never shows its password.
    """
    parsed = _parse_url(url)
    if parsed.drivername == SQLITE:
        return _make_sqlite_engine(parsed)
    patience = {"timeout": ANSWER_TIMEOUT_S, "command_timeout": ANSWER_TIMEOUT_S}
    return create_async_engine(
        parsed, pool_pre_ping=True, hide_parameters=True, connect_args=patience
    )


@contextmanager
def naming_faults() -> Iterator[None]:
    """Say in one line why the database cannot be used; never its password.

    Raises:
        DatabaseUnusable: The database, or the way to it, does not do its part.
    """
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        message = f"database: {to_reason(error)}"
        raise DatabaseUnusable(message) from None
    except TypeError as error:  # how asyncpg refuses an option of the URL
        if "unexpected keyword argument" not in str(error):
            raise
        option = str(error).rpartition(" ")[2]
        message = f"database URL: there is no option {option}"
        raise ConfigError(message) from None


def to_reason(error: Exception) -> str:
    """Return the first line of what `error` says, or its kind where it says nothing."""
    text = str(getattr(error, "orig", None) or error)
    return text.partition("\n")[0] or type(error).__name__


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that writes; commits at the end, rolls back on an error.

    On SQLite it takes the write lock at once (`BEGIN IMMEDIATE`): a transaction that
    reads first and writes later would fail instead of waiting for another writer.
    """
    async with engine.begin() as connection:
        yield connection


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction in which all reads see the same moment, and none writes."""
    options: dict[str, Any] = {_READ_ONLY: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    async with engine.execution_options(**options).connect() as connection:
        yield connection


def _parse_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise ConfigError("database URL: it cannot be read as a URL") from None
    if parsed.drivername not in (SQLITE, POSTGRESQL):
        message = (
            f"database URL: expected {SQLITE}:///... or {POSTGRESQL}://..., "
            f"got one that begins with {parsed.drivername!r}"
        )
        raise ConfigError(message)
    if parsed.drivername == SQLITE and parsed.database in (None, "", ":memory:"):
        raise ConfigError("database URL: SQLite needs the path of a file")
    return parsed


def _make_sqlite_engine(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url, connect_args={"timeout": BUSY_TIMEOUT_S}, hide_parameters=True
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions by itself, late and never for a SELECT.
    connection.isolation_level = None
    try:
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
    except BaseException:
        # Nobody else would: each attempt at a spoilt file would leave a thread behind.
        connection.close()
        raise


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
