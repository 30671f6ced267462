"""The page of planned work: who works where, until when, and who planned it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from netmon.access.doorman import Doorman
from netmon.access.policy import Scope
from netmon.access.repository import TokenStore, TokenWish
from netmon.access.roles import Role
from netmon.access.tokens import to_sha256
from netmon.api.gate import Gate
from netmon.core.clock import to_thai
from netmon.status.maintenance import Plan, Reach
from netmon.web.app import create_site
from tests.live import TOKEN, World
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio


def plan(world: World, subject: str, start_h: float, lasts_h: float = 2.0) -> Plan:
    starts_at = world.clock.now() + timedelta(hours=start_h)
    ends_at = starts_at + timedelta(hours=lasts_h)
    return Plan(Reach.SITE, subject, starts_at, ends_at, reason=f"<b>{subject}")


async def page(world: World, query: str = "?lang=en") -> str:
    async with caller_of(create_site(world.live, Gate.loopback())) as caller:
        answer = await caller.get(f"/maintenance{query}")
        return answer.text


def group(html: str, name: str) -> str:
    return html.split(f'id="{name}-title"')[1].split("</section>", maxsplit=1)[0]


async def test_windows_are_listed_by_where_they_stand(world: World) -> None:
    desk = world.live.maintenance
    await desk.plan(plan(world, "PI-00004", 0), "noc <1>")
    await desk.plan(plan(world, "PI-00005", 30), "noc")
    await desk.plan(plan(world, "PI-00006", 0, 0.5), "noc")
    cancelled = await desk.plan(plan(world, "PI-00007", 5), "noc")
    await desk.cancel(cancelled.id, "chief")
    world.clock.move(3600)
    await desk.refresh()

    html = await page(world)

    running = group(html, "running")
    assert "/site/PI-00004" in running
    assert "20 Nov 2026 12:00 to 20 Nov 2026 14:00" in running
    assert "planned by: noc &lt;1&gt;" in running
    assert "&lt;b&gt;PI-00004" in running
    assert "PI-00005" not in running
    assert "/site/PI-00005" in group(html, "planned")
    recent = group(html, "recent")
    assert "/site/PI-00006" in recent
    assert "cancelled by chief" in recent
    world.clock.move(10 * 86_400)
    assert "PI-0000" not in await page(world)


async def test_a_window_that_comes_back_says_when(world: World) -> None:
    made = plan(world, "PI-00004", 1)
    first = to_thai(made.starts_at)
    days = (first.isoweekday(),)
    last = first.date() + timedelta(days=30)
    await world.live.maintenance.plan(replace(made, weekdays=days, last_day=last), "a")

    assert "Comes back every: Friday · last on 20 Dec 2026" in await page(world)
    assert "วันศุกร์ · ครั้งสุดท้าย 20 ธ.ค. 2569" in await page(world, "?lang=th")


async def test_areas_and_their_sites_have_names(world: World) -> None:
    site = plan(world, "PI-00004", 1)
    for reach, subject in ((Reach.PROVINCE, "50"), (Reach.CONTRACT, "C-01/2569")):
        await world.live.maintenance.plan(
            replace(site, reach=reach, subject=subject), "a"
        )

    html = await page(world)

    assert '<a href="/province/50">Chiang Mai</a>' in html
    assert "C-01/2569" in html
    assert "/province/50" not in await page(world, "?site=PI-00003")


async def test_whoever_has_a_province_sees_its_windows_alone(world: World) -> None:
    await world.live.maintenance.plan(plan(world, "PI-00004", 1), "noc")
    await world.live.maintenance.plan(plan(world, "PI-00003", 1), "noc")
    engine = world.live.history._engine
    doorman = Doorman(engine, world.clock)
    wish = TokenWish("a test", Role.TECHNICIAN, Scope(provinces=frozenset({"10"})))
    made = await TokenStore(engine, world.clock).create(wish, "local:test")
    await doorman.refresh()
    gate = Gate.network(to_sha256(TOKEN)).knowing(doorman)

    async with caller_of(create_site(world.live, gate)) as caller:
        caller.headers["Authorization"] = f"Bearer {made.secret}"
        whole = await caller.get("/maintenance")
        mine = await caller.get("/maintenance?province=10")

    assert whole.status_code == 403
    assert "PI-00003" in mine.text
    assert "PI-00004" not in mine.text


async def test_the_site_says_until_when_who_planned_it_and_what_to_do(
    world: World,
) -> None:
    await world.live.maintenance.plan(plan(world, "PI-00004", 0), "noc 7")
    world.live.maintenance.show()

    async with caller_of(create_site(world.live, Gate.loopback())) as caller:
        html = (await caller.get("/site/PI-00004?lang=en")).text

    assert "to 20 Nov 2026 14:00" in html
    assert "planned by: noc 7" in html
    assert "done before 20 Nov 2026 14:00, tell noc 7" in html
