"""A site is watched from the day it enters service, by Thai time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from inventory.model import Register
from inventory.ordering import Parts, to_register
from netmon.core.addresses import AddressGuard
from netmon.core.model import SiteState
from netmon.core.settings import Settings
from netmon.database import make_engine, sqlite_url
from netmon.service import Watch, WatchParts
from tests.live import HandClock, hand_made_register

pytestmark = pytest.mark.anyio

TOMORROW = date(2026, 11, 21)
TO_MIDNIGHT_S = 12 * 3600


def register_with_one_that_begins_tomorrow() -> tuple[Register, str]:
    made = hand_made_register(3)
    first = next(iter(made.sites.values()))
    sites = [replace(first, in_service_from=TOMORROW), *list(made.sites.values())[1:]]
    points = [point for each in made.access_points.values() for point in each]
    routers = made.routers.values()
    parts = Parts(
        made.provinces.values(), made.contracts.values(), (), sites, routers, points
    )
    return to_register(parts, 1), first.code


async def test_a_site_is_watched_from_midnight_in_thailand(tmp_path: Path) -> None:
    register, code = register_with_one_that_begins_tomorrow()
    clock = HandClock()
    database = make_engine(sqlite_url(tmp_path / "none.db"))
    parts = WatchParts(Settings(home=tmp_path), database, clock, AddressGuard())
    watch = Watch(parts, register)
    watched = len(watch.targets)

    clock.move(TO_MIDNIGHT_S - 1)
    watch.follower.follow_calendar()
    assert len(watch.targets) == watched
    assert watch.board.counts.by_state[SiteState.UNMONITORED] == 2

    clock.move(1)
    watch.follower.follow_calendar()

    assert len(watch.targets) == watched + 1
    assert any(target.site == code for target in watch.targets)
    assert watch.board.counts.by_state[SiteState.UNMONITORED] == 1
    await database.dispose()
