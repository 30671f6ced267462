"""The engine: times, locks, durability settings, refused URLs."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.core.errors import ConfigError
from netmon.database import UtcDateTime, make_engine, reading, sqlite_url, writing

pytestmark = pytest.mark.anyio

AT = datetime(2026, 11, 20, 8, 0, 0, tzinfo=UTC)

moments = Table(
    "moments",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime()),
)


@pytest.fixture
async def moments_engine(new_engine: AsyncEngine) -> AsyncEngine:
    async with writing(new_engine) as connection:
        await connection.run_sync(moments.metadata.create_all)
    return new_engine


async def store(engine: AsyncEngine, *times: datetime | None) -> None:
    async with writing(engine) as connection:
        await connection.execute(insert(moments), [{"at": at} for at in times])


async def test_a_moment_comes_back_aware_and_in_utc(
    moments_engine: AsyncEngine,
) -> None:
    thai = AT.astimezone(timezone(timedelta(hours=7))) + timedelta(microseconds=1)

    await store(moments_engine, thai, None)

    async with reading(moments_engine) as connection:
        query = select(moments.c.at).order_by(moments.c.id)
        found = (await connection.scalars(query)).all()
    assert found == [thai, None]
    assert found[0].tzinfo is UTC


async def test_moments_are_compared_to_the_microsecond(
    moments_engine: AsyncEngine,
) -> None:
    step = timedelta(microseconds=1)
    await store(moments_engine, AT + step, AT, AT - step, AT + timedelta(seconds=1))

    async with reading(moments_engine) as connection:
        later = select(moments.c.at).where(moments.c.at > AT).order_by(moments.c.at)
        found = (await connection.scalars(later)).all()
        first = await connection.scalar(select(func.min(moments.c.at)))

    assert found == [AT + step, AT + timedelta(seconds=1)]
    assert first == AT - step


async def test_a_naive_moment_is_refused(moments_engine: AsyncEngine) -> None:
    with pytest.raises(StatementError, match="a time without a zone"):
        await store(moments_engine, AT.replace(tzinfo=None))


async def test_writers_that_read_first_wait_for_each_other(
    moments_engine: AsyncEngine,
) -> None:
    async def add_one() -> None:
        async with writing(moments_engine) as connection:
            await connection.scalar(select(func.count()).select_from(moments))
            await connection.execute(insert(moments), [{"at": AT}])

    await asyncio.gather(*(add_one() for _ in range(10)))

    async with reading(moments_engine) as connection:
        count = await connection.scalar(select(func.count()).select_from(moments))
    assert count == 10


async def test_a_reader_sees_one_moment_while_others_write(
    moments_engine: AsyncEngine,
) -> None:
    count = select(func.count()).select_from(moments)
    async with reading(moments_engine) as connection:
        before = await connection.scalar(count)
        await store(moments_engine, AT)
        during = await connection.scalar(count)

    assert (before, during) == (0, 0)


async def test_a_failed_transaction_leaves_nothing(moments_engine: AsyncEngine) -> None:
    with pytest.raises(IntegrityError):
        await store_twice_under_one_key(moments_engine)

    async with reading(moments_engine) as connection:
        assert (await connection.scalars(select(moments.c.id))).all() == []


async def store_twice_under_one_key(engine: AsyncEngine) -> None:
    async with writing(engine) as connection:
        for _ in range(2):
            await connection.execute(insert(moments), [{"id": 1, "at": AT}])


async def test_sqlite_is_durable_checks_keys_and_waits(tmp_path: Path) -> None:
    engine = make_engine(sqlite_url(tmp_path / "a b%20?#.db"))
    found = []
    async with reading(engine) as connection:
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            found.append(await connection.scalar(text(f"PRAGMA {name}")))
    await engine.dispose()

    assert found == ["wal", 2, 1, 5000]
    assert (tmp_path / "a b%20?#.db").exists()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "database URL: it cannot be read as a URL"),
        ("mysql://u:secret@h/d", "database URL: expected sqlite+aiosqlite:///... or "),
        ("postgresql://h/d", "got one that begins with 'postgresql'"),
        ("sqlite+aiosqlite://", "database URL: SQLite needs the path of a file"),
        ("sqlite+aiosqlite:///:memory:", "database URL: SQLite needs the path of"),
    ],
)
async def test_an_unfit_url_is_refused_without_showing_its_password(
    url: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)) as raised:
        make_engine(url)

    assert "secret" not in str(raised.value)
