"""Databases, SQLite in a file and a real PostgreSQL; a nation, and who watches it."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.fleet import make_fleet
from inventory.model import Register
from netmon.database import make_engine, sqlite_url
from netmon.migrations import upgrade
from netmon.twin.network import TwinNetwork
from tests.integration.claims_office import office
from tests.integration.postgres import find_binaries, postgres_server
from tests.integration.running import Netmon, load
from tests.namespace import require_namespace
from tests.schema import new_database

__all__ = ["office"]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """A running server; the directory of its socket."""
    with postgres_server() as directory:
        yield directory


@pytest.fixture
def postgres_url(postgres: Path) -> str:
    """The URL of a new, empty PostgreSQL database."""
    return _create(postgres, f"netmon_{next(_numbers)}")


@pytest.fixture(scope="session")
def postgres_schema(postgres: Path) -> str:
    """The name of a PostgreSQL database with the schema of today; only copied."""

    async def migrate() -> None:
        made = make_engine(_create(postgres, "schema"))
        await upgrade(made)
        await made.dispose()

    asyncio.run(migrate())
    return "schema"


def _create(postgres: Path, name: str, template: str = "template1") -> str:
    """Make a database; return its URL."""
    binaries = find_binaries()
    assert binaries is not None
    there = ["-h", str(postgres), "-U", "postgres", "-T", template]
    subprocess.run([str(binaries / "createdb"), *there, name], check=True)
    return f"postgresql+asyncpg://postgres@/{name}?host={postgres}"


@pytest.fixture
def new_sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite database that does not exist yet."""
    return sqlite_url(tmp_path / "netmon.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a new, empty database, once of each kind."""
    name = "new_sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
async def new_engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine for a database without any table."""
    engine = make_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def schema_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with the schema of today, once of each kind.

    It is a copy of one that was migrated; those that are migrated anew are in
    test_database_migrations.py.
    """
    if request.param == "sqlite":
        path = tmp_path / "netmon.db"
        asyncio.run(new_database(path))
        return sqlite_url(path)
    postgres: Path = request.getfixturevalue("postgres")
    template: str = request.getfixturevalue("postgres_schema")
    return _create(postgres, f"netmon_{next(_numbers)}", template)


@pytest.fixture
async def engine(schema_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine for such a database."""
    made = make_engine(schema_url)
    yield made
    await made.dispose()


@pytest.fixture(scope="module")
def fleet(request: pytest.FixtureRequest) -> Register:
    """A register of as many sites as the module's SIZE says."""
    return make_fleet(size=request.module.SIZE)


@pytest.fixture
def twin(fleet: Register, tmp_path: Path) -> Iterator[TwinNetwork]:
    """The nation of that register; what really happened is in `truth.jsonl`."""
    require_namespace()
    with TwinNetwork(fleet, truth=tmp_path / "truth.jsonl") as made:
        yield made


@pytest.fixture
def home(fleet: Register, tmp_path: Path) -> Path:
    """Return a home with that register in its database."""
    home = tmp_path / "home"
    load(home, fleet)
    return home


@pytest.fixture
def netmon(twin: TwinNetwork, home: Path) -> Iterator[Netmon]:
    """A service that has looked at every site of the nation once."""
    with Netmon(home) as running:
        yield running
