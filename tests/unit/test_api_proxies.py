"""What a proxy says of a caller counts where the proxy is trusted, and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from netmon.access.doorman import Doorman
from netmon.access.tokens import to_sha256
from netmon.api.gate import Gate
from netmon.api.proxies import SAYING, TrustedProxies
from netmon.core.settings import HttpSettings
from netmon.web.app import create_site
from tests.live import TOKEN, World

pytestmark = pytest.mark.anyio

PROXY, STRANGER = "10.0.0.5", "203.0.113.9"
TRUSTED = TrustedProxies.parse(["10.0.0.5/32", "fd00::/64"])
SUMMARY = "/api/v1/summary"
PROBE = "/api/v1/sites/PI-00001/probe"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@asynccontextmanager
async def calling(
    world: World, gate: Gate, address: str
) -> AsyncIterator[httpx.AsyncClient]:
    """Call from `address`, as the socket has it."""
    transport = httpx.ASGITransport(
        create_site(world.live, gate),
        raise_app_exceptions=False,
        client=(address, 40_000),
    )
    base = "http://127.0.0.1:8080"
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client


def scope_of(address: str, *headers: tuple[str, str]) -> dict[str, Any]:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    return {
        "type": "http",
        "client": (address, 40_000),
        "scheme": "http",
        "headers": [(b"host", b"inside:8080"), *raw],
    }


CHAINS = {
    "one hop": (["203.0.113.9"], "203.0.113.9"),
    "spaces": ([" 203.0.113.9 "], "203.0.113.9"),
    "two proxies of ours": (["203.0.113.9, 10.0.0.5"], "203.0.113.9"),
    "the caller lies": (["127.0.0.1, 203.0.113.9"], "203.0.113.9"),
    "the caller lies twice": (["10.0.0.5, 127.0.0.1, 203.0.113.9"], "203.0.113.9"),
    "in two headers": (["127.0.0.1", "203.0.113.9"], "203.0.113.9"),
    "IPv6": (["2001:db8::7"], "2001:db8::7"),
    "IPv4 in IPv6": (["::ffff:203.0.113.9"], "203.0.113.9"),
    "all ours": (["10.0.0.5, 10.0.0.5"], "10.0.0.5"),
    "junk nearest": (["203.0.113.9, junk"], PROXY),
    "junk behind ours": (["<script>, 10.0.0.5"], "10.0.0.5"),
    "with a port": (["203.0.113.9:80"], PROXY),
    "empty": ([""], PROXY),
    "nothing": ([], PROXY),
}


@pytest.mark.parametrize(("values", "caller"), CHAINS.values(), ids=CHAINS.keys())
def test_the_caller_is_the_nearest_that_is_no_proxy_of_ours(
    values: list[str], caller: str
) -> None:
    headers = [("X-Forwarded-For", value) for value in values]

    scope, is_handed_on = TRUSTED.unwrap(scope_of(PROXY, *headers))

    assert is_handed_on
    assert scope["client"][0] == caller


FORGED = [
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Host", "netmon.go.th"),
    ("Forwarded", "for=127.0.0.1;host=evil.example"),
]


@pytest.mark.parametrize("address", [STRANGER, "127.0.0.1", "10.0.0.6", "fd01::1", ""])
def test_a_stranger_is_not_believed_and_what_it_says_is_taken_away(
    address: str,
) -> None:
    scope, is_handed_on = TRUSTED.unwrap(scope_of(address, *FORGED))

    assert not is_handed_on
    assert scope == scope_of(address)


def test_a_trusted_proxy_tells_caller_scheme_and_host() -> None:
    scope, _ = TRUSTED.unwrap(scope_of("fd00::5", *FORGED))

    assert scope["client"][0] == "127.0.0.1"
    assert scope["scheme"] == "https"
    assert scope["headers"] == [(b"host", b"netmon.go.th")]


ODD = {
    "two hosts": [("X-Forwarded-Host", "a"), ("X-Forwarded-Host", "b")],
    "list of hosts": [("X-Forwarded-Host", "a, b")],
    "host with a path": [("X-Forwarded-Host", "a/b")],
    "host with a user": [("X-Forwarded-Host", "a@b")],
    "other scheme": [("X-Forwarded-Proto", "javascript")],
    "two schemes": [("X-Forwarded-Proto", "https"), ("X-Forwarded-Proto", "https")],
}


@pytest.mark.parametrize("headers", ODD.values(), ids=ODD.keys())
def test_odd_words_of_a_trusted_proxy_leave_what_there_is(
    headers: list[tuple[str, str]],
) -> None:
    assert TRUSTED.unwrap(scope_of(PROXY, *headers))[0] == scope_of(PROXY)


@given(st.binary(max_size=200), st.sampled_from(sorted(SAYING)))
def test_whatever_is_said_the_call_stays_one(value: bytes, name: bytes) -> None:
    scope = scope_of(PROXY)
    scope["headers"].append((name, value))

    seen, _ = TRUSTED.unwrap(scope)

    assert not {key for key, _ in seen["headers"]} & SAYING
    assert seen["scheme"] in ("http", "https")
    assert [key for key, _ in seen["headers"]] == [b"host"]


async def test_refusals_are_audited_with_the_callers_own_address(
    world: World,
) -> None:
    doorman = Doorman(world.live.history._engine, world.clock)
    await doorman.refresh()
    gate = replace(Gate.network(to_sha256(TOKEN)).knowing(doorman), proxies=TRUSTED)
    wrong = {"Authorization": "Bearer netmon_0000000000_x"}
    said = {"X-Forwarded-For": f"8.8.8.8, {STRANGER}"}
    for address in (PROXY, "198.51.100.7"):  # the second is no proxy of ours
        async with calling(world, gate, address) as caller:
            answer = await caller.get(SUMMARY, headers=wrong | said)
            assert answer.status_code == 401
    await doorman.write_refusals()

    [row] = await world.live.audit.newest(1)
    assert row.deed.detail["from"] == ["198.51.100.7", STRANGER]


async def test_whoever_comes_by_a_proxy_on_loopback_is_not_on_loopback(
    world: World,
) -> None:
    near = TrustedProxies.parse(["127.0.0.1/32"])
    gate = replace(Gate.loopback(to_sha256(TOKEN)), proxies=near)
    open_gate = replace(Gate.loopback(), proxies=near)
    public = {"Host": "netmon.go.th", "X-Forwarded-For": STRANGER}
    async with calling(world, gate, "127.0.0.1") as caller:
        with_token = await caller.get(SUMMARY, headers=public | BEARER)
    async with calling(world, open_gate, "127.0.0.1") as caller:
        without = await caller.get(SUMMARY, headers=public)
        pretends = await caller.get(SUMMARY, headers={"X-Forwarded-For": "127.0.0.1"})
        silent = await caller.get(SUMMARY)
    async with calling(world, open_gate, "127.0.0.2") as caller:
        beside = await caller.get(SUMMARY)
        rebound = await caller.get(SUMMARY, headers={"Host": "evil.example"})
        forged = await caller.get(
            SUMMARY,
            headers={"Host": "evil.example", "X-Forwarded-Host": "localhost"},
        )

    assert with_token.status_code == 200
    assert (without.status_code, pretends.status_code) == (401, 401)
    assert silent.status_code == 401, "a proxy that says nothing opens nothing"
    assert beside.status_code == 200
    assert (rebound.status_code, forged.status_code) == (421, 421)


ORIGINS = {
    "own page": ("https://netmon.go.th", 200),
    "own name without TLS": ("http://netmon.go.th", 403),
    "another page": ("https://evil.example", 403),
    "the inner name": ("http://inside:8080", 403),
}


@pytest.mark.parametrize(("origin", "status"), ORIGINS.values(), ids=ORIGINS.keys())
async def test_pages_are_held_against_the_name_the_proxy_was_called_by(
    world: World, origin: str, status: int
) -> None:
    gate = replace(Gate.network(to_sha256(TOKEN)), proxies=TRUSTED)
    said = {
        "Host": "inside:8080",
        "X-Forwarded-Host": "netmon.go.th",
        "X-Forwarded-Proto": "https",
        "Origin": origin,
    }
    async with calling(world, gate, PROXY) as caller:
        answer = await caller.post(PROBE, headers=said | BEARER)

    assert answer.status_code == status


@pytest.mark.parametrize(("address", "is_secure"), [(PROXY, True), (STRANGER, False)])
async def test_a_cookie_is_secure_where_the_caller_speaks_tls(
    world: World, address: str, is_secure: bool
) -> None:
    gate = replace(Gate.network(to_sha256(TOKEN)), proxies=TRUSTED)
    said = {"X-Forwarded-Proto": "https"}
    async with calling(world, gate, address) as caller:
        answer = await caller.get("/?lang=en", headers=said | BEARER)

    assert ("Secure" in answer.headers["set-cookie"]) is is_secure


NETWORKS = {
    "none": ("", ()),
    "one": ("10.0.0.5/32", ("10.0.0.5/32",)),
    "an address": ("10.0.0.5", ("10.0.0.5",)),
    "two kinds": ("10.0.0.0/8, fd00::/64", ("10.0.0.0/8", "fd00::/64")),
}


@pytest.mark.parametrize(("text", "words"), NETWORKS.values(), ids=NETWORKS.keys())
def test_networks_are_read(text: str, words: tuple[str, ...]) -> None:
    networks = HttpSettings(trusted_proxies=text).proxy_networks

    assert networks == words
    assert len(TrustedProxies.parse(networks).networks) == len(words)


@pytest.mark.parametrize(
    "text", ["10.0.0.5/8", "proxy", "10.0.0.0/33", "0.0.0.0/0", "::/0"]
)
def test_what_is_no_network_or_all_of_them_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match=r"expected networks|every address"):
        HttpSettings(trusted_proxies=text)
