"""What is kept, and where: home directory, disk, database."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from netmon.cli.doctor.finding import Finding, fail, megabytes, ok, warn
from netmon.database import reading
from netmon.migrations import head_revision, known_revisions

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

LITTLE_BYTES = 2_000_000_000
LEAST_BYTES = 200_000_000
SLOW_S = 0.05
TRIES = 5


def judge_disk(home: Path, free_bytes: int, fsync_s: float) -> Finding:
    """Say whether the journals find room, and soon enough.

    Args:
        home: Where.
        free_bytes: Free to this user.
        fsync_s: Median time to bring 4 kB to the disk.
    """
    name, took = "disk", f"{fsync_s * 1000:.1f} ms to bring a write to the disk"
    found = f"{home}: {megabytes(free_bytes)} free, {took}"
    if free_bytes < LEAST_BYTES:
        return fail(name, found, f"free at least {megabytes(LITTLE_BYTES)}")
    if free_bytes < LITTLE_BYTES:
        return warn(name, found, f"{megabytes(LITTLE_BYTES)} are wanted")
    if fsync_s > SLOW_S:
        advice = (
            "use a local disk: every outage is brought to the disk before it counts"
        )
        return warn(name, found, advice)
    return ok(name, found)


def check_disk(home: Path) -> Finding:
    """See judge_disk; makes the home directory as any command would."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        fsync_s = _measure(home)
    except OSError as error:
        found = f"{home} cannot be written: {error.strerror or error}"
        return fail("disk", found, "let NETMON_HOME name a directory of this user")
    room = os.statvfs(home)
    return judge_disk(home, room.f_bavail * room.f_frsize, fsync_s)


def _measure(home: Path) -> float:
    times = []
    with tempfile.TemporaryFile(dir=home) as file:
        for _ in range(TRIES):
            file.write(os.urandom(4096))
            file.flush()
            started_s = time.monotonic()
            os.fsync(file.fileno())
            times.append(time.monotonic() - started_s)
    return statistics.median(times)


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """What a database says of itself.

    Attributes:
        kind: `SQLite 3.45.1` or `PostgreSQL 16.2`.
        revision: Of its schema; empty without one.
        journal_mode: Of SQLite; empty elsewhere.
    """

    kind: str
    revision: str
    journal_mode: str = ""


def judge_database(state: DatabaseState) -> Finding:
    """Say whether the database can be worked with."""
    name, head = "database", head_revision()
    mode = f", {state.journal_mode} journal" if state.journal_mode else ""
    found = f"{state.kind}{mode}, schema {state.revision or 'not there yet'}"
    if state.journal_mode not in ("", "wal"):
        advice = "put NETMON_HOME on a local file system: WAL needs shared memory"
        return fail(name, found, advice)
    if state.revision and state.revision not in known_revisions():
        advice = (
            "a newer netmon made it: install that one, or take the copy from before"
        )
        return fail(name, found, advice)
    if state.revision != head:
        advice = f"nothing: the next start brings it to {head}; copy it first"
        return warn(name, found, advice)
    return ok(name, found)


async def read_database(engine: AsyncEngine) -> DatabaseState:
    """Return what the database behind `engine` says; changes no row."""
    async with reading(engine) as connection:
        if engine.dialect.name == "sqlite":
            version = await connection.scalar(text("SELECT sqlite_version()"))
            mode = str(await connection.scalar(text("PRAGMA journal_mode")))
            kind = f"SQLite {version}"
        else:
            version = await connection.scalar(text("SHOW server_version"))
            kind, mode = f"PostgreSQL {str(version).split()[0]}", ""
        has_schema = await connection.run_sync(_has_schema)
        query = text("SELECT version_num FROM alembic_version")
        revision = await connection.scalar(query) if has_schema else None
    return DatabaseState(kind, str(revision or ""), mode)


def _has_schema(connection: Connection) -> bool:
    return inspect(connection).has_table("alembic_version")
