"""Sums that people read are made with the picture, so that nobody waits for them."""

from __future__ import annotations

import pytest

from netmon.links.area import Area
from netmon.links.desk import MOST_AREAS, OLDEST_S
from tests.link_story import tell
from tests.live import World

pytestmark = pytest.mark.anyio

PROVINCE = Area(province="50")


async def test_a_new_picture_brings_the_sums_that_were_asked_for(world: World) -> None:
    await tell(world)
    desk = world.live.links
    first = await desk.picture()
    assert first.known(PROVINCE) is None
    await desk.programme(PROVINCE)
    world.clock.move(OLDEST_S + 1)

    second = await desk.current()

    assert second is not first
    assert second.known(PROVINCE) is not None


async def test_what_nobody_asks_for_any_more_is_not_made_for_ever(world: World) -> None:
    await tell(world)
    desk = world.live.links
    await desk.programme(PROVINCE)
    for _ in range(2):
        world.clock.move(OLDEST_S + 1)
        last = await desk.current()

    assert last.known(PROVINCE) is None


async def test_somebody_who_asks_for_everything_does_not_make_drawing_dear(
    world: World,
) -> None:
    await tell(world)
    desk = world.live.links
    areas = [Area(province=f"{number:02}") for number in range(MOST_AREAS + 5)]
    for area in areas:
        await desk.programme(area)
    world.clock.move(OLDEST_S + 1)

    picture = await desk.current()

    assert sum(picture.known(area) is not None for area in areas) == MOST_AREAS
