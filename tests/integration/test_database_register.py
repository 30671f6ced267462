"""The register in both databases: what goes in comes out, all of it or nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.fleet import make_fleet
from inventory.left_sites import read_left
from inventory.model import Register
from inventory.repository import load_register, read_version, replace_register
from netmon.core.model import SiteCode
from netmon.database import reading
from tests.unit.small_register import small_register

pytestmark = pytest.mark.anyio


async def test_a_new_database_holds_an_empty_register(engine: AsyncEngine) -> None:
    assert await read_version(engine) == 0
    assert await load_register(engine) == Register(0, {}, {}, {}, {}, {}, {})


async def test_a_register_comes_back_as_it_was_stored(engine: AsyncEngine) -> None:
    version = await replace_register(engine, small_register())

    loaded = await load_register(engine)

    assert loaded == replace(small_register(), version=version)


async def test_a_national_fleet_comes_back_in_order(engine: AsyncEngine) -> None:
    fleet = make_fleet()
    await replace_register(engine, fleet)

    loaded = await load_register(engine)

    assert loaded == replace(fleet, version=1)
    for name in ("provinces", "contracts", "nodes", "sites", "routers"):
        assert list(getattr(loaded, name)) == list(getattr(fleet, name))
    assert list(loaded.access_points.items()) == list(fleet.access_points.items())


async def test_every_replacement_raises_the_version(engine: AsyncEngine) -> None:
    versions = [await replace_register(engine, small_register()) for _ in range(3)]

    assert versions == [1, 2, 3]
    assert await read_version(engine) == 3


async def test_a_replacement_leaves_nothing_of_the_old_register(
    engine: AsyncEngine,
) -> None:
    await replace_register(engine, make_fleet(size=50))

    await replace_register(engine, small_register())

    assert await load_register(engine) == replace(small_register(), version=2)


async def test_a_register_that_does_not_fit_changes_nothing(
    engine: AsyncEngine,
) -> None:
    await replace_register(engine, small_register())
    router = replace(
        next(iter(small_register().routers.values())), site=SiteCode("nowhere")
    )
    broken = replace(small_register(), routers={router.site: router})

    with pytest.raises(DBAPIError):
        await replace_register(engine, broken)

    assert await load_register(engine) == replace(small_register(), version=1)


async def test_two_who_replace_at_once_take_turns(engine: AsyncEngine) -> None:
    fleets = [make_fleet(seed=seed, size=30) for seed in range(4)]

    versions = await asyncio.gather(
        *(replace_register(engine, fleet) for fleet in fleets)
    )

    assert sorted(versions) == [1, 2, 3, 4]
    last = fleets[versions.index(4)]
    assert await load_register(engine) == replace(last, version=4)


async def test_a_site_that_leaves_is_kept_until_it_comes_back(
    engine: AsyncEngine,
) -> None:
    whole = small_register()
    code = next(iter(whole.sites))
    sites = {key: each for key, each in whole.sites.items() if key != code}
    routers = {key: each for key, each in whole.routers.items() if key != code}
    points = {key: one for key, one in whole.access_points.items() if key != code}
    less = replace(whole, sites=sites, routers=routers, access_points=points)
    began = datetime.now(UTC)
    for register in (whole, less, less):
        await replace_register(engine, register)

    async with reading(engine) as connection:
        (gone,) = await read_left(connection, began)
    assert gone.site == replace(whole.sites[code], parents=())
    await replace_register(engine, whole)
    async with reading(engine) as connection:
        assert await read_left(connection, began) == []
