"""What a site's page says of planned work and of nights of habit."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import insert

from inventory.unmonitored import WhyUnmonitored
from netmon.api.gate import Gate
from netmon.database import writing
from netmon.status.board import UNMONITORED
from netmon.status.habits import Habit
from netmon.status.maintenance import Plan, Reach
from netmon.status.tables import outage
from netmon.web.app import create_site
from netmon.web.sentence import to_sentence
from netmon.web.texts import Language, load_texts
from tests.live import World
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

URL = "/site/PI-00004"
LEFT = {
    "en": "Ended: left the register or its service",
    "th": "จบเพราะ: ออกจากทะเบียน",
}


async def page(world: World, lang: str) -> str:
    async with caller_of(create_site(world.live, Gate.loopback())) as caller:
        headers = {"Accept": "text/html"}
        return (await caller.get(f"{URL}?lang={lang}", headers=headers)).text


@pytest.mark.parametrize(
    ("lang", "before", "during"),
    [
        ("en", "Planned work, ", "This site is in planned maintenance"),
        ("th", "งานตามแผน ", "ศูนย์นี้อยู่ระหว่างปิดปรับปรุงตามกำหนด"),
    ],
)
async def test_planned_work_is_told_before_and_shown_while_it_goes_on(
    world: World, lang: str, before: str, during: str
) -> None:
    begins = world.clock.now() + timedelta(hours=1)
    plan = Plan(
        Reach.SITE, "PI-00004", begins, begins + timedelta(hours=2), reason="<b>"
    )

    none = await page(world, lang)
    await world.live.maintenance.plan(plan, "noc")
    planned = await page(world, lang)
    world.clock.move(3600)
    world.live.maintenance.show()
    running = await page(world, lang)

    assert before not in none
    assert before in planned
    assert "&lt;b&gt;" in planned
    assert during not in planned
    assert during in running
    assert before in running


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Usually switched off from about 17:10 to 08:05 (5 of the last 6"),
        ("th", "ปกติปิดเครื่องประมาณ 17:10 ถึง 08:05 น. (5 จาก 6"),
    ],
)
async def test_a_habit_is_told(world: World, lang: str, said: str) -> None:
    habit = Habit(time(17, 10), time(8, 5), 5, 6)
    world.live = replace(world.live, habit_of=lambda _: habit)

    assert said in await page(world, lang)


@pytest.mark.parametrize("why", WhyUnmonitored)
def test_a_site_nobody_looks_at_says_why(why: WhyUnmonitored) -> None:
    sentence = to_sentence(UNMONITORED, None, why=why)

    assert sentence.name == why.value
    for language in Language:
        texts = load_texts(language)
        assert texts(f"sentence.{why.value}")
        assert texts(f"advice.{why.value}")


@pytest.mark.parametrize("lang", ["en", "th"])
async def test_an_outage_that_ended_without_a_return_says_so(
    world: World, lang: str
) -> None:
    row = {
        "id": "left",
        "site": "PI-00004",
        "service": "link",
        "device": "PI-00004/router",
        "started_at": world.clock.now() - timedelta(hours=2),
        "ended_at": world.clock.now() - timedelta(hours=1),
        "evidence": [],
        "parent": "",
        "end_reason": "left_register",
    }
    before = await page(world, lang)
    async with writing(world.live.history._engine) as connection:
        await connection.execute(insert(outage), [row])

    html = await page(world, lang)

    assert LEFT[lang] not in before
    assert LEFT[lang] in html
