"""Who is let in, and on what terms."""

from __future__ import annotations

import base64
import hashlib

import httpx
import pytest

from netmon.api.app import create_api
from netmon.api.gate import Gate, Reach
from netmon.web.app import create_site
from tests.live import TOKEN, World
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

DIGEST = hashlib.sha256(TOKEN.encode()).digest()
SUMMARY = "/api/v1/summary"
PROBE = "/api/v1/sites/PI-00001/probe"


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


HOSTS = {
    "name": ("localhost:8080", 200),
    "capitals": ("LOCALHOST", 200),
    "IPv4": ("127.0.0.1", 200),
    "IPv6": ("[::1]:8080", 200),
    "bare IPv6": ("[::1]", 200),
    "rebound name": ("evil.example:8080", 421),
    "look-alike": ("localhost.evil.example", 421),
    "prefix": ("127.0.0.1.evil.example", 421),
    "user part": ("localhost@evil.example", 421),
    "port a word": ("localhost:http", 421),
    "empty": ("", 421),
}


@pytest.mark.parametrize(("host", "status"), HOSTS.values(), ids=HOSTS.keys())
async def test_on_loopback_only_this_machines_names_are_answered(
    api: httpx.AsyncClient, host: str, status: int
) -> None:
    answer = await api.get(SUMMARY, headers={"Host": host})

    assert answer.status_code == status


ORIGINS: dict[str, tuple[dict[str, str], int]] = {
    "no browser": ({}, 200),
    "own page": ({"Origin": "http://127.0.0.1:8080"}, 200),
    "own page, new browser": ({"Sec-Fetch-Site": "same-origin"}, 200),
    "address line": ({"Sec-Fetch-Site": "none"}, 200),
    "other site": ({"Origin": "http://evil.example"}, 403),
    "other port": ({"Origin": "http://127.0.0.1:9999"}, 403),
    "sandboxed page": ({"Origin": "null"}, 403),
    "other site, new browser": ({"Sec-Fetch-Site": "cross-site"}, 403),
    "sibling site": ({"Sec-Fetch-Site": "same-site"}, 403),
}


@pytest.mark.parametrize(("headers", "status"), ORIGINS.values(), ids=ORIGINS.keys())
async def test_no_foreign_page_can_make_anything_happen(
    api: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await api.post(PROBE, headers=headers)

    assert answer.status_code == status


TOKENS = {
    "none": ("", 401),
    "bearer": (f"Bearer {TOKEN}", 200),
    "bearer in small letters": (f"bearer {TOKEN}", 200),
    "basic": (_basic("noc", TOKEN), 200),
    "basic without a name": (_basic("", TOKEN), 200),
    "wrong bearer": (f"Bearer {TOKEN}x", 401),
    "wrong basic": (_basic(TOKEN, ""), 401),
    "broken basic": ("Basic !!!", 401),
    "other scheme": (f"Digest {TOKEN}", 401),
    "only a scheme": ("Bearer", 401),
}
PATHS = ["/", SUMMARY, "/metrics", "/readyz", "/web/states", "/nothing"]


@pytest.mark.parametrize(("header", "status"), TOKENS.values(), ids=TOKENS.keys())
async def test_off_loopback_a_call_needs_the_token(
    world: World, header: str, status: int
) -> None:
    headers = {"Authorization": header} if header else {}
    async with caller_of(create_api(world.live, Gate.network(DIGEST))) as caller:
        answer = await caller.get(SUMMARY, headers={"Host": "netmon.go.th"} | headers)

    assert answer.status_code == status
    if status == 401:
        assert answer.headers.get_list("www-authenticate", split_commas=False) == [
            'Bearer realm="netmon"',
            'Basic realm="netmon", charset="UTF-8"',
        ]
        assert TOKEN not in answer.text


@pytest.mark.parametrize("path", PATHS)
async def test_off_loopback_nothing_but_health_is_open(world: World, path: str) -> None:
    async with caller_of(create_site(world.live, Gate.network(DIGEST))) as caller:
        answer = await caller.get(path)
        health = await caller.get("/healthz")

    assert answer.status_code == 401
    assert health.status_code == 200


async def test_a_browser_that_has_the_password_is_safe_from_foreign_pages(
    world: World,
) -> None:
    headers = {"Authorization": _basic("noc", TOKEN), "Origin": "http://evil.example"}
    async with caller_of(create_api(world.live, Gate.network(DIGEST))) as caller:
        answer = await caller.post(PROBE, headers=headers)

    assert answer.status_code == 403


async def test_the_control_socket_trusts_its_callers(world: World) -> None:
    async with caller_of(create_api(world.live, Gate.control_socket())) as caller:
        answer = await caller.post(PROBE, headers={"Host": "netmon"})

    assert answer.status_code == 200


async def test_a_body_is_bounded(api: httpx.AsyncClient) -> None:
    answer = await api.post(PROBE, content=b"x" * 65_537)

    assert answer.status_code == 413
    assert answer.json()["detail"] == "a body has at most 65536 bytes"


async def test_head_is_answered_like_get_without_a_body(api: httpx.AsyncClient) -> None:
    answer = await api.head(SUMMARY)

    assert answer.status_code == 200
    assert answer.headers["etag"]
    assert answer.content == b""


def test_a_gate_to_the_network_cannot_be_made_without_a_token() -> None:
    with pytest.raises(ValueError, match="a gate to the network needs a token"):
        Gate(Reach.NETWORK)
    with pytest.raises(ValueError, match="a SHA-256 digest has 32 bytes"):
        Gate.network(b"short")
