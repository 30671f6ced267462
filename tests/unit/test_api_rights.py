"""Every route with every role: who may call what, and that nothing is forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import APIRouter

from netmon.access.audit import AuditLog
from netmon.access.doorman import PATIENCE_S, Doorman
from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.repository import TokenStore, TokenWish
from netmon.access.roles import Action, Role
from netmon.access.tokens import to_sha256
from netmon.api import app as api_app
from netmon.api.app import create_api
from netmon.api.gate import Gate
from netmon.api.rights import RIGHTS
from netmon.status.maintenance import Plan, Reach
from netmon.web import app as web_app
from netmon.web.app import create_site
from tests.live import NOON, TOKEN, World
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

SCOPES = {
    Role.TECHNICIAN: Scope(provinces=frozenset({"50"})),
    Role.CENTRE: Scope(sites=frozenset({"PI-00001"})),
    Role.VOLUNTEER: Scope(sites=frozenset({"PI-00001", "PI-00002"})),
    Role.CONTRACTOR: Scope(contracts=frozenset({"C-01/2569"})),
    Role.PROVINCIAL_OFFICE: Scope(provinces=frozenset({"50"})),
}
PROBE = "/api/v1/sites/PI-00001/probe"
SUMMARY = "/api/v1/summary"
EVENTS = "/api/v1/events"


def routes() -> Iterator[tuple[str, str]]:
    """Yield method and path of every route there is."""
    for router in api_app._RESOURCES:
        yield from _of(router, "/api/v1")
    for router in (*api_app._PLAIN, *web_app._PAGES):
        yield from _of(router, "")


def _of(router: APIRouter, prefix: str) -> Iterator[tuple[str, str]]:
    for route in router.routes:
        for method in sorted(route.methods):  # type: ignore[attr-defined]
            yield method, prefix + route.path  # type: ignore[attr-defined]


ROUTES = [*routes(), ("GET", "/api/v1/openapi.json")]


def test_every_route_states_its_action_and_every_statement_has_a_route() -> None:
    assert sorted(ROUTES) == sorted(RIGHTS)


async def test_no_router_escapes_the_walk(world: World) -> None:
    app = create_site(world.live, Gate.loopback())

    plain = {each.path for each in app.routes if getattr(each, "path", None)}
    in_packs = len(app.routes) - len(plain)

    if in_packs:  # newer FastAPI keeps included routers whole
        assert plain == {"/api/v1/openapi.json"}
        packs = (api_app._RESOURCES, api_app._PLAIN, web_app._PAGES)
        assert in_packs == sum(map(len, packs))
    else:
        assert plain == {path for _, path in ROUTES}


async def test_a_route_nobody_has_stated_answers_nobody(world: World) -> None:
    router = APIRouter()
    router.add_api_route("/forgotten", lambda: {"secret": 1})
    app = create_api(world.live, Gate.control_socket(), [router])

    async with caller_of(app) as caller:
        answer = await caller.get("/forgotten")

    assert answer.status_code == 403
    assert answer.json()["detail"] == (
        "netmon.api.rights does not say who may call GET /forgotten"
    )


@pytest.fixture
async def doorman(world: World) -> Doorman:
    made = Doorman(world.live.history._engine, world.clock)
    await made.refresh()
    return made


@pytest.fixture
async def store(world: World) -> TokenStore:
    return TokenStore(world.live.history._engine, world.clock)


@pytest.fixture
async def site(world: World, doorman: Doorman) -> AsyncIterator[httpx.AsyncClient]:
    """A caller of API and pages from the network."""
    gate = Gate.network(to_sha256(TOKEN)).knowing(doorman)
    async with caller_of(create_site(world.live, gate)) as client:
        yield client


async def token_of(store: TokenStore, doorman: Doorman, role: Role) -> str:
    wish = TokenWish("a test", role, SCOPES.get(role, EVERYWHERE))
    made = await store.create(wish, "local:test")
    await doorman.refresh()
    return made.secret


async def call(
    client: httpx.AsyncClient, method: str, path: str, secret: str
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    # A stream does not end; an id that makes no sense ends it before it begins.
    bad_id = {"Last-Event-ID": "x"} if path == EVENTS else {}
    return await client.request(method, path, headers=headers | bad_id)


async def test_settings_can_take_the_looks_of_loopback_away(world: World) -> None:
    may_read = replace(Gate.loopback(), loopback_actions=frozenset({Action.READ}))
    may_nothing = replace(Gate.loopback(), loopback_actions=frozenset())
    async with caller_of(create_site(world.live, may_read)) as caller:
        read, probed = await caller.get(SUMMARY), await caller.post(PROBE)
    async with caller_of(create_site(world.live, may_nothing)) as caller:
        refused = await caller.get(SUMMARY)

    assert (read.status_code, probed.status_code) == (200, 403)
    assert probed.json()["detail"] == "a caller without a role may not probe"
    assert refused.status_code == 401


SCOPED = {
    "own province": ("/api/v1/sites?province=50", 200),
    "own outages": ("/api/v1/outages?province=50", 200),
    "another province": ("/api/v1/sites?province=10", 403),
    "own and another": ("/api/v1/sites?province=50&province=10", 403),
    "the nation": ("/api/v1/sites", 403),
    "own site": ("/api/v1/sites/PI-00001", 200),
    "another's site": ("/api/v1/sites/PI-00003", 403),
    "no site": ("/api/v1/sites/PI-99999", 403),
    "own site's outages": ("/api/v1/outages?site=PI-00001", 200),
    "another's site's outages": ("/api/v1/outages?site=PI-00003", 403),
    "another's, with own province": ("/api/v1/outages?site=PI-00003&province=50", 403),
    "own page": ("/province/50", 200),
    "another's page": ("/province/10", 403),
}


@pytest.mark.parametrize(("path", "status"), SCOPED.values(), ids=SCOPED.keys())
async def test_a_technician_sees_the_own_provinces_only(
    site: httpx.AsyncClient,
    store: TokenStore,
    doorman: Doorman,
    path: str,
    status: int,
) -> None:
    secret = await token_of(store, doorman, Role.TECHNICIAN)

    answer = await call(site, "GET", path, secret)

    assert answer.status_code == status


async def test_an_outage_is_seen_by_whoever_sees_its_site(
    site: httpx.AsyncClient, store: TokenStore, doorman: Doorman
) -> None:
    found = (await call(site, "GET", "/api/v1/outages", TOKEN)).json()["items"]
    path = f"/api/v1/outages/{found[0]['id']}"
    answers = []
    for code in ("PI-00003", "PI-00001"):
        wish = TokenWish("a test", Role.CENTRE, Scope(sites=frozenset({code})))
        made = await store.create(wish, "local:test")
        await doorman.refresh()
        answers.append((await call(site, "GET", path, made.secret)).status_code)

    assert found[0]["site"] == "PI-00003"
    assert answers == [200, 403]


async def test_a_refusal_is_a_problem_that_says_why(
    site: httpx.AsyncClient, store: TokenStore, doorman: Doorman
) -> None:
    secret = await token_of(store, doorman, Role.MINISTRY)

    answer = await call(site, "POST", PROBE, secret)

    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "the role ministry may not probe"
    assert secret not in answer.text


async def test_unknown_expired_and_revoked_look_the_same_but_in_the_audit(
    world: World, site: httpx.AsyncClient, store: TokenStore, doorman: Doorman
) -> None:
    old = await store.create(TokenWish("old", Role.NOC, days=1), "local:test")
    gone = await store.create(TokenWish("gone", Role.NOC), "local:test")
    await store.revoke(gone.token.id, "local:test")
    world.clock.move(86_400)
    await doorman.refresh()
    forged = gone.secret[:-1] + ("A" if gone.secret[-1] != "A" else "B")

    answers = [
        await call(site, "GET", SUMMARY, each)
        for each in (old.secret, gone.secret, forged, "nonsense", "nonsense")
    ]
    await doorman.write_refusals()

    assert {(a.status_code, a.text) for a in answers} == {(401, answers[0].text)}
    rows = await AuditLog(world.live.history._engine, world.clock).newest(3)
    assert sorted(
        (row.deed.subject, row.deed.detail["why"], row.deed.detail["count"])
        for row in rows
    ) == sorted(
        [
            (f"token:{old.token.id}", "expired", 1),
            (f"token:{gone.token.id}", "revoked", 1),
            ("token", "unknown", 3),
        ]
    )
    assert rows[0].deed.detail["from"] == ["127.0.0.1"]


async def test_a_probe_stands_in_the_audit_with_whoever_wanted_it(
    world: World, site: httpx.AsyncClient, store: TokenStore, doorman: Doorman
) -> None:
    secret = await token_of(store, doorman, Role.TECHNICIAN)
    identity = secret.split("_")[1]

    await call(site, "POST", PROBE, secret)
    world.clock.move(5)
    await call(site, "POST", "/site/PI-00003/check", TOKEN)

    rows = await world.live.audit.newest(2)
    assert [(row.deed.who, row.deed.action, row.deed.subject) for row in rows] == [
        ("token-file", "probe", "site:PI-00003"),
        (f"token:{identity}", "probe", "site:PI-00001"),
    ]
    assert [row.deed.detail for row in rows] == [
        {"is_answering": False},
        {"is_answering": True},
    ]


async def test_a_list_of_tokens_that_cannot_be_read_holds_for_a_while_only(
    world: World, site: httpx.AsyncClient, store: TokenStore, doorman: Doorman
) -> None:
    secret = await token_of(store, doorman, Role.NOC)
    world.clock.move(PATIENCE_S)
    soon = await call(site, "GET", SUMMARY, secret)
    world.clock.move(1)
    late = await call(site, "GET", SUMMARY, secret)
    from_file = await call(site, "GET", SUMMARY, TOKEN)

    assert [each.status_code for each in (soon, late, from_file)] == [200, 503, 200]


async def test_a_bad_token_is_refused_on_loopback_too(world: World) -> None:
    async with caller_of(create_api(world.live, Gate.loopback())) as caller:
        answer = await call(caller, "GET", SUMMARY, "nonsense")

    assert answer.status_code == 401


async def test_a_narrowed_right_to_maintain_reaches_its_own_windows_only(
    world: World, doorman: Doorman, store: TokenStore, site: httpx.AsyncClient
) -> None:
    north = Scope(provinces=frozenset({"50"}))
    made = await store.create(TokenWish("noc north", Role.NOC, north), "local:test")
    await doorman.refresh()
    site.headers["Authorization"] = f"Bearer {made.secret}"
    ends = {"ends_at": "2026-11-20T15:00:00+07:00", "reason": "a splice"}
    url = "/api/v1/maintenance"

    own = await site.post(url, json={"province": "50", **ends})
    own_site = await site.post(url, json={"site": "PI-00001", **ends})
    refused = [
        await site.post(url, json=wish | ends)
        for wish in (
            {"province": "10"},
            {"site": "PI-00003"},
            {"contract": "C-01/2569"},
            {"node": "A-1"},
            {"province": "50", "site": "PI-00001"},
        )
    ]
    plan = Plan(Reach.PROVINCE, "10", NOON, NOON + timedelta(hours=1), reason="x")
    other = await world.live.maintenance.plan(plan, "noc")

    assert (own.status_code, own_site.status_code) == (201, 201)
    assert [each.status_code for each in refused] == [403] * 5
    assert (await site.post(f"{url}/{other.id}/cancel")).status_code == 403
    assert (await site.get(f"{url}/{other.id}")).status_code == 403
    assert (await site.post(f"{url}/{own.json()['id']}/cancel")).status_code == 200
