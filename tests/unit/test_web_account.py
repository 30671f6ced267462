"""What somebody who has signed in may send, and the page of their own account."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from netmon.access.demo_accounts import DemoAccount
from netmon.access.roles import Role
from netmon.api.gate import Gate
from netmon.web.app import create_site
from tests.live import World
from tests.people import PASSWORD, People, make_people, page_token, read_token, sign_in
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

HTML = {"Accept": "text/html"}


@pytest.fixture
async def people(world: World) -> People:
    return await make_people(world, Role.NOC, Role.CENTRE)


@pytest.fixture
async def browser(world: World, people: People) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on this machine."""
    gate = Gate.loopback().knowing(people.doorman, people.reception)
    async with caller_of(create_site(world.live, gate)) as client:
        client.headers.update(HTML | {"Origin": "http://127.0.0.1:8080"})
        yield client


NOTE = "/api/v1/sites/PI-00001/probe"
CALLS: dict[str, tuple[dict[str, str], bool, int]] = {
    "our page": ({"Origin": "http://127.0.0.1:8080"}, True, 200),
    "our page, new browser": ({"Sec-Fetch-Site": "same-origin"}, True, 200),
    "without the token": ({"Origin": "http://127.0.0.1:8080"}, False, 403),
    "without saying where from": ({}, True, 403),
    "the address line": ({"Sec-Fetch-Site": "none"}, True, 403),
    "another page": ({"Origin": "http://evil.example"}, True, 403),
    "a sibling": ({"Sec-Fetch-Site": "same-site"}, True, 403),
}


async def test_a_session_changes_something_from_our_own_pages_only(
    world: World, browser: httpx.AsyncClient
) -> None:
    await sign_in(browser, "noc")
    token = {"X-CSRF-Token": await page_token(browser)}
    del browser.headers["Origin"]
    found = {}
    for name, (headers, has_token, _) in CALLS.items():
        answer = await browser.post(
            NOTE, headers=headers | (token if has_token else {})
        )
        found[name] = answer.status_code
        world.clock.move(5)  # between two live checks

    assert found == {name: status for name, (_, _, status) in CALLS.items()}


async def test_a_token_of_another_session_does_not_fit(
    browser: httpx.AsyncClient,
) -> None:
    await sign_in(browser, "noc")
    stolen = await page_token(browser)
    browser.cookies.clear()
    await sign_in(browser, "noc")

    answer = await browser.post(NOTE, headers={"X-CSRF-Token": stolen})

    assert answer.status_code == 403


async def test_each_page_masks_the_token_anew(browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "noc")

    assert await page_token(browser) != await page_token(browser)


async def test_a_form_without_scripts_sends_the_token_as_a_field(
    world: World, browser: httpx.AsyncClient
) -> None:
    await sign_in(browser, "noc")
    page = await browser.get("/site/PI-00001")

    with_it = await browser.post(
        "/site/PI-00001/check", data={"csrf_token": read_token(page.text)}
    )
    world.clock.move(5)
    without = await browser.post("/site/PI-00001/check", data={"text": "x"})

    assert (with_it.status_code, without.status_code) == (200, 403)
    assert (await world.live.audit.newest(1))[0].deed.who == "account:noc"


async def test_a_broken_form_is_refused_calmly(browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "noc")
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    twice = b"csrf_token=a&csrf_token=b"
    answers = [
        await browser.post("/site/PI-00001/check", content=body, headers=kind)
        for body in (b"\xff\xfe", b"csrf_token", twice, b"&" * 2_000)
    ]

    assert [each.status_code for each in answers] == [403] * 4


async def test_a_token_wins_over_a_cookie(browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "noc")

    answer = await browser.get(
        "/api/v1/summary", headers={"Authorization": "Bearer nonsense"}
    )

    assert answer.status_code == 401


async def test_who_changes_too_much_waits_and_others_do_not(
    world: World, browser: httpx.AsyncClient
) -> None:
    await sign_in(browser, "noc")
    token = {"X-CSRF-Token": await page_token(browser)}
    path = "/api/v1/sites/none/probe"
    found = [(await browser.post(path, headers=token)).status_code for _ in range(121)]
    other = httpx.AsyncClient(transport=browser._transport, base_url=browser.base_url)

    assert found == [404] * 120 + [429]
    assert (await browser.get("/api/v1/summary")).status_code == 200
    assert (await other.post(path)).status_code == 404
    world.clock.move(0.5)
    assert (await browser.post(path, headers=token)).status_code == 404


async def test_what_the_gate_refuses_is_a_page_in_a_browser(
    browser: httpx.AsyncClient,
) -> None:
    """A form that lay open too long, and one call too many; programs get a problem."""
    await sign_in(browser, "noc")
    path = "/site/none/check?lang=en"
    stale = await browser.post(path, data={"text": "x"})
    script = await browser.post(path, headers={"Accept": "*/*"})
    api = await browser.post("/api/v1/sites/none/probe")
    for _ in range(120):
        often = await browser.post(path)

    assert (stale.status_code, often.status_code) == (403, 429)
    assert "load the page again" in stale.text
    for page in (stale, often):
        assert page.headers["content-type"].startswith("text/html")
        assert "คุณ noc" in page.text
    assert int(often.headers["retry-after"]) > 0
    for document in (script, api):
        assert document.headers["content-type"] == "application/problem+json"


async def test_a_page_beyond_ones_rights_offers_to_sign_in(
    browser: httpx.AsyncClient,
) -> None:
    nobody = await browser.get("/maintenance?lang=en")
    await sign_in(browser, "centre")
    centre = await browser.get("/site/PI-00003?lang=en")

    assert 'href="/login' in nobody.text
    assert centre.status_code == 403
    assert "You are signed in as คุณ centre" in centre.text


async def test_somebody_whose_password_another_knows_must_change_it(
    people: People, browser: httpx.AsyncClient
) -> None:
    await people.add("new", Role.NOC, must_change=True)
    answer = await sign_in(browser, "new", way_back="/poller")
    page = await browser.get("/")
    program = await browser.get("/api/v1/summary", headers={"Accept": "*/*"})
    account = await browser.get("/account")

    assert answer.headers["location"] == "/account"
    assert page.headers["location"] == "/account"
    assert program.status_code == 403
    changed = await _change(browser, account.text, PASSWORD, "one more good sentence")
    assert changed.headers["location"] == "/account?done=password"
    assert (await browser.get("/")).status_code == 200


async def _change(
    browser: httpx.AsyncClient, page: str, present: str, new: str, again: str = ""
) -> httpx.Response:
    fields = {"present": present, "new": new, "again": again or new}
    fields["csrf_token"] = read_token(page)
    return await browser.post("/account/password", data=fields)


CHANGES: dict[str, tuple[str, str, str, str]] = {
    "wrong": ("x", "one more good sentence", "", "The present password is not right"),
    "differ": (PASSWORD, "one more good sentence", "x", "passwords differ"),
    "short": (PASSWORD, "short", "", "at least 12 characters"),
    "common": (PASSWORD, "password123456", "", "tried first"),
    "the login": (PASSWORD, "nocnocnocnocnoc", "", "is the login"),
    "the same": (PASSWORD, PASSWORD, "", "is the present one"),
}


async def test_a_password_that_is_not_taken_changes_nothing(
    browser: httpx.AsyncClient,
) -> None:
    await sign_in(browser, "noc")
    page = await browser.get("/account?lang=en")
    for name, (present, new, again, words) in CHANGES.items():
        answer = await _change(browser, page.text, present, new, again)

        assert answer.status_code == 400, name
        assert words in answer.text
        assert f'"{new}"' not in answer.text
    browser.cookies.clear()
    assert (await sign_in(browser, "noc")).status_code == 303


async def test_another_password_signs_other_devices_out(
    people: People, browser: httpx.AsyncClient
) -> None:
    elsewhere = await people.reception.sign_in("noc", PASSWORD, "192.0.2.9")
    await sign_in(browser, "noc")
    before = browser.cookies["netmon_session"]
    page = await browser.get("/account")

    await _change(browser, page.text, PASSWORD, "one more good sentence")

    assert people.reception.judge(elsewhere.secret) is None
    assert browser.cookies["netmon_session"] != before
    assert (await browser.get("/account")).status_code == 200


async def test_a_device_that_was_lost_can_be_signed_out(
    people: People, browser: httpx.AsyncClient
) -> None:
    lost = await people.reception.sign_in("noc", PASSWORD, "192.0.2.9")
    other = await people.reception.sign_in("centre", PASSWORD, "192.0.2.9")
    assert lost.guest is not None
    assert other.guest is not None
    await sign_in(browser, "noc")
    page = await browser.get("/account")
    token = {"csrf_token": read_token(page.text)}

    assert "192.0.2.9" in page.text
    for entry in (lost, other):
        which = {"session": str(entry.guest.session.id)} if entry.guest else {}
        await browser.post("/account/sessions", data=token | which)
    assert people.reception.judge(lost.secret) is None
    assert people.reception.judge(other.secret) is not None
    await browser.post("/account/sessions", data=token | {"session": "all"})
    assert people.reception.sessions_of("noc") == []


async def test_accounts_of_a_demonstration_sign_in_by_one_press(
    world: World, people: People
) -> None:
    demo = DemoAccount("noc", PASSWORD, Role.NOC, "")
    live = replace(world.live, demo_accounts=[demo], is_simulated=True)
    gate = Gate.loopback().knowing(people.doorman, people.reception)
    async with caller_of(create_site(live, gate)) as client:
        page = await client.get("/login", headers=HTML)
    async with caller_of(create_site(world.live, gate)) as client:
        plain = await client.get("/login", headers=HTML)

    assert f'name="password" value="{PASSWORD}"' in page.text
    assert PASSWORD not in plain.text


async def test_the_form_does_not_show_what_was_typed_as_markup(
    browser: httpx.AsyncClient,
) -> None:
    answer = await sign_in(browser, '"><script>alert(1)</script>', "x")

    assert "<script>alert" not in answer.text


async def test_over_the_control_socket_nobody_signs_in(world: World) -> None:
    async with caller_of(create_site(world.live, Gate.control_socket())) as client:
        answer = await client.get("/login")

    assert answer.status_code == 404


async def test_an_open_stream_ends_with_the_session(
    world: World, people: People
) -> None:
    """What was opened with a right does not outlive it."""
    from netmon.api.desk import Desk
    from netmon.api.stream import events

    entry = await people.reception.sign_in("noc", PASSWORD, "192.0.2.9")
    guest: Any = entry.guest
    stream = events(Desk(world.live), None, lambda: people.reception.holds(guest))
    assert b"id:" in await anext(stream)

    await people.reception.sign_out(guest)
    await world.fail("PI-00004")

    assert [chunk async for chunk in stream] == []
