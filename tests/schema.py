"""Databases with the schema of today, migrated once by each process and then copied.

What the migrations do is proved in test_database_migrations.py, on new databases; every
other test needs the place they lead to alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.database import make_engine, sqlite_url
from netmon.migrations import upgrade

Fill = Callable[[AsyncEngine], Awaitable[object]]
"""What is written into the first file, and so stands in all copies of it."""

_FILES: dict[Fill, bytes] = {}


async def new_database(path: Path, fill: Fill = upgrade) -> AsyncEngine:
    """Return an engine for a SQLite file with the tables, or with what `fill` wrote.

    Args:
        path: Where the file shall be. One that is there is filled as it stands.
        fill: Brings a new database to what is wanted. It is called once, so it must be
            the same function each time and depend on nothing.
    """
    if fill not in _FILES:
        _FILES[fill] = await _filled(fill)
    engine = make_engine(sqlite_url(path))
    if not _copy(_FILES[fill], path):
        await fill(engine)
    return engine


def _copy(content: bytes, path: Path) -> bool:
    """Return whether there was no file yet, so that it is now written."""
    if path.exists():
        return False
    path.write_bytes(content)
    return True


async def _filled(fill: Fill) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "first.db"
        engine = make_engine(sqlite_url(path))
        await fill(engine)
        await engine.dispose()
        # The last one to leave has put the write-ahead log into the file.
        assert [each.name for each in path.parent.iterdir()] == [path.name]
        return path.read_bytes()
