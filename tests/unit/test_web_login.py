"""Signing in and out as a browser does it, without scripts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from netmon.access.passwords import MOST_AT_ONCE, MOST_WAITING
from netmon.access.roles import Role
from netmon.access.tokens import to_sha256
from netmon.api.gate import Gate
from netmon.api.proxies import TrustedProxies
from netmon.web.app import create_site
from netmon.web.way_back import to_own_path
from tests.live import TOKEN, World
from tests.people import PASSWORD, People, make_people, page_token, read_token, sign_in
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

HTML = {"Accept": "text/html"}
VIA_TLS = {
    "Host": "netmon.go.th",
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "netmon.go.th",
}


@pytest.fixture
async def people(world: World) -> People:
    return await make_people(world, Role.NOC, Role.CENTRE, Role.LOG_OFFICER)


@pytest.fixture
async def browser(world: World, people: People) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on this machine."""
    gate = Gate.loopback().knowing(people.doorman, people.reception)
    async with caller_of(create_site(world.live, gate)) as client:
        client.headers.update(HTML | {"Origin": "http://127.0.0.1:8080"})
        yield client


@pytest.fixture
async def afar(world: World, people: People) -> AsyncIterator[httpx.AsyncClient]:
    """A browser behind a proxy that speaks TLS."""
    gate = Gate.network(to_sha256(TOKEN)).knowing(people.doorman, people.reception)
    gate = replace(gate, proxies=TrustedProxies.parse(["127.0.0.1/32"]))
    site = create_site(world.live, gate)

    async def plain(scope: Scope, receive: Receive, send: Send) -> None:
        await site({**scope, "scheme": "http"}, receive, send)  # TLS ends at the proxy

    transport = httpx.ASGITransport(plain)
    async with httpx.AsyncClient(
        transport=transport, base_url="https://netmon.go.th"
    ) as client:
        client.headers.update(HTML | VIA_TLS | {"Origin": "https://netmon.go.th"})
        yield client


async def test_somebody_signs_in_and_is_named_on_every_page(
    browser: httpx.AsyncClient,
) -> None:
    answer = await sign_in(browser, "noc")
    page = await browser.get(answer.headers["location"])

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "คุณ noc" in page.text
    assert 'action="/logout"' in page.text


async def test_the_cookie_over_tls_is_for_this_host_alone(
    afar: httpx.AsyncClient,
) -> None:
    answer = await sign_in(afar, "noc")
    kept = [each for each in answer.headers.get_list("set-cookie") if "netmon=" in each]

    (cookie,) = kept
    assert cookie.startswith("__Host-netmon=")
    for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/", "Max-Age=604800"):
        assert word in cookie
    assert "Domain" not in cookie


async def test_a_cookie_of_loopback_means_nothing_over_tls(
    afar: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    await sign_in(browser, "noc")
    afar.cookies.set("netmon_session", browser.cookies["netmon_session"])

    answer = await afar.get("/")

    assert answer.headers["location"] == "/login"


async def test_a_page_asked_for_is_shown_after_signing_in(
    afar: httpx.AsyncClient,
) -> None:
    asked = await afar.get("/incidents?open=true&cause=site")
    form = await afar.get(asked.headers["location"])
    fields = {"csrf_token": read_token(form.text), "login": "noc"}
    fields |= {"password": PASSWORD, "next": "/incidents?open=true&cause=site"}
    answer = await afar.post("/login", data=fields)

    assert asked.status_code == 303
    assert asked.headers["cache-control"] == "no-store"
    assert 'value="/incidents?open=true&amp;cause=site"' in form.text
    assert answer.headers["location"] == "/incidents?open=true&cause=site"


async def test_programs_and_scripts_are_not_sent_to_a_form(
    afar: httpx.AsyncClient,
) -> None:
    program = await afar.get("/api/v1/summary", headers={"Accept": "*/*"})
    script = await afar.get("/web/today", headers={"Sec-Fetch-Mode": "cors"})

    assert (program.status_code, script.status_code) == (401, 401)
    assert "Basic" in str(program.headers.get_list("www-authenticate"))
    assert "Basic" not in str(script.headers.get_list("www-authenticate"))


async def test_without_accounts_a_browser_is_asked_for_the_token(world: World) -> None:
    nobody = await make_people(world)
    gate = Gate.network(to_sha256(TOKEN)).knowing(nobody.doorman, nobody.reception)
    async with caller_of(create_site(world.live, gate)) as client:
        answer = await client.get("/", headers=HTML)

    assert answer.status_code == 401
    assert "Basic" in str(answer.headers.get_list("www-authenticate"))


LEADS_AWAY = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "evil.example",
    " /x",
    "/x\r\nSet-Cookie: a=b",
    "/login?next=/",
    "/logout",
    "/" + "x" * 2_000,
    "",
]


async def test_no_way_back_leads_away(browser: httpx.AsyncClient) -> None:
    assert [to_own_path(path) for path in LEADS_AWAY] == [""] * len(LEADS_AWAY)

    answer = await sign_in(browser, "noc", way_back="//evil.example/")

    assert answer.headers["location"] == "/"


async def test_who_is_signed_in_already_is_sent_on(browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "noc")

    answer = await browser.get("/login?next=/poller")
    away = await browser.get("/login?next=//evil.example")

    assert answer.headers["location"] == "/poller"
    assert away.headers["location"] == "/"


HOMES = {"noc": "/", "centre": "/site/PI-00001/centre", "log_officer": "/account"}


async def test_everybody_begins_with_what_is_theirs(
    browser: httpx.AsyncClient,
) -> None:
    for login, home in HOMES.items():
        browser.cookies.clear()
        answer = await sign_in(browser, login)

        assert answer.headers["location"] == home
        page = await browser.get(home, follow_redirects=True)
        assert page.status_code == 200, login


async def test_a_session_given_from_outside_is_not_taken_up(
    browser: httpx.AsyncClient,
) -> None:
    """Fixation: who signs in gets an id nobody else has seen."""
    browser.cookies.set("netmon_session", "x" * 43, domain="127.0.0.1", path="/")
    await sign_in(browser, "noc")

    assert "x" * 43 not in str(browser.cookies.jar)


async def test_signing_in_again_ends_the_session_there_was(
    world: World, people: People, browser: httpx.AsyncClient
) -> None:
    form = await browser.get("/login")
    fields = {"csrf_token": read_token(form.text), "password": PASSWORD, "next": ""}
    form_cookie = browser.cookies["netmon_form"]
    await browser.post("/login", data=fields | {"login": "noc"})
    first = browser.cookies["netmon_session"]
    browser.cookies.set("netmon_form", form_cookie)

    await browser.post("/login", data=fields | {"login": "centre"})

    assert people.reception.judge(first) is None
    assert len(people.reception.sessions_of("centre")) == 1


async def test_who_signs_out_is_out(people: People, browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "noc")
    kept = browser.cookies["netmon_session"]
    token = await page_token(browser)

    answer = await browser.post("/logout", data={"csrf_token": token})
    browser.cookies.set("netmon_session", kept)
    page = await browser.get("/account")

    assert answer.headers["location"] == "/login"
    assert page.headers["location"] == "/login?next=%2Faccount"


FORGED = {
    "no token": {},
    "another's": {"csrf_token": "A" * 88},
    "nonsense": {"csrf_token": "ก"},
}


async def test_the_form_must_be_ours(browser: httpx.AsyncClient) -> None:
    """Nobody can sign somebody else's browser in as whom they like."""
    await browser.get("/login")
    for name, fields in FORGED.items():
        answer = await browser.post(
            "/login", data={"login": "noc", "password": PASSWORD} | fields
        )

        assert answer.status_code == 403, name
        assert "netmon_session" not in browser.cookies
        assert PASSWORD not in answer.text


async def test_a_token_of_another_browsers_form_does_not_fit(
    browser: httpx.AsyncClient,
) -> None:
    stolen = read_token((await browser.get("/login")).text)
    browser.cookies.clear()
    await browser.get("/login")

    answer = await browser.post(
        "/login", data={"login": "noc", "password": PASSWORD, "csrf_token": stolen}
    )

    assert answer.status_code == 403


async def test_wrong_and_unknown_get_the_same_page(browser: httpx.AsyncClient) -> None:
    wrong = await sign_in(browser, "noc", "wrong")
    unknown = await sign_in(browser, "nob", "wrong")

    def bare(answer: httpx.Response) -> str:
        text = answer.text.replace("noc", "nob")
        return text.replace(read_token(answer.text), "")

    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert bare(wrong) == bare(unknown)
    assert wrong.headers["cache-control"] == "no-store"


async def test_who_must_wait_is_told_how_long(browser: httpx.AsyncClient) -> None:
    for _ in range(5):
        await sign_in(browser, "noc", "wrong")

    answer = await sign_in(browser, "noc")

    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "60"
    assert "โปรดรอ 1 นาที" in answer.text


async def test_a_crowd_is_asked_to_come_again(
    people: People, browser: httpx.AsyncClient
) -> None:
    people.reception._passwords._busy_count = MOST_AT_ONCE + MOST_WAITING

    answer = await sign_in(browser, "noc")

    assert answer.status_code == 503


NOT_PRIVATE: dict[str, dict[str, str]] = {
    "plain HTTP through the proxy": {"X-Forwarded-Proto": "http"},
    "a proxy that does not say": {"X-Forwarded-Proto": ""},
    "said twice": {"X-Forwarded-Proto": "https, http"},
}


async def test_over_plain_http_no_password_is_taken(
    afar: httpx.AsyncClient, people: People
) -> None:
    origin = {"Origin": "http://netmon.go.th"}
    for name, headers in NOT_PRIVATE.items():
        form = await afar.get("/login", headers=headers)
        answer = await afar.post(
            "/login",
            data={"login": "noc", "password": PASSWORD, "csrf_token": "x"},
            headers=headers | origin,
        )

        assert "https://" in form.text, name
        assert "<input" not in form.text.partition("<main")[2]
        assert not form.headers.get_list("set-cookie")
        assert answer.status_code == 403
    assert people.reception.sessions_of("noc") == []


async def test_a_caller_who_says_https_and_is_no_proxy_is_not_believed(
    world: World, people: People
) -> None:
    gate = Gate.network(to_sha256(TOKEN)).knowing(people.doorman, people.reception)
    async with caller_of(create_site(world.live, gate)) as client:
        form = await client.get("/login", headers=HTML | VIA_TLS)

    assert "<input" not in form.text.partition("<main")[2]


async def test_a_session_is_not_read_over_plain_http(
    afar: httpx.AsyncClient, people: People
) -> None:
    await sign_in(afar, "noc")
    cookie = f"__Host-netmon={afar.cookies['__Host-netmon']}"
    answers = [
        await afar.get(
            "/api/v1/summary",
            headers={"X-Forwarded-Proto": proto, "Cookie": cookie},
        )
        for proto in ("https", "http")
    ]

    assert [each.status_code for each in answers] == [200, 401]


async def test_two_cookies_of_one_name_are_none(
    browser: httpx.AsyncClient,
) -> None:
    await sign_in(browser, "noc")
    good = browser.cookies["netmon_session"]
    browser.cookies.clear()

    answers = [
        await browser.get("/account", headers={"Cookie": cookie})
        for cookie in (
            f"netmon_session={good}",
            f"netmon_session={good}; netmon_session=x",
            f"netmon_session={good}x",
            f"Netmon_Session={good}",
        )
    ]

    assert [each.status_code for each in answers] == [200, 303, 303, 303]
