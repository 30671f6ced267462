"""Incidents on the pages: one row a cause, plain words, forms without a script."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from netmon.api.gate import Gate
from netmon.core.model import SiteCode
from netmon.status.causes import Cause
from netmon.status.guard import Sight
from netmon.status.incident import EntryKind
from netmon.status.incident_records import TimelineLine
from netmon.web.app import create_site
from netmon.web.incident_words import to_url
from netmon.web.page_incident import gather
from tests.live import NOON, World
from tests.told import tell
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

CODES = [f"PI-{number:05}" for number in range(1, 60)]


@pytest.fixture
async def site(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with caller_of(create_site(world.live, Gate.loopback())) as caller:
        caller.headers["Accept"] = "text/html"
        caller.headers["Accept-Language"] = "en"
        yield caller


async def test_the_wall_has_one_row_a_cause_the_biggest_first(
    site: httpx.AsyncClient, world: World
) -> None:
    world.clock.move(60)
    name = await tell(world, "node:TR/1", Cause.TRUNK, CODES)
    await world.live.notes.acknowledge(name, "token:1")

    html = (await site.get("/web/incidents")).text

    rows = html.split("<li>")[1:]
    assert len(rows) == 2
    for words in (
        to_url(name),
        "Trunk cut",
        "59 sites",
        "may still change",
        "taken on",
    ):
        assert words in rows[0], words
    assert "Bangkok, Chiang Mai · C-01/2569" in rows[0]
    assert "Test Centre 3" in rows[1]
    assert "Cause not known yet" in rows[1]
    assert "taken on" not in rows[1]
    assert "may still change" not in rows[1]
    assert "All open incidents: 2" in html


async def test_blindness_is_said_in_plain_words(
    site: httpx.AsyncClient, world: World
) -> None:
    before = (await site.get("/web/sight")).text.strip()
    world.live.engine.guard.sight = Sight.BLIND
    at_once = (await site.get("/")).text
    await tell(world, "collector:main", Cause.COLLECTOR, why="timeout")
    told = (await site.get("/")).text

    assert before == ""
    known = "Our own poller cannot see: nothing is known of the sites"
    assert "Poller main: Sight blind" in at_once
    assert "Working well" not in at_once
    assert f"{known} now" in at_once
    assert f"{known} since 20 Nov 2026 12:00" in told
    assert "Poller main" in told


async def test_what_began_again_counts_from_then_and_tells_its_first_time(
    site: httpx.AsyncClient, world: World
) -> None:
    hour = timedelta(hours=1)
    name = await tell(world, "node:TR/1", Cause.TRUNK, CODES, risen_after=hour)
    world.clock.move(3600 + 120)

    for path in ("/web/incidents", to_url(name)):
        html = (await site.get(path)).text
        assert '">2 min 0 s</time>' in html
        assert "since 20 Nov 2026 13:00" in html
        assert "first 20 Nov 2026 12:00" in html


async def test_an_incidents_page_tells_what_happened_to_whom(
    site: httpx.AsyncClient, world: World
) -> None:
    name = await tell(world, "node:TR/1", Cause.TRUNK, CODES)

    first = (await site.get(to_url(name))).text
    next_url = re.findall(r'rel="next" href="([^"]+)"', first)[0]
    second = (await site.get(next_url.replace("&amp;", "&"))).text

    assert "the node these sites hang from is silent too" in first
    assert "fairly sure" in first
    assert re.search(r"Fell silent</strong>\s*59 sites", first)
    assert '<span class="code">PI-00001</span> · Chiang Mai' in first
    pages = [
        re.findall(r'scope="row"><a href="/site/(PI-\d+)', each)
        for each in (first, second)
    ]
    assert [len(each) for each in pages] == [50, 9]
    assert sorted(pages[0] + pages[1]) == CODES


async def test_the_forms_work_without_a_script(
    site: httpx.AsyncClient, world: World
) -> None:
    url = to_url(await tell(world, "area:C-01/2569/50/แม่ริม", Cause.UNKNOWN, CODES[:5]))

    taken = await site.post(f"{url}/acknowledge", data={"text": "on <our> way"})
    noted = await site.post(f"{url}/note", data={"text": "หนึ่ง\r\nสอง"})
    await site.post(f"{url}/owner", data={"owner": "NOC 2"})
    html = (await site.get(url)).text

    assert (taken.status_code, taken.headers["location"]) == (303, url)
    assert noted.status_code == 303
    assert "แม่ริม, Chiang Mai" in html
    assert "on &lt;our&gt; way" in html
    assert "หนึ่ง\nสอง" in html
    assert html.count("loopback") == 4
    assert 'value="NOC 2"' in html
    assert "Take it on" not in html


BAD_FORMS = {
    "empty note": ("note", b"text=+"),
    "no note": ("note", b""),
    "endless note": ("note", b"text=" + b"a" * 2001),
    "unknown field": ("note", b"text=a&by=me"),
    "NUL": ("note", b"text=%00"),
    "not UTF-8": ("owner", b"owner=%0a\xff"),
    "many fields": ("note", b"&".join(b"a%d=1" % n for n in range(20))),
}


@pytest.mark.parametrize(("verb", "body"), BAD_FORMS.values(), ids=BAD_FORMS)
async def test_a_bad_form_is_refused_with_a_page(
    site: httpx.AsyncClient, world: World, verb: str, body: bytes
) -> None:
    url = to_url(await tell(world, "node:TR/1", Cause.TRUNK, CODES[:3]))

    answer = await site.post(f"{url}/{verb}", content=body)

    assert answer.status_code == 400
    assert "This request is not right" in answer.text


@pytest.mark.parametrize("path", ["/incident/none", "/incident/%00", "/incident/a/b"])
async def test_an_incident_that_is_not_there_has_a_page_too(
    site: httpx.AsyncClient, path: str
) -> None:
    answer = await site.get(path)

    assert answer.status_code == 404
    assert "There is no such page" in answer.text


async def test_the_pollers_page_names_the_slowest_devices(
    site: httpx.AsyncClient,
) -> None:
    html = (await site.get("/poller")).text

    assert "Slowest devices of the last round" in html
    assert '<a href="/site/PI-00001">Test Centre 1</a>' in html
    assert "1.20 s" in html
    assert "0 wait · 0 failed" in html


def test_crowds_one_after_another_are_one_line() -> None:
    one = TimelineLine(NOON, EntryKind.JOINED, 3, None, None, "")
    soon = replace(one, at=NOON + timedelta(seconds=30), count=1, site=SiteCode("a"))
    late = replace(one, at=NOON + timedelta(seconds=90))
    left = replace(late, kind=EntryKind.LEFT)
    note = TimelineLine(NOON, EntryKind.NOTE, 1, None, "me", "a")

    assert [each.count for each in gather([one, soon, late, left])] == [4, 3, 3]
    assert gather([note, note]) == [note, note]
    assert gather([soon]) == [soon]
    gap = replace(soon, left_out_count=7)
    assert gather([one, gap]) == [one, gap]


async def _switch_off(world: World, count: int) -> None:
    for code in CODES[:count]:
        key = f"site:{code}:link"
        await tell(world, key, Cause.SWITCHED_OFF, [code], "nightly_switch_off")


async def test_a_few_switched_off_sites_stand_quietly_after_the_faults(
    site: httpx.AsyncClient, world: World
) -> None:
    await _switch_off(world, 3)

    wall = (await site.get("/web/incidents")).text
    listed = (await site.get("/incidents")).text

    for html in (wall, listed.split('id="incident-page"')[1]):
        marks = re.findall(r'class="incident incident-(\w+)"', html)
        assert marks == ["down", *["switched_off"] * 3]
        assert "quiet-line" not in html
    assert "All open incidents: 4" in wall


async def test_many_switched_off_sites_are_one_line(
    site: httpx.AsyncClient, world: World
) -> None:
    await _switch_off(world, 20)

    wall = (await site.get("/web/incidents")).text
    listed = (await site.get("/incidents?open=true")).text
    alone = (await site.get("/incidents?open=true&cause=switched_off")).text

    assert wall.count('class="incident ') == 1
    assert "20 sites switched off, as every night or outside their hours" in wall
    assert "All open incidents: 21" in wall
    assert listed.count('class="incident ') == 1
    assert 'href="/incidents?open=true&amp;cause=switched_off"' in listed
    assert "outside their hours: 20 times" in listed
    assert alone.count('class="incident incident-switched_off') == 20
    assert "quiet-line" not in alone
