"""What pages say of numbers over time before any script runs."""

from __future__ import annotations

import asyncio
import html as markup
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from netmon.api.gate import Gate
from netmon.core.schema import Sample
from netmon.web.app import create_site
from tests.live import World
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

SITE, ROUTER = "PI-00002", "PI-00002/router"


@pytest.fixture
async def pages(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with caller_of(create_site(world.live, Gate.loopback())) as caller:
        caller.headers["Accept"] = "text/html"
        yield caller


async def _fill(world: World) -> None:
    at = world.clock.now()
    port = (60.0, 1e6, 1e6, 1, 1, 0, 0, 0, 0, 1_000_000_000, True)
    device = (93_784.0, 0.125, 0.5, 47.6, -17.44, None, 0.1, False)
    tags = (SITE, ROUTER)
    await world.store.append(
        [
            Sample("interface", at, tags, port),
            Sample("device", at, tags, device),
            Sample("wifi", at, tags, (23, 2, 3)),
            Sample("wifi", at, (SITE, f"{SITE}/ap1"), (0, None, None)),
            Sample("wifi", at, (SITE, f"{SITE}/ap2"), (None, None, None)),
        ]
    )


def _facts(page: str) -> dict[str, str]:
    part = page.partition('id="reading"')[2].partition("</section>")[0]
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", part))


async def test_the_newest_reading_is_told_in_words(
    pages: httpx.AsyncClient, world: World
) -> None:
    await _fill(world)

    page = (await pages.get(f"/site/{SITE}?lang=en")).text

    facts = _facts(page)
    assert facts.pop("Read at").startswith("20 Nov 2026")
    assert facts == {
        "Speed of the port": "1 Gbps",
        "Port of the line": "up",
        "Running since its start for": "1 d 2 h",
        "Processor busy": "12%",
        "Memory in use": "50%",
        "Temperature": "48 °C",
        "Light on the fibre": "received -17.4 dBm",
        "Wi-Fi clients": "23",
        "Access points in service": "2 of 3",
    }
    points = re.search(r"Clients by access point: (.*?)</p>", page)
    assert points is not None
    assert points[1] == '<span class="code">ap1</span> 0'


async def test_the_newest_reading_is_told_in_thai(
    pages: httpx.AsyncClient, world: World
) -> None:
    await _fill(world)

    facts = _facts((await pages.get(f"/site/{SITE}")).text)

    assert facts["พอร์ตของสาย"] == "ต่ออยู่"
    assert facts["จุดกระจาย Wi-Fi ที่ใช้ได้"] == "2 จาก 3"


async def test_a_controller_does_not_make_the_reading_of_a_router_newer(
    pages: httpx.AsyncClient, world: World
) -> None:
    await _fill(world)
    before = _facts((await pages.get(f"/site/{SITE}?lang=en")).text)["Read at"]
    world.clock.move(180)
    wifi = Sample("wifi", world.clock.now(), (SITE, ROUTER), (4, 2, 3))
    await world.store.append([wifi])

    facts = _facts((await pages.get(f"/site/{SITE}?lang=en")).text)

    assert facts["Wi-Fi clients"] == "4"
    assert facts["Read at"] == before


async def test_old_readings_are_not_told_as_new(
    pages: httpx.AsyncClient, world: World
) -> None:
    await _fill(world)
    world.clock.move(660)

    page = (await pages.get(f"/site/{SITE}?lang=en")).text

    assert "Nothing was read in the last ten minutes." in page
    assert "1 Gbps" not in page


async def test_a_page_does_not_wait_for_numbers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stuck:
        async def latest(self, *_: object) -> list[Sample]:
            await asyncio.Event().wait()
            return []

    monkeypatch.setattr("netmon.web.reading.PATIENCE_S", 0.01)
    live = replace(world.live, samples=Stuck())  # type: ignore[arg-type]
    async with caller_of(create_site(live, Gate.loopback())) as caller:
        page = await caller.get(f"/site/{SITE}?lang=en")

    assert page.status_code == 200
    assert "The newest reading cannot be had now." in page.text


@pytest.mark.parametrize(
    ("path", "charts"),
    [
        (
            f"/site/{SITE}",
            "rtt loss traffic errors load temperature clients",
        ),
        ("/province/50", "down clients traffic"),
    ],
)
async def test_every_chart_has_numbers_to_ask_for_and_to_take_away(
    pages: httpx.AsyncClient, world: World, path: str, charts: str
) -> None:
    await _fill(world)
    page = (await pages.get(f"{path}?lang=en")).text

    assert re.findall(r'data-chart="(\w+)"', page) == charts.split()
    found = re.findall(r'data-source="(.*?)"', page)
    sources = {markup.unescape(each) for each in found}
    tables = [markup.unescape(each) for each in re.findall(r'csv" href="(.*?)"', page)]
    assert len(tables) == len(charts.split())
    for source in sources:
        answer = (await pages.get(source)).json()
        shown = set(re.findall(r'<tr data-field="(\w+)"', page))
        assert {each["name"] for each in answer["fields"]} <= shown
    for table in tables:
        answer = await pages.get(table)
        assert answer.headers["content-type"].startswith("text/csv")
        assert len(answer.text.splitlines()) > 700


async def test_the_promise_of_the_contract_is_drawn(pages: httpx.AsyncClient) -> None:
    page = (await pages.get(f"/site/{SITE}?lang=en")).text

    assert re.findall(r'data-limit="(\d+)"', page) == ["200", "100"]
    assert f'data-states="/api/v1/sites/{SITE}/states"' in page


async def test_without_a_router_or_a_log_there_are_no_charts_and_no_scripts_for_them(
    pages: httpx.AsyncClient, world: World
) -> None:
    bare = (await pages.get("/site/PI-00060")).text
    live = replace(world.live, samples=None)
    async with caller_of(create_site(live, Gate.loopback())) as caller:
        logless = (await caller.get(f"/site/{SITE}")).text
        province = (await caller.get("/province/50")).text
    wall = (await pages.get("/")).text

    for page in (bare, logless, province, wall):
        assert "charts.js" not in page
        assert 'id="charts"' not in page
        assert 'id="reading"' not in page
