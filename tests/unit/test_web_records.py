"""Forms for records, as somebody without scripts fills them in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest

from inventory.records.catalogue import BY_NAME, CENTRE, COMMUNITY_ITEM, SALE, SESSION
from inventory.records.kinds import Kind
from netmon.access.roles import Role
from netmon.api.gate import Gate
from netmon.web.app import create_site
from tests.live import World
from tests.people import make_people, read_token, sign_in
from tests.record_values import keep_one_of_each
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

NEW_ITEM, NEW_SALE = "/record/community_item/new/DC-001", "/record/sale/new/SH-01"
FORMS = {
    "centre": "DC-001",
    "session": "TS-0001",
    "shop": "SH-01",
    "product": "PR-1",
    "sale": "SH-01.2026-11-20",
    "community_item": "CI-1",
}
KEEPERS = (Role.CENTRE, Role.PROVINCIAL_OFFICE)
OTHERS = (Role.VOLUNTEER, Role.MINISTRY, Role.TECHNICIAN)


@pytest.fixture
async def site(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody has signed in with; there is a record of every kind."""
    await keep_one_of_each(world.live.records)
    people = await make_people(world, *KEEPERS, *OTHERS)
    gate = Gate.loopback().knowing(people.doorman, people.reception)
    async with caller_of(create_site(world.live, gate)) as client:
        client.headers["Accept"] = "text/html"
        client.headers["Origin"] = "http://127.0.0.1:8080"
        client.cookies["netmon_lang"] = "en"
        yield client


@pytest.fixture
async def centre(site: httpx.AsyncClient) -> httpx.AsyncClient:
    """The browser of a centre's own staff."""
    await sign_in(site, Role.CENTRE.value)
    return site


async def send(
    client: httpx.AsyncClient, page: str, *, to: str = "", **fields: str
) -> httpx.Response:
    """Fill in the form of `page` and send it, as a browser does."""
    html = (await client.get(page)).text
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html)
    shown = re.findall(r'<input id="field-\w+" name="(\w+)"[^>]* value="([^"]*)"', html)
    data = dict(hidden) | dict(shown) | fields | {"csrf_token": read_token(html)}
    return await client.post(to or page, data=data)


async def test_what_a_centre_writes_is_kept_with_version_history_and_audit(
    centre: httpx.AsyncClient, world: World
) -> None:
    made = await send(
        centre,
        NEW_ITEM,
        topic="announcement",
        title=" ตลาดนัด ",
        body="หนึ่ง\r\nสอง",
        published_date="2569-11-20",
    )

    assert made.status_code == 303, made.text
    assert made.headers["location"] == "/centre/DC-001?said=saved"
    items = await world.live.records.page(COMMUNITY_ITEM, {"centre_code": "DC-001"})
    kept = next(each for each in items if each.code != "CI-1")
    assert kept.values["title"] == "ตลาดนัด"
    assert kept.values["body"] == "หนึ่ง\nสอง"
    assert kept.values["published_date"] == date(2026, 11, 20)
    assert (kept.version, kept.changed_by) == (1, "account:centre")
    page = (await centre.get(made.headers["location"])).text
    assert "Saved" in page
    assert f"/community/{kept.code}" in page
    one = f"/record/community_item/{kept.code}"
    changed = await send(centre, one, topic="culture", body="x")
    assert changed.status_code == 303
    history = (await centre.get(one)).text
    assert "Announcements → Culture" in history
    assert "account:centre" in history
    deeds = [each.deed for each in await world.live.audit.newest(2)]
    assert [each.action for each in deeds] == ["record.change", "record.create"]
    assert {each.subject for each in deeds} == {f"community_item:{kept.code}"}


async def test_a_text_may_be_as_long_in_thai_as_in_english(
    centre: httpx.AsyncClient, world: World
) -> None:
    page = "/record/community_item/CI-1"

    longest = await send(centre, page, topic="culture", body="ก" * 10_000)
    longer = await send(centre, page, topic="culture", body="ก" * 10_001)
    far_longer = await send(centre, page, topic="culture", body="ก" * 20_000)

    assert longest.status_code == 303
    assert longer.status_code == 400
    assert "Longer than 10,000 characters" in longer.text
    assert far_longer.status_code == 413
    kept = await world.live.records.get(COMMUNITY_ITEM, "CI-1")
    assert len(kept.values["body"]) == 10_000


async def test_faults_stand_beside_their_fields_and_nothing_is_lost(
    centre: httpx.AsyncClient, world: World
) -> None:
    page = "/record/session/TS-0001"

    answer = await send(centre, page, registered="๒๕", attended="many", completed="")
    more = await send(centre, page, attended="26", completed="27")

    assert answer.status_code == more.status_code == 400
    assert 'value="many"' in answer.text
    assert 'value="๒๕"' in answer.text
    fault = '<p class="field-fault" id="fault-attended">Must be a whole number'
    assert fault in answer.text
    assert 'aria-describedby="fault-attended" aria-invalid="true"' in answer.text
    assert "It is more than Attended".lower() in more.text.lower()
    assert (await world.live.records.get(SESSION, "TS-0001")).version == 1
    thai = await send(centre, f"{page}?lang=th", to=f"{page}?lang=th", attended="x")
    assert "ต้องเป็นจำนวนเต็ม" in thai.text


async def test_of_two_who_write_the_later_one_sees_what_the_first_wrote(
    centre: httpx.AsyncClient, world: World
) -> None:
    page = "/record/centre/DC-001"
    first = {"level": "ก้าวหน้า", "equipment": "จอ 1", "caretaker": "คุณเดิม"}
    assert (await send(centre, page, **first)).status_code == 303

    late = {"version": "1", "level": "พื้นฐาน", "equipment": "จอ 2"}
    late["caretaker"] = "คุณทดสอบ สมมติ"
    answer = await send(centre, page, **late)

    assert answer.status_code == 409
    assert "Somebody changed this meanwhile" in answer.text
    assert re.search(r"<td>จอ 1</td><td>จอ 2</td>", answer.text)
    # What the later one did not touch is as the first left it.
    assert re.search(r'name="level"[^>]* value="ก้าวหน้า"', answer.text)
    assert re.search(r'name="caretaker"[^>]* value="คุณเดิม"', answer.text)
    assert "<td>ก้าวหน้า</td>" not in answer.text
    assert 'name="version" value="2"' in answer.text
    kept = await world.live.records.get(CENTRE, "DC-001")
    assert kept.values["equipment"] == "จอ 1"
    again = await send(centre, page, level="พื้นฐาน", equipment="จอ 2")
    assert again.status_code == 303
    kept = await world.live.records.get(CENTRE, "DC-001")
    assert (kept.version, kept.values["equipment"]) == (3, "จอ 2")


async def test_sales_of_a_day_are_one_record_and_odd_ones_are_asked_about(
    centre: httpx.AsyncClient, world: World
) -> None:
    twice = await send(centre, NEW_SALE, date="2026-11-20", orders="1", amount_baht="5")
    ahead = await send(centre, NEW_SALE, date="2026-11-21", orders="1", amount_baht="5")
    big = {"date": "2026-11-19", "orders": "2", "amount_baht": "150,000"}
    odd = await send(centre, NEW_SALE, **big)
    sure = await send(centre, NEW_SALE, **big, sure="1")

    assert twice.status_code == 409
    assert 'href="/record/sale/SH-01.2026-11-20"' in twice.text
    assert ahead.status_code == 400
    assert 'id="fault-date">a day that has not come' in ahead.text
    assert odd.status_code == 400
    assert 'name="sure"' in odd.text
    assert 'value="150,000"' in odd.text
    assert sure.status_code == 303
    kept = await world.live.records.get(SALE, "SH-01.2026-11-19")
    assert kept.values["amount_baht"] == 150_000


async def test_what_was_made_by_hand_is_deleted_by_who_is_sure(
    centre: httpx.AsyncClient, world: World
) -> None:
    page = "/record/community_item/CI-1"

    unsure = await send(centre, page, to=f"{page}/delete")
    stale = await send(centre, page, to=f"{page}/delete", sure="1", version="7")
    named = await send(
        centre, "/record/shop/SH-01", to="/record/shop/SH-01/delete", sure="1"
    )
    gone = await send(centre, page, to=f"{page}/delete", sure="1")
    session = await send(
        centre, "/record/session/TS-0001", to="/record/session/TS-0001/delete", sure="1"
    )

    assert unsure.status_code == 200
    assert stale.status_code == named.status_code == 409
    assert "other records name it" in named.text
    assert gone.headers["location"] == "/centre/DC-001?said=deleted"
    assert (await centre.get(page)).status_code == 404
    assert session.status_code == 200
    assert (await world.live.records.get(SESSION, "TS-0001")).version == 1


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [(COMMUNITY_ITEM, "title", "งานวัด"), (SALE, "orders", "77")],
    ids=["item", "sale"],
)
async def test_what_was_written_of_a_record_that_was_deleted_can_be_kept_anew(
    centre: httpx.AsyncClient, world: World, kind: Kind, name: str, text: str
) -> None:
    code = FORMS[kind.name]
    page = f"/record/{kind.name}/{code}"
    html = (await centre.get(page)).text
    await world.live.records.delete(kind, code, 1, "local:other")
    shown = re.findall(r'<input id="field-\w+" name="(\w+)"[^>]* value="([^"]*)"', html)
    data = dict(shown) | {name: text, "version": "1"}
    data |= {"topic": "culture"} if kind is COMMUNITY_ITEM else {}

    late = await centre.post(page, data=data | {"csrf_token": read_token(html)})

    assert late.status_code == 409, late.text
    assert "Somebody deleted this meanwhile" in late.text
    assert f'value="{text}"' in late.text
    fields = re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', late.text)
    to = re.search(r'action="(/record/[^"]*/new/[^"]*)"', late.text)
    assert to is not None
    made = await centre.post(to[1], data=data | dict(fields))
    assert made.status_code == 303, made.text
    kept = await world.live.records.get(kind, code)
    assert (kept.version, str(kept.values[name])) == (3, text)


async def test_forms_are_there_for_who_keeps_that_centres_records_alone(
    site: httpx.AsyncClient, world: World
) -> None:
    pages = [f"/record/{kind}/{code}" for kind, code in FORMS.items()]
    pages += [NEW_ITEM, NEW_SALE]

    async def statuses() -> set[int]:
        return {(await site.get(each)).status_code for each in pages}

    assert await statuses() == {403}  # nobody in particular, on loopback
    for role in OTHERS:
        await sign_in(site, role.value)
        assert await statuses() == {403}, role
        assert "/record/" not in (await site.get("/centre/DC-001")).text
        site.cookies.clear()
    for role in KEEPERS:
        await sign_in(site, role.value)
        assert await statuses() == {200}, role
        assert "/record/centre/DC-001" in (await site.get("/centre/DC-001")).text
        site.cookies.clear()
    await sign_in(site, Role.CENTRE.value)
    elsewhere = {**(await world.live.records.get(CENTRE, "DC-001")).values}
    elsewhere |= {"code": "DC-002", "site": "PI-00002"}
    await world.live.records.create(CENTRE, elsewhere, "local:test")
    assert (await site.get("/record/centre/DC-002")).status_code == 403
    answer = await send(site, NEW_ITEM, to="/record/community_item/new/DC-002")
    assert answer.status_code == 403


async def test_a_form_of_another_page_is_no_form_of_ours(
    centre: httpx.AsyncClient, world: World
) -> None:
    page = "/record/centre/DC-001"

    answer = await centre.post(page, data={"version": "1", "level": "ใหม่"})

    assert answer.status_code == 403
    assert (await world.live.records.get(CENTRE, "DC-001")).version == 1


async def test_addresses_that_name_nothing_are_not_found_or_refused(
    centre: httpx.AsyncClient,
) -> None:
    for page in (
        "/record/volunteer/DV-1",
        "/record/rumour/1",
        "/record/session/new/DC-001",
        "/record/centre/a%20b",
        "/record/shop/new/none",
    ):
        assert (await centre.get(page)).status_code in (403, 404), page
    many = {f"f{number}": "x" for number in range(50)}
    assert (await send(centre, NEW_ITEM, **many)).status_code == 400
    assert set(FORMS) <= set(BY_NAME)
