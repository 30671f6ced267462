"""Claims over the API: whose they are, who decides, and what strangers send."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from netmon.access.policy import Scope
from netmon.access.roles import Role
from netmon.api.csrf import make_token
from netmon.api.gate import Gate
from netmon.web.app import create_site
from tests.claim_callers import (
    EXCLUSIONS,
    FOREIGN,
    OBJECTION,
    OBJECTIONS,
    OTHER,
    OWN,
    PDF_TYPE,
    WISH,
    Office,
    ask,
    decide,
    open_office,
)
from tests.claims import CONTRACT, PDF
from tests.live import World
from tests.people import People, make_people, sign_in
from tests.record_calls import calling_as
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def office(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    async with open_office(tmp_path_factory.mktemp("claims")) as made:
        yield made


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

    said = set()
    for reach in (
        {"sites": [FOREIGN]},
        {"sites": ["PI-99999"]},
        {"sites": None, "contract": OTHER},
        {"sites": None, "contract": "C-none"},
        {"sites": None, "province": "99"},
    ):
        answer = await office.firm.post(EXCLUSIONS, json={**WISH, **reach})
        said.add((answer.status_code, answer.json()["detail"]))
    assert len(said) == 1  # whether it is there is not theirs to know
    assert FOREIGN not in str(said)
    unknown = {**WISH, "sites": ["PI-99999"]}
    assert (await office.noc.post(EXCLUSIONS, json=unknown)).status_code == 422

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


async def test_who_works_in_one_province_claims_and_sees_there_alone(
    office: Office,
) -> None:
    """PI-00003 alone is in Bangkok (10)."""
    await ask(office.noc, sites=[OWN], kind="site_owner")
    reach = Scope(provinces=frozenset({"10"}))
    async with calling_as(office.world, Role.NOC, reach) as client:
        outside = await client.post(EXCLUSIONS, json=WISH)
        made = await ask(client, sites=["PI-00003"], kind="site_owner")
        listed = (await client.get(EXCLUSIONS, params={"kind": "site_owner"})).json()
        asked = await client.get(EXCLUSIONS, params={"province": "50"})

    assert outside.status_code == 403
    assert made["id"] in [each["id"] for each in listed["items"]]
    assert {each["site_count"] for each in listed["items"]} == {1}
    for each in listed["items"]:
        found = await office.noc.get(f"{EXCLUSIONS}/{each['id']}")
        assert "PI-00003" in found.json()["sites"]
    assert asked.json()["items"] == []


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
