"""The schema, made and kept by migrations, on both databases."""

from __future__ import annotations

import asyncio
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

import inventory.tables
from inventory.repository import read_version
from netmon.core.errors import ConfigError
from netmon.database import make_engine, metadata, reading, writing
from netmon.migrations import upgrade

pytestmark = pytest.mark.anyio

UPGRADE = """
import asyncio, sys
from netmon.database import make_engine
from netmon.migrations import upgrade

async def main():
    engine = make_engine(sys.argv[1])
    await upgrade(engine)
    await engine.dispose()

asyncio.run(main())
"""


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found: list[object] = compare_metadata(context, metadata)
    return found


async def test_migrations_make_exactly_the_declared_schema(engine: AsyncEngine) -> None:
    assert inventory.tables.site.metadata is metadata

    async with reading(engine) as connection:
        found = await connection.run_sync(differences)

    assert found == []


async def test_a_comparison_would_notice_a_missing_column(engine: AsyncEngine) -> None:
    async with writing(engine) as connection:
        await connection.execute(text("ALTER TABLE node DROP COLUMN name"))

        found = await connection.run_sync(differences)

    assert len(found) == 1


async def test_upgrading_twice_changes_nothing(engine: AsyncEngine) -> None:
    async with writing(engine) as connection:
        await connection.execute(text("UPDATE register_version SET version = 7"))

    await upgrade(engine)

    assert await read_version(engine) == 7


async def end_of(command: list[str]) -> tuple[int | None, str]:
    """Run `command`; its exit code and what it said on standard error."""
    process = await asyncio.create_subprocess_exec(
        *command, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    return process.returncode, said.decode()


async def test_processes_that_start_together_do_not_break_each_other(
    database_url: str,
) -> None:
    command = [sys.executable, "-c", UPGRADE, database_url]
    ends = await asyncio.gather(*(end_of(command) for _ in range(4)))

    assert ends == [(0, "")] * 4
    engine = make_engine(database_url)
    assert await read_version(engine) == 0
    await engine.dispose()


async def test_a_schema_from_the_future_is_refused(engine: AsyncEngine) -> None:
    async with writing(engine) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num='9999'"))

    with pytest.raises(ConfigError, match="a newer version made it"):
        await upgrade(engine)


async def test_a_migration_that_fails_leaves_nothing_behind(
    new_engine: AsyncEngine,
) -> None:
    async with writing(new_engine) as connection:
        await connection.execute(text("CREATE TABLE site_parent (other INTEGER)"))

    with pytest.raises(Exception, match="site_parent"):
        await upgrade(new_engine)

    async with reading(new_engine) as connection:
        tables = await connection.run_sync(
            lambda sync: set(sync.dialect.get_table_names(sync))
        )
    assert tables == {"site_parent"}
