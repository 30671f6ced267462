"""Signing in by an OpenID provider: whom we let in, and everything we do not believe.

The provider is a double with real keys (tests/openid_double.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from joserfc.jwk import KeySet, RSAKey

from netmon.access.accounts import AccountWish
from netmon.access.lockout import MOST_FAILURES, WINDOW_S
from netmon.access.oidc import Provider, ProviderWish
from netmon.access.oidc_documents import FAILED_S
from netmon.access.roles import Role
from netmon.api.gate import Gate
from netmon.web.app import create_site
from tests.live import World
from tests.openid_double import (
    CLIENT,
    ISSUER,
    KEY,
    OTHER_KEY,
    SECRET,
    OpenIdDouble,
    sign_by_public_key,
    sign_by_secret,
    sign_not_at_all,
    sign_with,
)
from tests.people import People, make_people
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

EMAIL = "somchai@example.go.th"
CALLBACK = "/login/oidc/callback"


@pytest.fixture
def provider(world: World) -> OpenIdDouble:
    return OpenIdDouble(world.clock, email=EMAIL)


@pytest.fixture
async def people(world: World, provider: OpenIdDouble) -> People:
    made = await make_people(world, Role.NOC)
    wish = ProviderWish(ISSUER, CLIENT, SECRET, "ThaID")
    made.reception.provider = Provider(wish, world.clock, provider.client)
    account = AccountWish(EMAIL, "สมชาย", Role.MINISTRY)
    await made.store.add(account, None, "local:test")
    await made.reception.refresh()
    return made


@pytest.fixture
async def browser(world: World, people: People) -> AsyncIterator[httpx.AsyncClient]:
    gate = Gate.loopback().knowing(people.doorman, people.reception)
    async with caller_of(create_site(world.live, gate)) as client:
        client.headers["Accept"] = "text/html"
        yield client


async def _arrive(
    browser: httpx.AsyncClient, provider: OpenIdDouble, way_back: str = ""
) -> httpx.Response:
    begun = await browser.get("/login/oidc", params={"next": way_back})
    assert begun.status_code == 303, begun.text
    answer = provider.authorise(begun.headers["location"])
    return await browser.get(CALLBACK, params=answer)


async def test_who_has_an_account_is_let_in_and_led_back(
    world: World, people: People, browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    page = await browser.get("/login?next=/poller")
    answer = await _arrive(browser, provider, "/poller")

    assert "ThaID" in page.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/poller")
    assert (await browser.get("/account")).status_code == 200
    row = (await world.live.audit.newest(1))[0]
    assert (row.deed.who, row.deed.detail["by"]) == (f"account:{EMAIL}", "oidc")


async def test_after_the_first_time_the_subject_counts_and_not_the_address(
    people: People, browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    await _arrive(browser, provider)
    await people.reception.refresh()
    browser.cookies.clear()
    provider.email = ""
    same = await _arrive(browser, provider)
    browser.cookies.clear()
    provider.subject, provider.email = "u-2", EMAIL
    other = await _arrive(browser, provider)

    assert (same.status_code, other.status_code) == (303, 403)


async def test_nobody_gets_an_account_by_being_vouched_for(
    people: People, browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    provider.email = "stranger@example.go.th"
    answer = await _arrive(browser, provider)

    assert answer.status_code == 403
    assert "netmon_session" not in browser.cookies
    assert len(await people.store.all()) == 2


async def test_a_login_that_is_no_address_is_nobodys_by_an_address(
    people: People, browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    provider.email = "noc"

    assert (await _arrive(browser, provider)).status_code == 403


async def test_a_disabled_account_stays_out(
    people: People, browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    await people.store.disable(EMAIL, "local:test")
    await people.reception.refresh()

    assert (await _arrive(browser, provider)).status_code == 403


Spoil = Callable[[dict[str, Any]], dict[str, Any]]
SPOILT: dict[str, Spoil] = {
    "another issuer": lambda claims: claims | {"iss": "https://evil.example"},
    "for another client": lambda claims: claims | {"aud": "grafana"},
    "for two, by neither": lambda claims: claims | {"aud": [CLIENT, "grafana"]},
    "made for another": lambda claims: claims | {"azp": "grafana"},
    "expired": lambda claims: claims | {"exp": claims["iat"] - 3600},
    "from the future": lambda claims: claims | {"iat": claims["exp"] + 3600},
    "another's nonce": lambda claims: claims | {"nonce": "x"},
    "without a nonce": lambda claims: _without(claims, "nonce"),
    "without an end": lambda claims: _without(claims, "exp"),
    "without a subject": lambda claims: _without(claims, "sub"),
    "an empty subject": lambda claims: claims | {"sub": ""},
    "a subject that is a list": lambda claims: claims | {"sub": ["u-1"]},
    "an address not verified": lambda claims: claims | {"email_verified": False},
    "an address verified in words": lambda claims: claims | {"email_verified": "true"},
    "an address that is a list": lambda claims: claims | {"email": [EMAIL]},
}


def _without(claims: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in claims.items() if key != name}


async def test_claims_that_are_not_right_let_nobody_in(
    browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    found = {}
    for name, spoil in SPOILT.items():
        provider.spoil = spoil
        found[name] = (await _arrive(browser, provider)).status_code

    assert found == dict.fromkeys(SPOILT, 403)
    assert "netmon_session" not in browser.cookies


FORGED: dict[str, Callable[[dict[str, Any]], str]] = {
    "another key of the same name": lambda claims: sign_with(OTHER_KEY, claims),
    "a key nobody published": lambda claims: sign_with(OTHER_KEY, claims, "two"),
    "no signature": sign_not_at_all,
    "our shared secret": sign_by_secret,
    "the public key as a secret": sign_by_public_key,
    "one letter changed": lambda claims: _swap(sign_with(KEY, claims)),
    "nonsense": lambda _: "a.b.c",
    "nothing": lambda _: "",
    "without end": lambda _: "a" * 40_000,
}


def _swap(token: str) -> str:
    head, body, signature = token.split(".")
    return f"{head}.{body[:-2]}{'AA' if body[-2:] != 'AA' else 'BB'}.{signature}"


async def test_a_token_the_provider_did_not_sign_lets_nobody_in(
    browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    found = {}
    for name, sign in FORGED.items():
        provider.sign = sign
        found[name] = (await _arrive(browser, provider)).status_code

    assert found == dict.fromkeys(FORGED, 403)


async def test_a_new_key_is_fetched_but_not_for_every_forgery(
    world: World, browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    await _arrive(browser, provider)
    new = RSAKey.generate_key(2048, {"kid": "two", "use": "sig", "alg": "RS256"})
    provider.sign = lambda claims: sign_with(new, claims, "two")
    for _ in range(5):
        assert (await _arrive(browser, provider)).status_code == 403
    assert provider.asked.count("/keys") == 1

    provider.keys = KeySet([KEY, new])
    world.clock.move(61)
    browser.cookies.clear()

    assert (await _arrive(browser, provider)).status_code == 303
    assert provider.asked.count("/keys") == 2


async def test_an_answer_to_another_browser_is_not_taken(
    browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    """Nobody can sign somebody else's browser in as themselves."""
    begun = await browser.get("/login/oidc")
    answer = provider.authorise(begun.headers["location"])
    browser.cookies.clear()
    without = await browser.get(CALLBACK, params=answer)
    await browser.get("/login/oidc")
    other = await browser.get(CALLBACK, params=answer)

    assert (without.status_code, other.status_code) == (403, 403)
    assert "/token" not in provider.asked


async def test_a_code_is_good_once(
    browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    begun = await browser.get("/login/oidc")
    cookie = browser.cookies["netmon_form"]
    answer = provider.authorise(begun.headers["location"])
    first = await browser.get(CALLBACK, params=answer)
    browser.cookies.clear()
    browser.cookies.set("netmon_form", cookie)
    second = await browser.get(CALLBACK, params=answer)

    assert (first.status_code, second.status_code) == (303, 403)


async def test_what_came_back_wrong_is_refused(
    browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    begun = await browser.get("/login/oidc", params={"next": "/poller"})
    good = provider.authorise(begun.headers["location"])
    head = good["state"].partition(".")[0]
    wrong: list[dict[str, str]] = [
        {},
        {"code": good["code"]},
        {"state": good["state"]},
        good | {"state": "x"},
        good | {"state": f"{head}.Ly9ldmlsLmV4YW1wbGU"},  # //evil.example
        good | {"state": f"{head}.%ff"},
        good | {"iss": "https://evil.example"},
        {"error": "access_denied", "state": good["state"]},
        good | {"code": "x" * 5_000},
    ]

    answers = [await browser.get(CALLBACK, params=each) for each in wrong]

    assert [each.status_code for each in answers] == [403] * len(wrong)
    assert (await browser.get(CALLBACK, params=good)).status_code == 303


BROKEN: dict[str, dict[str, Any]] = {
    "another's name": {"issuer": "https://evil.example"},
    "keys over plain HTTP": {"jwks_uri": "http://id.example/keys"},
    "a form over plain HTTP": {"authorization_endpoint": "http://id.example/auth"},
    "no token endpoint": {"token_endpoint": None},
    "an address that is none": {"jwks_uri": "nonsense"},
}


@pytest.mark.parametrize("metadata", BROKEN.values(), ids=BROKEN.keys())
async def test_a_provider_that_is_not_what_it_should_be_is_not_used(
    browser: httpx.AsyncClient, provider: OpenIdDouble, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata

    answer = await browser.get("/login/oidc")

    assert answer.status_code == 502
    assert 'name="password"' in answer.text  # the other way in stays open


async def test_a_provider_that_fails_leaves_the_password(
    browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    provider.status = 500

    assert (await browser.get("/login/oidc")).status_code == 502


async def test_a_provider_that_failed_is_not_asked_by_everybody(
    world: World, browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    provider.status = 500
    for _ in range(3):
        assert (await browser.get("/login/oidc")).status_code == 502
    asked = len(provider.asked)
    provider.status = 200
    world.clock.move(FAILED_S)

    assert (asked, len(provider.asked)) == (1, 1)
    assert (await browser.get("/login/oidc")).status_code == 303


async def test_many_who_come_at_once_make_one_call(
    browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    answers = await asyncio.gather(*(browser.get("/login/oidc") for _ in range(4)))

    assert [each.status_code for each in answers] == [303] * 4
    assert len(provider.asked) == 1


async def test_an_address_may_come_so_often_with_nothing_to_show(
    world: World, browser: httpx.AsyncClient, provider: OpenIdDouble
) -> None:
    good = await _arrive(browser, provider)
    browser.cookies.clear()
    codes = [
        (await browser.get(path)).status_code
        for path in ("/login/oidc", CALLBACK) * MOST_FAILURES
    ]
    refused = await browser.get(CALLBACK, params={"code": "x", "state": "y"})
    begun = await browser.get("/login/oidc")
    world.clock.move(WINDOW_S)
    later = await _arrive(browser, provider)

    assert (good.status_code, later.status_code) == (303, 303)
    assert codes == [303, 403] * MOST_FAILURES
    assert (refused.status_code, begun.status_code) == (429, 429)
    assert refused.headers["retry-after"] == str(int(WINDOW_S))


async def test_without_a_provider_there_is_no_such_page(
    people: People, browser: httpx.AsyncClient
) -> None:
    people.reception.provider = None

    assert (await browser.get("/login/oidc")).status_code == 404
    assert (await browser.get(CALLBACK)).status_code == 404


def test_our_secret_is_not_shown() -> None:
    assert SECRET not in repr(ProviderWish(ISSUER, CLIENT, SECRET, "ThaID"))
