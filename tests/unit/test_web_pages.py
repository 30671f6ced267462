"""The pages as they leave the server."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from inventory.fleet.national import make_fleet
from netmon.api.gate import Gate
from netmon.api.headers import CONTENT_SECURITY_POLICY
from netmon.core.model import SiteCode
from netmon.web.app import create_site
from netmon.web.statics import load_statics
from tests.live import World, make_world
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

WEB = Path(str(files("netmon.web")))
PAGES = ["/", "/province/50", "/site/PI-00003", "/site/PI-00060", "/site/none"]
MOST_BYTES = 300_000


@pytest.fixture
async def site(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with caller_of(create_site(world.live, Gate.loopback())) as caller:
        caller.headers["Accept"] = "text/html"
        yield caller


@asynccontextmanager
async def national_site(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with make_world(folder, make_fleet()) as world:
        app = create_site(world.live, Gate.loopback())
        async with caller_of(app) as caller:
            yield caller


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("page", PAGES)
async def test_a_page_holds_nothing_inline_and_says_its_language(
    site: httpx.AsyncClient, page: str, lang: str
) -> None:
    answer = await site.get(page, params={"lang": lang})

    html = answer.text
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{lang}">' in html
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))
    assert not re.search(r'(src|href)="(https?:)?//', html)
    assert answer.cookies["netmon_lang"] == lang


async def test_the_wall_shows_totals_tiles_and_outages(
    site: httpx.AsyncClient,
) -> None:
    html = (await site.get("/?lang=en")).text

    assert re.search(r'data-count="down">1<', html)
    assert re.search(r'data-count="up">58<', html)
    assert len(re.findall(r'class="tile ', html)) == 77
    assert 'aria-label="Bangkok: 1 of 19 down"' in html
    assert 'aria-label="Chiang Mai: 0 of 40 down"' in html
    assert "Test Centre 3" in html
    assert "Working well" in html


async def test_the_wall_is_in_thai_with_buddhist_years(site: httpx.AsyncClient) -> None:
    html = (await site.get("/")).text

    assert "กรุงเทพมหานคร: ล่ม 1 จาก 19" in html
    assert "20 พ.ย. 2569 12:00 น." in html


async def test_a_province_lists_its_sites_a_page_at_a_time(
    tmp_path: Path,
) -> None:
    async with national_site(tmp_path) as caller:
        first = (await caller.get("/province/30?lang=en")).text
        next_url = re.findall(r'rel="next" href="([^"]+)"', first)[0]
        second = (await caller.get(next_url.replace("&amp;", "&"))).text

    links = [re.findall(r'href="/site/([^"]+)"', page) for page in (first, second)]
    assert len(links[0]) == len(links[1]) == 50
    assert max(links[0]) < min(links[1])


FILTERS = {
    "by state": ("state=down", ["PI-00003"]),
    "by text": ("q=centre 9", ["PI-00009"]),
    "by both": ("state=up&q=centre 3", [f"PI-000{n}" for n in range(30, 40, 3)]),
    "by nothing": ("state=&q=centre 12", ["PI-00012"]),
    "by an unknown state": ("state=sad&q=centre 12", ["PI-00012"]),
    "by markup": ("q=<script>", []),
}


@pytest.mark.parametrize(("query", "codes"), FILTERS.values(), ids=FILTERS.keys())
async def test_a_provinces_list_is_filtered(
    site: httpx.AsyncClient, query: str, codes: list[str]
) -> None:
    html = (await site.get(f"/province/10?lang=en&{query}")).text

    assert re.findall(r'href="/site/([^"]+)"', html) == codes
    assert "<script>" not in html


async def test_a_site_says_in_one_sentence_what_is_wrong(
    site: httpx.AsyncClient, world: World
) -> None:
    await world.spoil("PI-00006")

    async def sentence(code: str) -> str:
        html = (await site.get(f"/site/{code}?lang=en")).text
        found = re.search(r'verdict-line">.*?<span>([^<]*)', html, re.DOTALL)
        return found[1].strip() if found else ""

    down = "The internet at this site is down: the router is silent whichever way"
    assert (await sentence("PI-00003")).startswith(down)
    assert await sentence("PI-00004") == "The internet at this site works"
    assert "unstable: about" in await sentence("PI-00006")
    unwatched = "This site has no address to ask, so it is not watched"
    assert await sentence("PI-00060") == unwatched


async def test_a_site_tells_whether_its_router_went_dark(
    site: httpx.AsyncClient, world: World
) -> None:
    world.clock.move(600)
    await world.mend("PI-00003")

    html = (await site.get("/site/PI-00003?lang=en")).text

    assert "What shows that it was down" in html
    assert "What shows that it came back" in html
    assert "10 min" in html
    assert "3 sent, 0 came back" in html


async def test_check_now_works_without_a_script_and_as_a_part(
    site: httpx.AsyncClient, world: World
) -> None:
    page = await site.post("/site/PI-00001/check", params={"lang": "en"})
    world.clock.move(5)
    part = await site.post("/site/PI-00003/check?fragment=1&lang=en")
    again = await site.post("/site/PI-00003/check?fragment=1&lang=en")
    none = await site.post("/site/PI-00060/check?fragment=1&lang=en")

    assert "Something at the site answers" in page.text
    assert "<html" in page.text
    assert "Nothing at the site answers" in part.text
    assert "<html" not in part.text
    assert "It has just been checked" in again.text
    assert "has no device that can be asked" in none.text


async def test_positions_are_kept_for_ever_and_states_until_they_change(
    site: httpx.AsyncClient, world: World
) -> None:
    html = (await site.get("/")).text
    url = re.findall(r'data-positions="([^"]+)"', html)[0]
    positions = await site.get(url)
    plain = await site.get("/web/positions.json", headers={"Accept-Encoding": ""})
    states = await site.get("/web/states")
    known = {"If-None-Match": states.headers["etag"]}
    same = await site.get("/web/states", headers=known)
    await world.fail("PI-00001")
    other = await site.get("/web/states", headers=known)

    assert positions.json()[0] == ["PI-00001", 18.51, 98.51, "50"]
    assert "immutable" in positions.headers["cache-control"]
    assert plain.headers["cache-control"] == "no-cache"
    assert plain.json() == positions.json()
    assert states.text == "uud" + "u" * 56 + "x"
    assert states.headers["positions"] in url
    assert same.status_code == 304
    assert other.text.startswith("dud")


async def test_programs_get_problems_and_people_pages(site: httpx.AsyncClient) -> None:
    page = await site.get("/site/none?lang=en")
    problem = await site.get("/site/none", headers={"Accept": "*/*"})
    of_api = await site.get("/api/v1/sites/none")

    assert page.status_code == 404
    assert "There is no such page" in page.text
    assert problem.headers["content-type"] == "application/problem+json"
    assert of_api.headers["content-type"] == "application/problem+json"


async def test_static_files_are_kept_under_their_digest_alone(
    site: httpx.AsyncClient,
) -> None:
    digest = load_statics().digest
    right = await site.get(f"/static/{digest}/tokens.css")
    stale = await site.get("/static/0123/tokens.css")
    missing = await site.get(f"/static/{digest}/../texts.py")
    escaped = await site.get(f"/static/{digest}/..%2Ftexts.py")

    assert "immutable" in right.headers["cache-control"]
    assert stale.headers["cache-control"] == "no-cache"
    assert missing.status_code == escaped.status_code == 404


async def test_a_cold_wall_of_the_whole_fleet_is_small(tmp_path: Path) -> None:
    async with national_site(tmp_path) as caller:
        html = await caller.get("/")
        url = re.findall(r'data-positions="([^"]+)"', html.text)[0]
        positions = await caller.get(url)
        states = await caller.get("/web/states")

    statics = load_statics().found
    total = sum(len(one.packed or one.body) for one in statics.values())
    total += len(gzip.compress(html.content)) + len(states.content)
    total += int(positions.headers["content-length"])
    assert total <= MOST_BYTES


def test_vendored_files_are_what_their_record_says() -> None:
    folder = WEB / "static" / "vendor"
    record = (folder / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (\S+) \| \S+ \| \S+ \| \S+ \| (\w{64}) \|$", record, re.M)

    names = {path.name for path in folder.iterdir()} - {"README.md"}
    assert {name for name, _ in rows} == names
    for name, digest in rows:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


async def test_a_province_lists_trouble_first_and_the_others_by_code(
    world: World,
) -> None:
    await world.fail("PI-00040", "PI-00005")
    await world.spoil("PI-00050")
    world.live.board.maintain({SiteCode("PI-00001"): world.clock.now()})

    async with caller_of(create_site(world.live, Gate.loopback())) as caller:
        html = (await caller.get("/province/50?lang=en")).text

    codes = re.findall(r'scope="row"><a href="/site/(PI-\d+)', html)
    assert codes[:3] == ["PI-00005", "PI-00040", "PI-00050"]
    assert codes[3:] == sorted(codes[3:])
    assert "PI-00001" in codes[3:]
