"""A storm while maintenance begins and ends: truth goes on, news waits."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from netmon.core.model import SiteCode
from netmon.status.history import OutageFilter
from netmon.status.incident_records import IncidentFilter
from netmon.status.maintenance import Plan, Reach
from netmon.status.outbox import News
from netmon.status.topology import Topology
from tests.live import World

pytestmark = pytest.mark.anyio

STORM = [f"PI-{number:05}" for number in range(10, 40)]
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def areas(world: World) -> None:
    """Know which sites lie together, as the service does."""
    world.keeper.book.topology = Topology.of(world.live.board.register)


async def declare(world: World, subject: str, begins: datetime) -> None:
    plan = Plan(Reach.PROVINCE, subject, begins, begins + HOUR, reason="new trunk")
    await world.live.maintenance.plan(plan, "noc")


async def pass_time(world: World, seconds: float) -> None:
    """Let time go by as the service would: looks, windows and news every so often."""
    end = world.clock.now() + timedelta(seconds=seconds)
    while world.clock.now() < end:
        world.clock.move(10)
        world.hear()
        world.live.maintenance.show()
        world.keeper._incidents += world.keeper.book.tick(world.clock.now())
        await world.keeper.flush()


async def news(world: World) -> list[News]:
    """Return what is told of the storm, not of the site that was dark before."""
    told = await world.live.outbox.queued(100)
    return [each for each in told if "PI-00003" not in each.incident]


async def open_sites(world: World) -> set[str]:
    which = OutageFilter(is_open=True)
    return {each.site for each in await world.live.history.outages(which, limit=200)}


async def test_news_of_a_storm_in_maintenance_wait_until_it_is_over(
    world: World,
) -> None:
    begins = world.clock.now() + timedelta(seconds=60)
    await declare(world, "10", begins)
    await declare(world, "50", begins)
    await pass_time(world, 60)

    await world.fail(*STORM)
    await pass_time(world, 600)
    during = await news(world)
    shown = {world.live.board.status(world_code).state for world_code in _codes()}
    dark = await open_sites(world)
    await pass_time(world, 3600)

    assert during == []
    assert {each.value for each in shown} == {"maintenance"}
    assert dark >= set(STORM)
    after = await news(world)
    assert {each.kind for each in after} == {"opened"}
    assert min(each.created_at for each in after) >= begins + HOUR
    assert {world.live.board.status(each).state.value for each in _codes()} == {"down"}


async def test_a_storm_that_ends_within_it_is_never_told_and_always_kept(
    world: World,
) -> None:
    begins = world.clock.now() + timedelta(seconds=12)  # while it is held
    await declare(world, "10", begins)
    await declare(world, "50", begins)
    await world.fail(*STORM)
    started = world.clock.now()
    await pass_time(world, 900)
    await world.mend(*STORM)
    await pass_time(world, 7200)

    assert await news(world) == []
    kept = await world.live.history.outages(OutageFilter(), limit=200)
    mine = [each for each in kept if each.site in set(STORM)]
    assert {each.site for each in mine} == set(STORM)
    assert all(each.ended_at and each.started_at <= started for each in mine)
    incidents = await world.live.incidents.incidents(IncidentFilter(), limit=50)
    assert sum(each.member_count for each in incidents) >= len(STORM)


async def test_a_site_beside_the_work_is_news_at_once(world: World) -> None:
    await declare(world, "10", world.clock.now())
    world.live.maintenance.show()

    await world.fail(*STORM)  # two in three are in the other province
    await pass_time(world, 120)

    told = [each.incident for each in await news(world)]
    assert told
    assert all("/50/" in each for each in told)


def _codes() -> list[SiteCode]:
    return [SiteCode(each) for each in STORM]
