"""What is said of a habit, of a crowd and of our own blindness to those who ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import httpx
import pytest

from netmon.api.app import create_api
from netmon.api.gate import Gate
from netmon.api.incident_places import to_place
from netmon.core.model import DeviceId, Method, Outcome, Probe, SiteCode
from netmon.status.habits import Habit
from netmon.web.incident_words import to_title
from netmon.web.texts import Language, load_texts
from tests.live import World
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio


async def test_a_site_tells_its_habit_or_none(world: World) -> None:
    habit = Habit(time(16, 30), time(8), 5, 7, 3)
    habits = {SiteCode("PI-00001"): habit}
    live = replace(world.live, habit_of=habits.get)

    async with caller_of(create_api(live, Gate.loopback())) as client:
        with_one = (await client.get("/api/v1/sites/PI-00001")).json()
        without = (await client.get("/api/v1/sites/PI-00002")).json()

    assert with_one["habit"] == {
        "off_at": "16:30:00",
        "on_at": "08:00:00",
        "weekdays": [1, 2, 3, 4, 5],
        "days_seen_count": 5,
        "days_looked_count": 7,
        "booted_count": 3,
        "confidence_ratio": habit.confidence_ratio,
    }
    assert without["habit"] is None


async def test_the_poller_tells_why_it_is_blind(
    world: World, api: httpx.AsyncClient
) -> None:
    now = world.clock.now()
    silent = Probe(DeviceId("canary"), Method.ICMP, now, Outcome.SILENT, 2.0)
    [before] = (await api.get("/api/v1/pollers")).json()["items"]

    world.keeper.see([[silent]], "gateway_silent")

    [after] = (await api.get("/api/v1/pollers")).json()["items"]
    assert (before["sight"], before["blind_reason"]) == ("clear", "")
    assert (after["sight"], after["blind_reason"]) == ("blind", "gateway_silent")


@pytest.mark.parametrize(
    ("key", "language", "title"),
    [
        ("province:50", Language.ENGLISH, "Chiang Mai"),
        ("province:50", Language.THAI, "เชียงใหม่"),
        ("province:gone", Language.ENGLISH, "gone"),
        ("provider:North: Net", Language.ENGLISH, "Provider North: Net"),
        ("area:C-01/2569/50/แม่ริม", Language.ENGLISH, "แม่ริม, Chiang Mai"),
    ],
)
async def test_a_crowd_is_called_by_its_name(
    world: World, key: str, language: Language, title: str
) -> None:
    register = world.live.board.register

    place = to_place(key, [SiteCode("PI-00001")], register)

    assert to_title(place, register, load_texts(language)) == title
