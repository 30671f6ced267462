"""Every route with everybody: what may be called stands in rights_table.py.

A route without a line there fails, so that nobody forgets to say who may call it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import httpx
import pytest

from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.repository import TokenStore, TokenWish
from netmon.access.roles import Role
from netmon.access.tokens import to_sha256
from netmon.api.csrf import make_token
from netmon.api.gate import Gate
from netmon.api.rights import RIGHTS
from netmon.status.causes import Cause
from netmon.status.maintenance import Plan, Reach
from netmon.web.app import create_site
from netmon.web.statics import load_statics
from tests.claims import exclusion_wish, freeze, objection_wish
from tests.live import NOON, TOKEN, World
from tests.people import SCOPES, People, make_people, sign_in
from tests.record_values import keep_one_of_each
from tests.told import tell
from tests.unit.conftest import caller_of
from tests.unit.rights_table import (
    BODY,
    CODES,
    ELSEWHERE,
    LETTERS,
    NEAR,
    NOBODY,
    WHO,
    Line,
)

pytestmark = pytest.mark.anyio


def test_every_route_has_a_line_and_every_line_a_route() -> None:
    assert sorted(WHO) == sorted(RIGHTS)


@pytest.fixture
async def names(world: World) -> Mapping[str, str]:
    """What the variables of a path are, all about PI-00001 in province 50."""
    await keep_one_of_each(world.live.records)
    incident = await tell(world, "site:PI-00001:link", Cause.LINE, ["PI-00001"])
    ends_at = NOON + timedelta(days=2)
    plan = Plan(Reach.SITE, "PI-00001", NOON + timedelta(days=1), ends_at, reason="x")
    window = await world.live.maintenance.plan(plan, "noc")
    sla = world.live.sla
    asked = await sla.exclusions.request(exclusion_wish("PI-00001"), "account:x")
    await freeze(world.live.history._engine, "2026-11")
    wish = objection_wish("2026-11", site="PI-00001")
    objection = await sla.objections.make(wish, "account:x")
    return {
        "{exclusion_id}": str(asked.id),
        "{objection_id}": str(objection.id),
        "{incident_id:path}": incident,
        "{outage_id}": f"{incident}-0",
        "{month}": "2026-11",
        "{year}": "2570",
        "{window_id}": str(window.id),
        "{digest}/{path:path}": f"{load_statics().digest}/tokens.css",
    }


@pytest.fixture
async def people(world: World) -> People:
    return await make_people(world, Role.TECHNICIAN, Role.LOG_OFFICER)


@pytest.fixture
async def afar(world: World, people: People) -> AsyncIterator[httpx.AsyncClient]:
    gate = Gate.network(to_sha256(TOKEN)).knowing(people.doorman, people.reception)
    async with caller_of(create_site(world.live, gate)) as client:
        yield client


@pytest.fixture
async def near(world: World, people: People) -> AsyncIterator[httpx.AsyncClient]:
    gate = Gate.loopback().knowing(people.doorman, people.reception)
    async with caller_of(create_site(world.live, gate)) as client:
        yield client


def _to_path(line: Line, names: Mapping[str, str]) -> str:
    path = line[1]
    under = [each for each in CODES if path.startswith(f"{each}/")]
    path = path.replace("{code}", CODES[max(under, key=len)] if under else "PI-00001")
    path = path.replace("{kind}/new", "shop/new").replace("{kind}", "centre")
    for variable, value in names.items():
        path = path.replace(variable, value)
    bounds = {"_query": "?site=PI-00001", "of_contract": "?contract=C-01/2569"}
    bounds["of_contract_page"] = bounds["of_contract"]
    return path + bounds.get(RIGHTS[line].find.__name__, "")


ENDS_IT = (("POST", "/logout"), ("POST", "/account/sessions"))
"""What ends a session, and the walk of who has one: it comes last."""


async def _walk(
    world: World,
    client: httpx.AsyncClient,
    names: Mapping[str, str],
    headers: Mapping[str, str],
) -> dict[Line, bool]:
    """Return for every route whether the caller got past the question of rights."""
    found = {}
    for line in sorted(WHO, key=lambda each: each in ENDS_IT):
        way, path = line
        # A stream does not end; an id that makes no sense ends it before it begins.
        bad_id = {"Last-Event-ID": "x"} if path.endswith("/events") else {}
        body = BODY if way in ("POST", "PUT") else None
        answer = await client.request(
            way, _to_path(line, names), headers={**headers, **bad_id}, json=body
        )
        # A form of a person who is nobody here is refused as such, not as a person.
        is_form = path == "/login" and way == "POST"
        found[line] = is_form or answer.status_code not in (401, 403)
        if path.endswith(("/probe", "/check")):
            world.clock.move(5)  # between two live checks
    return found


def _expected(letter: str, *, elsewhere: bool = False) -> dict[Line, bool]:
    return {line: letter in sets[elsewhere] for line, sets in WHO.items()}


def _differ(found: Mapping[Line, bool], expected: Mapping[Line, bool]) -> list[Line]:
    return [line for line in WHO if found[line] is not expected[line]]


HERE = {role: SCOPES.get(role, EVERYWHERE) for role in Role}


@pytest.mark.parametrize("scopes", [HERE, ELSEWHERE], ids=["here", "elsewhere"])
async def test_a_token_opens_what_the_table_says(
    world: World,
    people: People,
    afar: httpx.AsyncClient,
    names: Mapping[str, str],
    scopes: Mapping[Role, Scope],
) -> None:
    """In one world for all roles: a walk changes nothing, and a world is dear."""
    store = TokenStore(world.live.history._engine, world.clock)
    wrong = {}
    for role, scope in scopes.items():
        made = await store.create(TokenWish("a test", role, scope), "local:test")
        await people.doorman.refresh()
        headers = {"Authorization": f"Bearer {made.secret}"}

        found = await _walk(world, afar, names, headers)

        expected = _expected(LETTERS[role], elsewhere=scopes is ELSEWHERE)
        if differ := _differ(found, expected):
            wrong[role] = differ
    assert wrong == {}


def test_who_has_no_scope_may_the_same_everywhere() -> None:
    for role, letter in LETTERS.items():
        if role not in ELSEWHERE:
            assert _expected(letter) == _expected(letter, elsewhere=True), role


async def test_nobody_from_afar_gets_past_the_way_in(
    world: World, afar: httpx.AsyncClient, names: Mapping[str, str]
) -> None:
    found = await _walk(world, afar, names, {})

    assert _differ(found, _expected(NOBODY)) == []


async def test_somebody_on_this_machine_may_look_and_take_on(
    world: World, near: httpx.AsyncClient, names: Mapping[str, str]
) -> None:
    found = await _walk(world, near, names, {})

    assert _differ(found, _expected(NEAR)) == []


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.LOG_OFFICER])
async def test_a_person_may_what_a_token_of_the_role_may_and_their_own_account(
    world: World,
    people: People,
    near: httpx.AsyncClient,
    names: Mapping[str, str],
    role: Role,
) -> None:
    """Even on loopback: who has signed in is who they are, and no passer-by."""
    near.headers["Origin"] = "http://127.0.0.1:8080"
    await sign_in(near, role.value)
    headers = {"X-CSRF-Token": make_token(near.cookies["netmon_session"])}
    expected = _expected(LETTERS[role])
    expected |= {line: True for line in WHO if line[1].startswith("/account")}

    found = await _walk(world, near, names, headers)

    # After signing out there is nobody whose sessions could be ended.
    del expected["POST", "/account/sessions"], found["POST", "/account/sessions"]
    assert [line for line in found if found[line] is not expected[line]] == []
