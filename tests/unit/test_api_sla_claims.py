"""Claims over the API: whose they are, who decides, and what strangers send."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from inventory.model import Contract, Register
from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.roles import Role
from netmon.api.csrf import make_token
from netmon.api.gate import Gate
from netmon.core.model import SiteCode
from netmon.web.app import create_site
from tests.claims import CONTRACT, PDF, freeze
from tests.live import NOON, World, hand_made_register, make_world
from tests.people import People, make_people, sign_in
from tests.record_calls import calling_as
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

V1 = "/api/v1"
EXCLUSIONS, OBJECTIONS = f"{V1}/sla/exclusions", f"{V1}/sla/objections"
OTHER = "C-02/2569"
OWN, FOREIGN = "PI-00001", "PI-00002"
PDF_TYPE = {"Content-Type": "application/pdf"}
WISH = {
    "kind": "maintenance",
    "starts_at": "2026-12-10T01:00:00+07:00",
    "ends_at": "2026-12-10T03:00:00+07:00",
    "reason": "เปลี่ยนสาย",
    "sites": [OWN],
}
OBJECTION = {"month": "2026-11", "version": 1, "contract": CONTRACT, "text": "ไม่จริง"}


def two_contracts() -> Register:
    """Four sites; every second one is another contract's."""
    register = hand_made_register(4)
    contracts = {
        **register.contracts,
        OTHER: Contract(OTHER, "อีกรายหนึ่ง", "ภาคกลาง"),
    }
    sites = dict(register.sites)
    for code in (FOREIGN, "PI-00004"):
        sites[SiteCode(code)] = replace(sites[SiteCode(code)], contract=OTHER)
    return replace(register, contracts=contracts, sites=sites)


@dataclass(frozen=True, slots=True)
class Office:
    """Who calls.

    Attributes:
        firm: Contractor of CONTRACT.
        rival: Contractor of OTHER.
        judge: Of the ministry.
        admin: May claim and judge.
    """

    world: World
    firm: httpx.AsyncClient
    rival: httpx.AsyncClient
    noc: httpx.AsyncClient
    judge: httpx.AsyncClient
    admin: httpx.AsyncClient


@pytest.fixture(scope="module")
async def office(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    folder: Path = tmp_path_factory.mktemp("claims")
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(make_world(folder, two_contracts()))
        await freeze(world.live.history._engine, "2026-11")
        world.hear()
        await world.keeper.flush()
        world.clock.move(30)
        await world.fail(OWN)

        async def call(role: Role, scope: Scope = EVERYWHERE) -> httpx.AsyncClient:
            return await stack.enter_async_context(calling_as(world, role, scope))

        yield Office(
            world,
            await call(Role.CONTRACTOR, Scope(contracts=frozenset({CONTRACT}))),
            await call(Role.CONTRACTOR, Scope(contracts=frozenset({OTHER}))),
            await call(Role.NOC),
            await call(Role.MINISTRY),
            await call(Role.ADMIN),
        )


async def ask(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await client.post(EXCLUSIONS, json={**WISH, **changes})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"{EXCLUSIONS}/{found['id']}"
    return found


async def decide(
    client: httpx.AsyncClient, made: Mapping[str, Any], verdict: str = "approved"
) -> httpx.Response:
    url = f"{EXCLUSIONS}/{made['id']}/decide"
    return await client.post(url, json={"verdict": verdict, "note": "ตามเอกสาร"})


async def test_a_contractor_asks_and_the_ministry_decides(office: Office) -> None:
    made = await ask(office.firm)

    assert (made["status"], made["findings"]) == ("requested", [])
    assert (made["sites"], made["contracts"]) == ([OWN], [CONTRACT])
    assert made["decided_by"] is None
    done = await decide(office.judge, made)
    assert done.status_code == 200, done.text
    assert done.json()["status"] == "approved"
    again = await decide(office.admin, made, "rejected")
    assert again.status_code == 409
    assert "ตัดสินแล้ว: อนุมัติ" in again.json()["message_th"]
    seen = await office.firm.get(f"{EXCLUSIONS}/{made['id']}")
    assert seen.json() == done.json()
    assert seen.json()["note"] == "ตามเอกสาร"


async def test_what_breaks_a_rule_cannot_be_approved_and_the_answer_says_which(
    office: Office,
) -> None:
    short = {"starts_at": "2026-11-21T01:00:00+07:00"}
    made = await ask(office.firm, **short, ends_at="2026-11-21T06:00:00+07:00")

    refused = await decide(office.judge, made)

    wrong = ["maintenance_notice", "maintenance_hours", "maintenance_cap"]
    assert [each["code"] for each in made["findings"]] == wrong
    assert refused.status_code == 409
    errors = refused.json()["errors"]
    assert [each["where"] for each in errors] == [f"rule {code}" for code in wrong]
    assert all(each["message_th"] for each in errors)
    still = await office.judge.get(f"{EXCLUSIONS}/{made['id']}")
    assert still.json()["status"] == "requested"
    rejected = await decide(office.judge, made, "rejected")
    assert rejected.json()["findings"] == []  # they forbid nothing any more


async def test_a_contractor_claims_for_own_sites_alone(office: Office) -> None:
    for reach in (
        {"sites": [FOREIGN]},
        {"sites": [OWN, FOREIGN]},
        {"sites": None, "contract": OTHER},
        {"sites": None, "province": "50"},  # both have sites there
    ):
        answer = await office.firm.post(EXCLUSIONS, json={**WISH, **reach})
        assert answer.status_code == 403, reach

    mine = await ask(office.firm, sites=None, contract=CONTRACT)

    assert mine["sites"] == [OWN, "PI-00003"]


async def test_what_is_about_two_contracts_each_sees_its_own_half_of(
    office: Office,
) -> None:
    made = await ask(
        office.noc, sites=[OWN, FOREIGN, "PI-00004"], kind="ministry_instruction"
    )
    url = f"{EXCLUSIONS}/{made['id']}"

    firm, rival = await office.firm.get(url), await office.rival.get(url)

    assert made["site_count"] == 3
    assert firm.json()["sites"] == [OWN]
    assert firm.json()["contracts"] == [CONTRACT]
    assert rival.json()["sites"] == [FOREIGN, "PI-00004"]
    query = {"kind": "ministry_instruction"}
    for client, count in ((office.firm, 1), (office.rival, 2), (office.noc, 3)):
        listed = (await client.get(EXCLUSIONS, params=query)).json()["items"]
        assert [each["site_count"] for each in listed] == [count]
    # Who has a half of it takes none of it back.
    for client in (office.firm, office.rival):
        assert (await client.post(f"{url}/withdraw")).status_code == 403
    assert (await office.noc.post(f"{url}/withdraw")).status_code == 200


async def test_a_rival_learns_nothing(office: Office) -> None:
    made = await ask(office.firm, kind="mains_power", reason="ลับ")
    url = f"{EXCLUSIONS}/{made['id']}"
    await office.firm.put(f"{url}/document", content=PDF, headers=PDF_TYPE)
    objection = await office.firm.post(OBJECTIONS, json=OBJECTION)
    against = f"{OBJECTIONS}/{objection.json()['id']}"

    for path in (url, f"{url}/document", against, f"{EXCLUSIONS}/999999"):
        assert (await office.rival.get(path)).status_code == 403, path
    for path in (f"{EXCLUSIONS}?contract=C-01%2F2569", OBJECTIONS):
        answer = await office.rival.get(path)
        assert answer.json()["items"] == [], path
    put = await office.rival.put(f"{url}/document", content=PDF, headers=PDF_TYPE)
    assert put.status_code == 403
    foreign = await office.rival.post(OBJECTIONS, json=OBJECTION)
    assert foreign.status_code == 403
    own_but_not = {**OBJECTION, "contract": OTHER, "site": OWN}
    refused = await office.rival.post(OBJECTIONS, json=own_but_not)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["where"] == "body site"


async def test_a_second_browser_is_no_second_person(office: Office) -> None:
    people = await make_people(office.world, Role.ADMIN)
    await people.add("second", Role.ADMIN)
    first = await at_browser(office.world, people, "admin")
    other = await at_browser(office.world, people, "admin")
    second = await at_browser(office.world, people, "second")
    made = await ask(first, kind="site_owner")

    own = await decide(other, made)
    done = await decide(second, made)

    assert own.status_code == 409
    assert own.json()["detail"] == "who asked may not decide; a second person must"
    assert done.json()["decided_by"] == "account:second"


async def at_browser(world: World, people: People, login: str) -> httpx.AsyncClient:
    gate = Gate.loopback().knowing(people.doorman, people.reception)
    client = caller_of(create_site(world.live, gate))
    client.headers["Origin"] = "http://127.0.0.1:8080"
    await sign_in(client, login)
    client.headers["X-CSRF-Token"] = make_token(client.cookies["netmon_session"])
    return client


async def test_a_browser_that_does_not_show_our_form_changes_nothing(
    office: Office,
) -> None:
    people = await make_people(office.world)
    await people.add("third", Role.ADMIN)
    client = await at_browser(office.world, people, "third")
    made = await ask(client, kind="site_owner")
    del client.headers["X-CSRF-Token"]

    url = f"{EXCLUSIONS}/{made['id']}"
    answers = [
        await client.post(f"{url}/withdraw"),
        await client.put(f"{url}/document", content=PDF, headers=PDF_TYPE),
        await client.post(EXCLUSIONS, json=WISH),
    ]

    assert [each.status_code for each in answers] == [403, 403, 403]


@pytest.mark.parametrize(
    ("changes", "status", "where"),
    [
        ({"kind": "holiday"}, 400, "body kind"),
        ({"starts_at": "2026-12-10T01:00:00"}, 400, "body starts_at"),
        ({"starts_at": "2569-12-10T01:00:00+07:00"}, 400, "body starts_at"),
        ({"starts_at": "2026-12-10T01:00:00.5+07:00"}, 422, "body starts_at"),
        ({"ends_at": "2026-12-10T01:00:00+07:00"}, 422, "body ends_at"),
        ({"ends_at": "2027-12-12T01:00:00+07:00"}, 422, "body ends_at"),
        ({"reason": " "}, 400, "body reason"),
        ({"reason": "x" * 2_001}, 400, "body reason"),
        ({"reason": "a\u202eb"}, 400, "body reason"),
        ({"sites": []}, 400, "body sites"),
        ({"sites": ["nowhere"]}, 422, "body sites"),
        ({"sites": ["\u0000"]}, 400, "body sites 0"),
        ({"sites": [OWN], "contract": CONTRACT}, 422, "body sites"),
        ({"sites": None}, 422, "body sites"),
        ({"sites": None, "province": "99"}, 422, "body province"),
        ({"sites": None, "contract": "'; DROP"}, 422, "body contract"),
        ({"status": "approved"}, 400, "body status"),
    ],
)
async def test_a_request_that_cannot_be_names_the_field(
    office: Office, changes: Mapping[str, Any], status: int, where: str
) -> None:
    answer = await office.noc.post(EXCLUSIONS, json={**WISH, **changes})

    assert answer.status_code == status, answer.text
    (error,) = answer.json()["errors"]
    assert error["where"] == where
    assert error["message_th"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"month": "2569-11"}, "body month"),
        ({"month": "2026-13"}, "body month"),
        ({"version": 0}, "body version"),
        ({"outage": "\u0000"}, "body outage"),
        ({"text": ""}, "body text"),
    ],
)
async def test_an_objection_that_cannot_be_names_the_field(
    office: Office, changes: Mapping[str, Any], where: str
) -> None:
    answer = await office.noc.post(OBJECTIONS, json={**OBJECTION, **changes})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["where"] == where


async def test_numbers_that_are_none_find_nothing(office: Office) -> None:
    for bad in ("0", "-1", "x", "9" * 40, "1e3", "%00", "1%2F..%2F2"):
        for path in (EXCLUSIONS, OBJECTIONS):
            for client in (office.noc, office.firm):
                answer = await client.get(f"{path}/{bad}")
                assert answer.status_code in (400, 403, 404), (bad, answer.text)


async def test_a_document_is_handed_out_as_a_file_that_does_nothing(
    office: Office,
) -> None:
    made = await ask(office.firm, kind="mains_power")
    url = f"{EXCLUSIONS}/{made['id']}/document"
    name = "../..\\ไฟดับ\u202efdp.exe"

    kept = await office.firm.put(
        url, content=PDF, headers=PDF_TYPE, params={"name": name}
    )
    served = await office.judge.get(url)

    assert kept.json()["name"] == "ไฟดับfdp.exe.pdf"
    assert served.content == PDF
    assert served.headers["content-type"] == "application/pdf"
    disposition = served.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="document.pdf"; filename*=UTF')
    assert disposition.isascii()
    assert served.headers["x-content-type-options"] == "nosniff"
    assert served.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert "private" in served.headers["cache-control"]
    twice = await office.firm.put(url, content=PDF, headers=PDF_TYPE)
    assert twice.status_code == 409


async def test_a_document_is_what_it_says_and_no_longer_than_5_mb(
    office: Office,
) -> None:
    made = await ask(office.firm, kind="mains_power")
    url = f"{EXCLUSIONS}/{made['id']}/document"
    most = 5 * 1024 * 1024

    async def put(content: bytes, kind: str = "application/pdf") -> int:
        headers = {"Content-Type": kind}
        return (
            await office.firm.put(url, content=content, headers=headers)
        ).status_code

    assert await put(b"<html><script>", "text/html") == 415
    assert await put(b"<html><script>") == 422
    assert await put(b" %PDF-1.7") == 422
    assert await put(b"") == 422
    assert await put(PDF.ljust(most + 1, b" ")) == 413
    # A picture that calls itself a PDF is kept as the picture it is.
    assert await put(b"\x89PNG\r\n\x1a\n".ljust(most, b" ")) == 200
    assert (await office.judge.get(url)).headers["content-type"] == "image/png"


async def test_only_documents_may_be_longer_than_other_calls(office: Office) -> None:
    long = {**WISH, "reason": "x" * 70_000}
    answer = await office.firm.post(EXCLUSIONS, json=long)

    assert answer.status_code == 413


async def test_an_objection_is_answered_by_the_ministry(office: Office) -> None:
    wish = {**OBJECTION, "site": OWN}
    made = (await office.firm.post(OBJECTIONS, json=wish)).json()
    url = f"{OBJECTIONS}/{made['id']}"
    kept = await office.firm.put(f"{url}/document", content=PDF, headers=PDF_TYPE)
    body = {"verdict": "accepted", "answer": "จะออกฉบับแก้ไข"}

    foreign = await office.firm.post(f"{url}/answer", json=body)
    done = await office.judge.post(f"{url}/answer", json=body)
    again = await office.admin.post(f"{url}/answer", json=body)

    assert kept.status_code == 200
    assert (foreign.status_code, done.status_code) == (403, 200)
    assert again.status_code == 409
    seen = (await office.firm.get(url)).json()
    assert seen == done.json()
    assert (seen["status"], seen["answer"]) == ("accepted", "จะออกฉบับแก้ไข")
    assert seen["document"]["name"] == "document.pdf"
    listed = await office.firm.get(OBJECTIONS, params={"site": OWN})
    assert seen in listed.json()["items"]
    assert (await office.judge.get(f"{url}/document")).content == PDF


async def test_nobody_answers_their_own_objection(office: Office) -> None:
    made = (await office.admin.post(OBJECTIONS, json=OBJECTION)).json()
    body = {"verdict": "accepted", "answer": "ใช่"}

    answer = await office.admin.post(f"{OBJECTIONS}/{made['id']}/answer", json=body)

    assert answer.status_code == 409


async def test_ticket_times_are_noted_against_the_version_that_was_read(
    office: Office,
) -> None:
    (outage,) = (await office.noc.get(f"{V1}/outages?site={OWN}")).json()["items"]
    url, sent = f"{V1}/outages/{outage['id']}/ticket", {"sent_at": iso(NOON)}
    first = await office.firm.get(url)
    tag = {"If-Match": first.headers["etag"]}

    blind = await office.noc.put(url, json=sent)
    kept = await office.noc.put(url, json=sent, headers=tag)
    stale = await office.noc.put(url, json={}, headers=tag)

    assert (first.json()["version"], first.json()["sent_at"]) == (0, None)
    assert (blind.status_code, stale.status_code) == (428, 412)
    assert (kept.status_code, kept.headers["etag"]) == (200, '"1"')
    seen = (await office.firm.get(url)).json()
    assert seen == kept.json()
    assert (seen["site"], seen["contract"]) == (OWN, CONTRACT)
    assert seen["sent_at"] == "2026-11-20T05:00:00Z"
    assert (await office.rival.get(url)).status_code == 403
    for client in (office.firm, office.judge):  # who repairs does not write the clock
        again = await client.put(url, json=sent, headers={"If-Match": '"1"'})
        assert again.status_code == 403


@pytest.mark.parametrize(
    ("times", "status", "where"),
    [
        ({"sent_at": "2026-11-25T00:00:00Z"}, 422, "body sent_at"),
        (
            {"sent_at": "2026-11-20T05:00:10Z", "on_site_at": "2026-11-20T05:00:09Z"},
            422,
            "body on_site_at",
        ),
        ({"restored_at": "2026-11-19T04:00:00Z"}, 422, "body restored_at"),
        ({"sent_at": "2569-11-20T05:00:00Z"}, 400, "body sent_at"),
        ({"sent": None}, 400, "body sent"),
    ],
)
async def test_times_that_cannot_be_name_the_field(
    office: Office, times: Mapping[str, Any], status: int, where: str
) -> None:
    (outage,) = (await office.noc.get(f"{V1}/outages?site={OWN}")).json()["items"]
    url = f"{V1}/outages/{outage['id']}/ticket"
    tag = {"If-Match": (await office.noc.get(url)).headers["etag"]}

    answer = await office.noc.put(url, json=times, headers=tag)

    assert answer.status_code == status, answer.text
    (error,) = answer.json()["errors"]
    assert error["where"] == where


async def test_no_ticket_is_of_an_outage_nobody_knows(office: Office) -> None:
    for name in ("nothing", "%00", "x" * 200):
        answer = await office.noc.get(f"{V1}/outages/{name}/ticket")
        assert answer.status_code == 404, name


def iso(at: datetime) -> str:
    return at.isoformat()


async def test_lists_are_paged(office: Office) -> None:
    for _ in range(3):
        await ask(office.noc, kind="force_majeure")
    query: dict[str, Any] = {"kind": "force_majeure", "limit": 2}

    first = (await office.noc.get(EXCLUSIONS, params=query)).json()
    query["cursor"] = first["next"]
    rest = (await office.noc.get(EXCLUSIONS, params=query)).json()

    ids = [each["id"] for each in first["items"] + rest["items"]]
    assert ids == sorted(ids, reverse=True)
    assert (len(ids), rest["next"]) == (3, None)
