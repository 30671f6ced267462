"""A site that leaves the register and comes back: no time made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inventory.targets import to_targets
from netmon.core.model import SiteCode, SiteState
from netmon.status.history import Outage, OutageFilter
from netmon.status.incident_records import IncidentFilter, IncidentRecord
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


async def incidents(world: World) -> list[IncidentRecord]:
    return await world.live.incidents.incidents(IncidentFilter(), limit=9)


async def test_an_outage_ends_with_the_last_look_at_a_site_that_left(
    world: World,
) -> None:
    watch(world, without=SITE)
    await pass_time(world)

    [over] = await outages(world)
    [incident] = await incidents(world)
    [newest, *_] = await world.live.history.transitions_of(SITE, 1)
    [gap] = await world.live.history.unobserved(SITE, NOON)
    assert over.end_reason == "left_register"
    assert over.ended_at == gap.started_at < world.clock.now() - timedelta(minutes=40)
    assert incident.closed_at == over.ended_at
    assert newest.transition.after is SiteState.UNMONITORED
    assert newest.transition.reason == "left_register"
    assert gap.ended_at is None


async def test_back_and_still_down_it_is_another_outage_after_the_first(
    world: World,
) -> None:
    whole = world.live.board.register
    watch(world, without=SITE)
    await pass_time(world)
    world.live.board.register = whole
    watch(world)
    await world.fail(SITE)

    [again, before] = await outages(world)
    assert before.ended_at is not None
    assert again.started_at > before.ended_at
    assert again.ended_at is None
    assert world.live.board.status(SITE).state.value == "down"
    [gap] = await world.live.history.unobserved(SITE, NOON)
    assert gap.ended_at is not None


async def test_a_site_that_left_and_is_back_well_is_up(world: World) -> None:
    whole = world.live.board.register
    watch(world, without=SITE)
    await pass_time(world)
    world.live.board.register = whole
    watch(world)
    await world.mend(SITE)

    assert await world.live.incidents.open_count() == 0
    assert world.live.board.status(SITE).state.value == "up"


async def test_back_at_once_it_is_shown_as_soon_as_it_is_seen(world: World) -> None:
    other, whole = SiteCode("PI-00004"), world.live.board.register
    watch(world, without=other)
    world.live.board.register = whole
    watch(world)
    await world.settle(*world.targets)

    assert world.live.board.status(other).state.value == "up"
