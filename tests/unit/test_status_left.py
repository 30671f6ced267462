"""A site that leaves the register and comes back: one outage, and no time made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inventory.targets import to_targets
from netmon.core.model import SiteCode
from netmon.status.history import Outage, OutageFilter
from tests.live import NOON, World

pytestmark = pytest.mark.anyio

SITE = SiteCode("PI-00003")
"""Down when the test begins."""


def watch(world: World, *, without: SiteCode | None = None) -> None:
    """Put another register in force, as the service does."""
    whole = world.live.board.register
    routers = {c: row for c, row in whole.routers.items() if c != without}
    register = replace(whole, routers=routers)
    targets = to_targets(register, NOON.date())
    world.live.engine.assign(targets, {}, world.clock.monotonic())
    world.live.board.assign(register, world.live.engine.sites)
    world.targets = {each.device: each for each in targets}


async def pass_time(world: World) -> None:
    for _ in range(5):
        world.clock.move(600)
        world.hear()
        world.unwatch()
        await world.keeper.flush()


async def outages(world: World) -> list[Outage]:
    return await world.live.history.outages(OutageFilter(), limit=9)


async def test_an_outage_goes_on_over_the_time_a_site_is_not_in_the_register(
    world: World,
) -> None:
    whole = world.live.board.register
    before = await outages(world)
    watch(world, without=SITE)
    await pass_time(world)
    world.live.board.register = whole
    watch(world)
    await world.fail(SITE)
    dark = await outages(world)
    shown = world.live.board.status(SITE).state.value
    await world.mend(SITE)

    assert [each.id for each in dark] == [each.id for each in before]
    assert shown == "down"
    assert [each.ended_at is None for each in await outages(world)] == [False]
    assert world.live.board.status(SITE).state.value == "up"


async def test_a_site_that_comes_back_well_ends_its_outage(world: World) -> None:
    whole = world.live.board.register
    watch(world, without=SITE)
    await pass_time(world)
    world.live.board.register = whole
    watch(world)
    await world.mend(SITE)

    [only] = await outages(world)
    assert only.ended_at is not None
    assert await world.live.incidents.open_count() == 0


async def test_back_at_once_it_is_shown_as_soon_as_it_is_seen(world: World) -> None:
    other, whole = SiteCode("PI-00004"), world.live.board.register
    watch(world, without=other)
    world.live.board.register = whole
    watch(world)
    await world.settle(*world.targets)

    assert world.live.board.status(other).state.value == "up"
