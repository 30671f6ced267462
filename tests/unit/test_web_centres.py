"""Pages of centres, of the programme and of the community, as they leave the server."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from itertools import product

import httpx
import pytest

from inventory.importer.tables import site_record
from inventory.records.catalogue import COMMUNITY_ITEM, NEWS_ITEM, VOLUNTEER
from netmon.access.roles import Role
from netmon.api.gate import Gate
from netmon.api.headers import CONTENT_SECURITY_POLICY
from netmon.database import writing
from netmon.web.app import create_site
from tests.link_story import keep, tell
from tests.live import World
from tests.people import People, make_people, sign_in
from tests.record_values import values_of
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

EMPTY = ["/centres", "/programme", "/community", "/programme?province=50"]
TOLD = [*EMPTY, "/centre/DC-1", "/centre/DC-4", "/centres?order=sales&state=down"]
WHO = "local:test"
SEEN = {
    Role.MINISTRY: ["DC-1", "DC-2", "DC-3", "DC-4"],
    Role.PROVINCIAL_OFFICE: ["DC-1", "DC-2", "DC-3"],
    Role.CENTRE: ["DC-1"],
    Role.VOLUNTEER: ["DC-1", "DC-2"],
}
"""Centres of the story each role may read."""


@pytest.fixture
async def people(world: World) -> People:
    return await make_people(world, *SEEN, Role.TECHNICIAN)


@pytest.fixture
async def site(world: World, people: People) -> AsyncIterator[httpx.AsyncClient]:
    gate = Gate.loopback().knowing(people.doorman, people.reception)
    async with caller_of(create_site(world.live, gate)) as client:
        client.headers["Accept"] = "text/html"
        yield client


def words(html: str) -> str:
    """Return a page as it is read, on one line."""
    text = re.sub(r"<[^>]+>", " ", html[html.index("<main") :])
    return " ".join(text.split())


async def test_a_page_without_any_record_says_so(site: httpx.AsyncClient) -> None:
    none = {"th": ("ยังไม่มี", "ไม่มีบันทึก"), "en": ("There is no",)}

    for page, lang in product(EMPTY, none):
        answer = await site.get(page, params={"lang": lang})
        assert answer.status_code == 200, page
        assert any(each in answer.text for each in none[lang]), page


async def test_a_page_holds_nothing_inline(
    site: httpx.AsyncClient, world: World
) -> None:
    await tell(world)

    for page in TOLD:
        answer = await site.get(page)
        html = answer.text
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html), page
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html)), page


async def test_a_centre_says_what_was_disturbed_and_what_nobody_saw(
    site: httpx.AsyncClient, world: World
) -> None:
    await tell(world)

    dark = words((await site.get("/centre/DC-1?lang=en")).text)
    unseen = words((await site.get("/centre/DC-3?lang=en")).text)

    assert (await site.get("/site/PI-00001/centre")).headers["location"] == (
        "/centre/DC-1"
    )
    assert "The internet at this site works" in dark
    assert "There is no training at this centre today" in dark
    assert "2 sessions: 1 disturbed, 0 undisturbed" in dark
    assert "20 people attended the disturbed sessions" in dark
    assert "Without internet 1 h 0 min" in dark
    assert "In the last year 1 shop days were dark" in dark
    assert "This is no proof that the internet is the cause" in dark
    assert "Wi-Fi users not measured" in dark
    assert "1 not observed enough to say" in unseen


async def test_of_a_line_nobody_looks_at_no_outage_is_denied(
    site: httpx.AsyncClient, world: World
) -> None:
    await tell(world)
    centre = {"code": "DC-9", "site": "PI-00060"}
    await keep(world.live.history._engine, {"centre": [centre]})

    page = words((await site.get("/centre/DC-9?lang=en")).text)

    assert "Down in the last 30 days cannot be told yet" in page


async def test_todays_class_without_line_is_told_first(
    site: httpx.AsyncClient, world: World
) -> None:
    await tell(world)
    world.clock.move(2 * 86_400 - 4 * 3600)  # Sunday 08:00: class begins at nine

    page = words((await site.get("/centre/DC-4?lang=en")).text)

    said = page.index("Training today (")
    assert "is ahead, and the internet is down" in page[said:][:200]
    assert "High risk" in page


async def test_a_centre_whose_site_left_the_register_keeps_its_page(
    site: httpx.AsyncClient, world: World
) -> None:
    await tell(world)
    register = world.live.board.register
    sites = {code: each for code, each in register.sites.items() if code != "PI-00001"}
    world.live.board.register = type(register)(
        **{
            name: getattr(register, name)
            for name in register.__dataclass_fields__
            if name != "sites"
        },
        sites=sites,
    )

    answer = await site.get("/centre/DC-1?lang=en")

    assert answer.status_code == 200
    assert "The site PI-00001 of this centre is not in the register" in answer.text


async def test_a_centre_that_is_not_there_is_a_page_that_is_not_there(
    site: httpx.AsyncClient,
) -> None:
    assert (await site.get("/site/PI-00001/centre")).headers["location"] == (
        "/site/PI-00001"
    )
    for code in ("DC-9", "a b", "%00", "x" * 300):
        assert (await site.get(f"/centre/{code}")).status_code == 404
    for code in ("a b", "%00", "x" * 300):
        assert (await site.get(f"/site/{code}/centre")).status_code == 404


async def test_the_list_begins_with_trouble_and_is_filtered(
    site: httpx.AsyncClient, world: World
) -> None:
    await tell(world)

    async def codes(query: str) -> list[str]:
        html = (await site.get(f"/centres?{query}")).text
        return re.findall(r'scope="row"><a href="/centre/([^"]+)"', html)

    assert (await codes(""))[0] == "DC-4"
    assert await codes("order=code") == ["DC-1", "DC-2", "DC-3", "DC-4"]
    assert (await codes("order=dark"))[0] == "DC-1"
    assert await codes("state=down") == ["DC-4"]
    assert await codes("province=10") == ["DC-4"]
    assert await codes("phase=2") == []
    assert len(await codes("state=sad&order=none&page=1")) == 4
    assert (await site.get("/centres?page=0")).status_code == 400


async def test_each_role_finds_the_centres_that_are_its_own(
    site: httpx.AsyncClient, world: World
) -> None:
    await tell(world)

    for role, codes in SEEN.items():
        await sign_in(site, role.value)
        html = (await site.get("/centres?order=code")).text
        assert re.findall(r'"row"><a href="/centre/([^"]+)"', html) == codes, role
        found = [await site.get(f"/centre/DC-{number}") for number in range(1, 5)]
        allowed = [each.status_code == 200 for each in found]
        assert not any("do not reach" in each.text for each in found), role
        assert allowed == [f"DC-{number}" in codes for number in range(1, 5)], role
        assert (await site.get("/community")).status_code == 200
        whole = (await site.get("/programme")).status_code
        assert whole == (200 if role is Role.MINISTRY else 403)
        site.cookies.clear()


async def test_people_are_named_to_those_alone_whose_work_needs_them(
    site: httpx.AsyncClient, world: World
) -> None:
    await tell(world)
    who = values_of(VOLUNTEER, code="DV-2", site_code="PI-00001", name="คุณสมมติ แรก")
    await world.live.records.create(VOLUNTEER, who, WHO)
    note = {"site": "PI-00001", "point_count": 3, "point_model": "AP-9"}
    note |= {"caretaker": "คุณสมมติ สอง"}
    async with writing(world.live.history._engine) as connection:
        await connection.execute(site_record.insert(), [note])
    named = ("คุณสมมติ แรก", "คุณทดสอบ สมมติ", "+66 2")

    for role, sees in ((Role.TECHNICIAN, True), (Role.CENTRE, True)):
        await sign_in(site, role.value)
        centre = (await site.get("/centre/DC-1")).text
        assert all((each in centre) == sees for each in named), role
        assert ("คุณสมมติ สอง" in (await site.get("/site/PI-00001")).text) == sees
        site.cookies.clear()
    for role in (Role.VOLUNTEER, Role.MINISTRY):
        await sign_in(site, role.value)
        pages = [await site.get(each) for each in ("/centre/DC-1", "/site/PI-00001")]
        assert "AP-9" in pages[1].text
        assert "/centre/DC-1" in pages[1].text
        for each in (*named, "คุณสมมติ สอง"):
            assert not any(each in page.text for page in pages), role
        site.cookies.clear()


async def test_the_programme_shows_what_is_not_recorded_as_such(
    site: httpx.AsyncClient, world: World
) -> None:
    await tell(world)

    page = words((await site.get("/programme?lang=en")).text)
    part = words((await site.get("/programme?province=10&lang=en")).text)

    assert "No record of 300,000 people" in page
    assert re.search(r"Community digital centres 4 of 500 centres · 1%", page)
    assert "Fewer than 10 sessions of one kind" in page
    assert "This is no proof" in page
    assert "Test Centre 3" in page  # to be repaired
    assert re.search(r"\d+\.\d = down 20\.0 \+ hours waiting", page)
    assert "Bangkok" in part
    assert "Targets and figures" not in part
    assert (await site.get("/programme?province=99")).status_code == 404


async def test_the_community_reads_what_is_public_and_nothing_else(
    site: httpx.AsyncClient, world: World
) -> None:
    await tell(world)
    for code, topic, published, expires in (
        ("CI-1", "culture", date(2026, 11, 1), None),
        ("CI-2", "announcement", date(2026, 11, 10), date(2026, 11, 19)),
        ("CI-3", "announcement", date(2026, 11, 25), None),
    ):
        item = values_of(
            COMMUNITY_ITEM,
            code=code,
            centre_code="DC-1",
            title=f"เรื่อง {code} <b>",
            topic=topic,
            published_date=published,
            expires_date=expires,
        )
        await world.live.records.create(COMMUNITY_ITEM, item, WHO)
    await world.live.records.create(NEWS_ITEM, values_of(NEWS_ITEM), WHO)

    async def items(query: str) -> list[str]:
        html = (await site.get(f"/community?{query}")).text
        return re.findall(r'href="/community/(CI-\d)"', html)

    assert await items("") == ["CI-1"]
    assert await items("topic=announcement") == []
    assert await items("centre=DC-1&topic=rumour") == ["CI-1"]
    assert await items("page=2") == []
    start = (await site.get("/community?lang=en")).text
    assert "เรื่อง CI-1 &lt;b&gt;" in start.replace('<span lang="th">', "").replace(
        "</span>", ""
    )
    assert re.search(r'news-false">False<', start)
    assert (await site.get("/community/CI-1")).status_code == 200
    assert (await site.get("/community/CI-3")).status_code == 404
    assert (await site.get("/community?centre=DC-9")).status_code == 404
