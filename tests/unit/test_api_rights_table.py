"""Every route with everybody: what may be called stands here, written by hand.

A route without a line fails, so that nobody forgets to say who may call it. Each line
tells who may where the scope covers what it is about, and who may where it does not.
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

pytestmark = pytest.mark.anyio

LETTERS = {
    Role.ADMIN: "A",
    Role.NOC: "N",
    Role.TECHNICIAN: "T",
    Role.CENTRE: "C",
    Role.VOLUNTEER: "V",
    Role.CONTRACTOR: "K",
    Role.MINISTRY: "M",
    Role.PROVINCIAL_OFFICE: "P",
    Role.LOG_OFFICER: "L",
    Role.GATEWAY: "G",
    Role.ALERT_SOURCE: "S",
}
NEAR, NOBODY = "@", "-"
"""Somebody on this machine without a token; somebody from afar without one."""

SETS = {
    "all": "ANTCVKMPLGS@-",
    "let-in": "ANTCVKMPLGS@",
    "belong": "ANTCVKMPL@",
    "way-in": "ANTCVKMPL@-",
    "read": "ANTCVKMP@",
    "area": "ANTMP@",
    "nation": "ANM@",
    "probe": "ANTC@",
    "take": "ANT@",
    "work": "AN@",
    "plan": "AN",
    "keep": "ACP",
    "terms": "ANKM@",
    "claim": "ANK",
    "judge": "AM",
    "admin": "A",
    "tell": "AS",
    "person": "",
}
"""`person`: whoever has signed in, whatever they are, and no token."""

TABLE = """
GET    /healthz                                         all      all
GET    /readyz                                          belong   belong
GET    /metrics                                         nation   nation
GET    /api/v1/openapi.json                             let-in   let-in
GET    /api/v1/summary                                  nation   nation
GET    /api/v1/sites                                    read     nation
GET    /api/v1/sites/{code}                             read     nation
POST   /api/v1/sites/{code}/probe                       probe    work
GET    /api/v1/sites/{code}/series                      read     nation
GET    /api/v1/sites/{code}/states                      read     nation
GET    /api/v1/fleet/series                             read     nation
GET    /api/v1/outages                                  read     nation
GET    /api/v1/outages/{outage_id}                      read     nation
GET    /api/v1/incidents                                read     nation
GET    /api/v1/incidents/{incident_id:path}             read     nation
POST   /api/v1/incidents/{incident_id:path}/acknowledge take     work
POST   /api/v1/incidents/{incident_id:path}/note        take     work
POST   /api/v1/incidents/{incident_id:path}/owner       take     work
GET    /api/v1/maintenance                              read     nation
POST   /api/v1/maintenance                              plan     plan
GET    /api/v1/maintenance/{window_id}                  read     nation
POST   /api/v1/maintenance/{window_id}/cancel           plan     plan
GET    /api/v1/events                                   nation   nation
GET    /api/v1/provinces                                nation   nation
GET    /api/v1/pollers                                  nation   nation
GET    /api/v1/commerce/products/{code}/photo           read     nation
PUT    /api/v1/commerce/products/{code}/photo           keep     admin
DELETE /api/v1/commerce/products/{code}/photo           keep     admin
GET    /api/v1/links/centres                            read     nation
GET    /api/v1/links/centres/{code}/card                read     nation
GET    /api/v1/links/training/disturbed                 read     nation
GET    /api/v1/links/training/at-risk                   read     nation
GET    /api/v1/links/commerce/dark-days                 read     nation
GET    /api/v1/links/priority                           read     nation
GET    /api/v1/links/sites/{code}/volunteers            read     nation
GET    /api/v1/programme                                read     nation
GET    /api/v1/outages/{outage_id}/ticket               read     nation
PUT    /api/v1/outages/{outage_id}/ticket               take     work
GET    /api/v1/sla/months                               read     read
GET    /api/v1/sla/statements/{month}                   terms    nation
GET    /api/v1/sla/statements/{month}/sites             terms    nation
POST   /api/v1/sla/statements/{month}/freeze            judge    judge
POST   /api/v1/sla/statements/{month}/correction        judge    judge
POST   /api/v1/sla/statements/{month}/final             judge    judge
GET    /api/v1/sla/contracts                            read     read
GET    /api/v1/sla/sites/{code}                         read     nation
GET    /api/v1/sla/exclusions                           read     read
POST   /api/v1/sla/exclusions                           claim    claim
GET    /api/v1/sla/exclusions/{exclusion_id}            read     nation
POST   /api/v1/sla/exclusions/{exclusion_id}/decide     judge    judge
POST   /api/v1/sla/exclusions/{exclusion_id}/withdraw   claim    plan
GET    /api/v1/sla/exclusions/{exclusion_id}/document   read     nation
PUT    /api/v1/sla/exclusions/{exclusion_id}/document   claim    plan
GET    /api/v1/sla/objections                           read     read
POST   /api/v1/sla/objections                           claim    plan
GET    /api/v1/sla/objections/{objection_id}            read     nation
POST   /api/v1/sla/objections/{objection_id}/answer     judge    judge
GET    /api/v1/sla/objections/{objection_id}/document   read     nation
PUT    /api/v1/sla/objections/{objection_id}/document   claim    plan
POST   /hooks/grafana                                   tell     tell
GET    /                                                nation   nation
GET    /province/{code}                                 area     nation
GET    /site/{code}                                     read     nation
POST   /site/{code}/check                               probe    work
GET    /site/{code}/centre                              read     nation
GET    /poller                                          nation   nation
GET    /incidents                                       read     nation
GET    /maintenance                                     read     nation
GET    /incident/{incident_id:path}                     read     nation
POST   /incident/{incident_id:path}/acknowledge         take     work
POST   /incident/{incident_id:path}/note                take     work
POST   /incident/{incident_id:path}/owner               take     work
GET    /centres                                         read     read
GET    /centre/{code}                                   read     nation
GET    /programme                                       read     nation
GET    /community                                       belong   belong
GET    /community/{code}                                belong   belong
GET    /record/{kind}/new/{code}                        keep     admin
POST   /record/{kind}/new/{code}                        keep     admin
GET    /record/{kind}/{code}                            keep     admin
POST   /record/{kind}/{code}                            keep     admin
POST   /record/{kind}/{code}/delete                     keep     admin
GET    /sla                                             terms    nation
GET    /sla/{month}                                     terms    nation
POST   /sla/{month}/freeze                              judge    judge
POST   /sla/{month}/correct                             judge    judge
POST   /sla/{month}/final                               judge    judge
GET    /sla/sites/{code}                                read     nation
GET    /sla/exclusions                                  read     read
GET    /sla/exclusions/new                              claim    claim
POST   /sla/exclusions/new                              claim    claim
GET    /sla/exclusions/{exclusion_id}                   read     nation
POST   /sla/exclusions/{exclusion_id}/decide            judge    judge
POST   /sla/exclusions/{exclusion_id}/withdraw          claim    plan
GET    /sla/objections                                  read     read
GET    /sla/objections/new                              claim    claim
POST   /sla/objections/new                              claim    claim
GET    /sla/objections/{objection_id}                   read     nation
POST   /sla/objections/{objection_id}/answer            judge    judge
GET    /outage/{outage_id}                              read     nation
POST   /outage/{outage_id}/times                        take     work
GET    /web/incidents                                   nation   nation
GET    /web/sight                                       nation   nation
GET    /web/today                                       nation   nation
GET    /web/poller                                      nation   nation
GET    /web/positions.json                              nation   nation
GET    /web/states                                      nation   nation
GET    /login                                           all      all
POST   /login                                           all      all
GET    /login/oidc                                      all      all
GET    /login/oidc/callback                             all      all
POST   /logout                                          let-in   let-in
GET    /account                                         person   person
POST   /account/password                                person   person
POST   /account/sessions                                person   person
GET    /static/{digest}/{path:path}                     way-in   way-in
"""

# Records of a place: whoever has that place. Lists show no more than the scope covers.
OF_A_PLACE = """
GET    /{kind}                 read     read
POST   /{kind}                 keep     admin
GET    /{kind}/{code}          read     nation
PUT    /{kind}/{code}          keep     admin
DELETE /{kind}/{code}          keep     admin
GET    /{kind}/{code}/history  read     nation
"""
# What belongs to no place is everybody's to read, and kept by the administrator.
OF_NO_PLACE = """
GET    /{kind}                 read     read
POST   /{kind}                 admin    admin
GET    /{kind}/{code}          read     read
PUT    /{kind}/{code}          admin    admin
DELETE /{kind}/{code}          admin    admin
GET    /{kind}/{code}/history  read     read
"""
RECORDS = {
    "centres": OF_A_PLACE,
    "training/sessions": OF_A_PLACE,
    "training/courses": OF_NO_PLACE,
    "training/trainers": OF_NO_PLACE,
    "commerce/shops": OF_A_PLACE,
    "commerce/products": OF_A_PLACE,
    "commerce/sales": OF_A_PLACE,
    "community": OF_A_PLACE,
    "volunteers": OF_A_PLACE,
    "news": OF_NO_PLACE,
}
CODES = {
    "/api/v1/training/sessions": "TS-0001",
    "/api/v1/training/courses": "C-9",
    "/api/v1/training/trainers": "TR-001",
    "/api/v1/commerce/shops": "SH-01",
    "/api/v1/commerce/products": "PR-1",
    "/api/v1/commerce/sales": "SH-01.2026-11-20",
    "/api/v1/community": "CI-1",
    "/community": "CI-1",
    "/api/v1/volunteers": "DV-1",
    "/api/v1/news": "N-1",
    "/api/v1/centres": "DC-001",
    "/api/v1/links/centres": "DC-001",
    "/centre": "DC-001",
    "/record": "DC-001",
    "/province": "50",
}
"""What `{code}` is under a path; the site PI-00001 elsewhere."""

BODY = {
    "site": "PI-00001",
    "site_code": "PI-00001",
    "centre_code": "DC-001",
    "shop_id": "SH-01",
    "contract": "C-01/2569",
}
"""Names the place whatever is asked for; as a whole it is no good wish for anything."""

ELSEWHERE = {
    Role.TECHNICIAN: Scope(provinces=frozenset({"10"})),
    Role.CENTRE: Scope(sites=frozenset({"PI-00003"})),
    Role.VOLUNTEER: Scope(sites=frozenset({"PI-00003", "PI-00006"})),
    Role.CONTRACTOR: Scope(contracts=frozenset({"C-02/2569"})),
    Role.PROVINCIAL_OFFICE: Scope(provinces=frozenset({"10"})),
}

Line = tuple[str, str]


def _read(text: str) -> dict[Line, tuple[str, str]]:
    rows = (line.split() for line in text.strip().splitlines())
    return {(way, path): (SETS[here], SETS[away]) for way, path, here, away in rows}


def _read_all() -> dict[Line, tuple[str, str]]:
    found = _read(TABLE)
    for kind, lines in RECORDS.items():
        found |= _read(lines.replace("/{kind}", f"/api/v1/{kind}"))
    return found


WHO = _read_all()


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
