"""Statements over the API: what is answered, to whom, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import httpx
import pytest

from inventory.repository import replace_register
from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.repository import TokenStore, TokenWish
from netmon.access.roles import Role
from netmon.access.tokens import to_sha256
from netmon.api import sla_models as models
from netmon.api import sla_year_models
from netmon.api.gate import Gate
from netmon.core.clock import THAI_TIME
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.statements.versions_json import month_to_json
from netmon.web.app import create_site
from tests.live import TOKEN, World, make_world
from tests.people import make_people
from tests.record_calls import calling_as
from tests.sla_story import CONTRACT, DARK, UNSEEN, write_october
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

STATEMENTS = "/api/v1/sla/statements"
YEARS = "/api/v1/sla/years"
OCTOBER = f"{STATEMENTS}/2026-10"
FREEZE_DAY = datetime(2026, 11, 5, 9, tzinfo=THAI_TIME)


@pytest.fixture(scope="module")
async def world(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """A service on 20 November, with the journals of a hand-made October."""
    async with make_world(tmp_path_factory.mktemp("sla")) as made:
        await write_october(made.live.history._engine)
        yield made


@pytest.fixture(scope="module")
async def ministry(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Who may do everything."""
    site = create_site(world.live, Gate.control_socket())
    async with caller_of(site) as client:
        yield client


async def test_a_month_from_draft_to_final(
    world: World, ministry: httpx.AsyncClient
) -> None:
    draft = (await ministry.get(OCTOBER)).json()
    noon, world.clock.at = world.clock.at, FREEZE_DAY
    frozen = await ministry.post(f"{OCTOBER}/freeze")
    world.clock.at = noon
    again = await ministry.post(f"{OCTOBER}/freeze")
    found = await ministry.get(OCTOBER)
    same = await ministry.post(f"{OCTOBER}/correction", json={"why": "x"})
    unsaid = await ministry.post(f"{OCTOBER}/correction", json={"why": " "})
    final = await ministry.post(f"{OCTOBER}/final", json={"version": 1})

    assert (draft["head"]["stage"], draft["head"]["label"]) == ("draft", "draft")
    assert frozen.status_code == 201
    version = models.VersionShape.model_validate_json(frozen.content)
    assert (version.label, version.made_by) == ("v1", "local")
    assert again.status_code == 409
    assert "frozen already, by local" in again.json()["detail"]
    assert "ปิดข้อมูลเดือน 10/2569 แล้ว" in again.json()["message_th"]
    statement = models.StatementShape.model_validate_json(found.content)
    assert statement.head.data_digest == draft["head"]["data_digest"]
    assert statement.nation.sites == 60
    assert same.status_code == 409
    assert unsaid.status_code == 400
    assert final.json()["stage"] == "final"
    assert (await ministry.get(OCTOBER)).json()["head"]["stage"] == "final"
    months = (await ministry.get("/api/v1/sla/months")).content
    of = {
        each.month: each for each in models.MonthList.model_validate_json(months).items
    }
    assert list(of) == ["2026-11", "2026-10", "2026-09"]
    assert (of["2026-10"].stage, of["2026-10"].fiscal_year) == ("final", 2570)
    assert (of["2026-09"].buddhist_year, of["2026-09"].may_freeze) == (2569, True)
    assert not of["2026-11"].may_freeze


async def test_an_answer_one_has_is_not_sent_again(ministry: httpx.AsyncClient) -> None:
    tag = (await ministry.get(OCTOBER)).headers["ETag"]

    answer = await ministry.get(OCTOBER, headers={"If-None-Match": tag})

    assert answer.status_code == 304


async def test_sites_are_paged_and_chosen(ministry: httpx.AsyncClient) -> None:
    first = await ministry.get(f"{OCTOBER}/sites?limit=40")
    page = models.LinePage.model_validate_json(first.content)
    rest = await ministry.get(f"{OCTOBER}/sites?limit=40&cursor={page.next}")
    failed = await ministry.get(f"{OCTOBER}/sites?verdict=non-compliant")
    there = await ministry.get(f"{OCTOBER}/sites?verdict=insufficient&province=50")

    codes = [each.code for each in page.items]
    codes += [each["code"] for each in rest.json()["items"]]
    assert codes == [f"PI-{number:05}" for number in range(1, 61)]
    assert [each["code"] for each in failed.json()["items"]] == [DARK]
    assert failed.json()["items"][0]["penalty"]["excess_h"] == 7
    assert [each["code"] for each in there.json()["items"]] == [UNSEEN]


async def test_a_site_s_month_is_explained(ministry: httpx.AsyncClient) -> None:
    answer = await ministry.get(f"/api/v1/sla/sites/{DARK}?month=2026-10")

    found = models.SiteMonthShape.model_validate_json(answer.content)
    assert sum(each.length_s for each in found.intervals) == found.counted.window_s
    down = [each for each in found.intervals if each.counts_as == "down"]
    assert [each.length_s for each in down] == [36_000]
    (name,) = down[0].because[0].outages
    assert name.startswith(f"{DARK}/link/2026-10-01T17:00:00")
    assert found.figures.verdict == "non-compliant"


async def test_contracts_tell_terms_and_what_was_charged(
    ministry: httpx.AsyncClient,
) -> None:
    answer = await ministry.get("/api/v1/sla/contracts")

    (found,) = models.ContractList.model_validate_json(answer.content).items
    # 60 sites of 2,000 baht for 36 months; 7 begun hours of 1 % of 2,000.
    assert (found.value_baht, found.charged_baht) == ("4320000.00", "140.00")
    assert found.charged_ratio == "0.000032407"
    assert found.alerts_pct == []
    assert found.month == "2026-10"
    assert found.group is not None
    assert found.group.penalty_baht == "140.00"


async def test_a_fiscal_year_sums_its_frozen_months(
    ministry: httpx.AsyncClient,
) -> None:
    answer = await ministry.get(f"{YEARS}/2570")

    found = sla_year_models.YearShape.model_validate_json(answer.content)
    of = {each.month: (each.standing, each.label) for each in found.year.months}
    assert of["2026-10"] == ("final", "v1")
    assert of["2026-11"] == ("draft", None)
    assert of["2027-09"] == ("missing", None)
    first = found.quarters[0]
    assert (first.quarter, first.is_complete) == (1, False)
    assert first.total == found.year.total
    # 10 h down, 1 h still open, 1 h of a chain.
    assert (first.total.site_months, first.total.down_s) == (60, 12 * 3_600)
    assert first.total.penalty_baht == "140.00"
    assert [each.key for each in first.contracts] == [CONTRACT]
    assert found.quarters[1].total.availability is None


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        (f"{STATEMENTS}/2569-10", 400, "did you mean 2026-10"),
        (f"{STATEMENTS}/2026-13", 400, "expected a month"),
        (f"{STATEMENTS}/2027-01", 409, "has not begun"),
        (f"{STATEMENTS}/2026-03", 409, "nobody looked"),
        (f"{OCTOBER}?version=7", 404, "v7"),
        (f"{OCTOBER}?contract=C-99", 404, "C-99"),
        (f"{OCTOBER}?site={DARK}", 400, "no such parameter"),
        (f"{OCTOBER}/sites?cursor=x", 400, "cursor"),
        (f"/api/v1/sla/sites/{DARK}", 400, "query month"),
        (f"/api/v1/sla/sites/{DARK}?month=2570-01", 400, "did you mean 2027-01"),
        ("/api/v1/sla/sites/PI-9?month=2026-10", 404, "PI-9"),
        ("/api/v1/sla/sites/%00?month=2026-11", 404, "no site"),
        ("/api/v1/sla/contracts?month=2026-08", 404, "2026-08"),
        (f"{YEARS}/2027", 400, "did you mean 2570"),
        (f"{YEARS}/25-70", 400, "expected a fiscal year"),
        (f"{YEARS}/2570?contract=C-99", 404, "C-99"),
        (f"{YEARS}/2570?version=1", 400, "no such parameter"),
    ],
)
async def test_what_makes_no_sense_is_refused_in_words(
    ministry: httpx.AsyncClient, path: str, status: int, told: str
) -> None:
    answer = await ministry.get(path)

    assert answer.status_code == status
    assert told in answer.json()["detail"]


async def test_a_contractor_sees_own_contracts_alone(world: World) -> None:
    people = await make_people(world)
    gate = Gate.network(to_sha256(TOKEN)).knowing(people.doorman, people.reception)
    store = TokenStore(world.live.history._engine, world.clock)
    seen = {}
    async with caller_of(create_site(world.live, gate)) as client:
        for contract in (CONTRACT, "C-02/2569"):
            scope = Scope(contracts=frozenset({contract}))
            wish = TokenWish("isp", Role.CONTRACTOR, scope)
            made = await store.create(wish, "local:test")
            await people.doorman.refresh()
            headers = {"Authorization": f"Bearer {made.secret}"}
            paths = (
                OCTOBER,
                f"{OCTOBER}?contract={CONTRACT}",
                f"{OCTOBER}/sites?contract={CONTRACT}",
                f"{OCTOBER}?contract={CONTRACT}&contract=C-02/2569",
                f"/api/v1/sla/sites/{SiteCode('PI-00001')}?month=2026-10",
                f"{YEARS}/2570",
                f"{YEARS}/2570?contract={CONTRACT}",
            )
            answers = [await client.get(each, headers=headers) for each in paths]
            listed = await client.get("/api/v1/sla/contracts", headers=headers)
            codes = [each["code"] for each in listed.json()["items"]]
            seen[contract] = [each.status_code for each in answers], codes
            freeze = await client.post(f"{OCTOBER}/freeze", headers=headers)
            assert freeze.status_code == 403

    await _leave(world, "PI-00007")
    async with caller_of(create_site(world.live, gate)) as client:
        path = "/api/v1/sla/sites/PI-00007?month=2026-10"
        for contract, status in ((CONTRACT, 200), ("C-02/2569", 403)):
            scope = Scope(contracts=frozenset({contract}))
            wish = TokenWish("isp", Role.CONTRACTOR, scope)
            made = await store.create(wish, "local:test")
            await people.doorman.refresh()
            headers = {"Authorization": f"Bearer {made.secret}"}
            answer = await client.get(path, headers=headers)
            present = await client.get("/api/v1/sites/PI-00007", headers=headers)
            assert (answer.status_code, present.status_code) == (status, 403)
    assert seen[CONTRACT] == ([403, 200, 200, 403, 200, 403, 200], [CONTRACT])
    assert seen["C-02/2569"] == ([403] * 7, [])


async def test_whose_a_frozen_month_is_does_not_move_with_the_register(
    world: World,
) -> None:
    """C-02 has the site since; October of its first version is C-01's."""
    before, code = world.live.board.register, SiteCode("PI-00009")
    moved = replace(before.sites[code], contract="C-02/2569")
    world.live.board.register = replace(before, sites={**before.sites, code: moved})
    people = await make_people(world)
    gate = Gate.network(to_sha256(TOKEN)).knowing(people.doorman, people.reception)
    store = TokenStore(world.live.history._engine, world.clock)
    seen = {}
    async with caller_of(create_site(world.live, gate)) as client:
        for contract in (CONTRACT, "C-02/2569"):
            wish = TokenWish(
                "isp", Role.CONTRACTOR, Scope(contracts=frozenset({contract}))
            )
            made = await store.create(wish, "local:test")
            await people.doorman.refresh()
            headers = {"Authorization": f"Bearer {made.secret}"}
            seen[contract] = [
                (
                    await client.get(f"{path}/{code}?{asked}", headers=headers)
                ).status_code
                for path in ("/api/v1/sla/sites", "/sla/sites")
                for asked in ("month=2026-10&version=1", "month=2026-10&version=0")
            ]
    world.live.board.register = before

    assert seen == {CONTRACT: [200, 403, 200, 403], "C-02/2569": [403, 200, 403, 200]}


async def test_why_a_correction_was_made_is_for_who_may_see_the_nation(
    world: World, ministry: httpx.AsyncClient
) -> None:
    kept = await world.live.sla.store.versions(Month(2026, 10))
    row = (await world.live.sla.months())[1]
    corrected = replace(row, versions=[replace(kept[0], why="about C-02")])

    told = month_to_json(corrected)["versions"][0]["why"]
    hidden = month_to_json(corrected, tells_why=False)["versions"][0]["why"]

    assert (told, hidden) == ("about C-02", "")


async def _leave(world: World, code: str) -> None:
    """Take a site out of the register, in the database and for the board."""
    before = world.live.board.register
    less = replace(
        before,
        sites={key: each for key, each in before.sites.items() if key != code},
        routers={key: each for key, each in before.routers.items() if key != code},
    )
    await replace_register(world.live.history._engine, less)
    world.live.board.register = less


async def test_money_is_told_to_who_may_see_the_contracts(world: World) -> None:
    path = f"/api/v1/sla/sites/{DARK}?month=2026-10"
    seen = []
    for role, scope in (
        (Role.MINISTRY, EVERYWHERE),
        (Role.CONTRACTOR, Scope(contracts=frozenset({CONTRACT}))),
        (Role.VOLUNTEER, Scope(sites=frozenset({DARK}))),
    ):
        async with calling_as(world, role, scope, create_site) as client:
            told = (await client.get(path)).json()["figures"]
            page = (await client.get(path.removeprefix("/api/v1"))).text
        seen.append((told["penalty"] is None, told["penalty_baht"] is None))
        assert ('id="penalty-title"' in page) is not seen[-1][0]
    assert seen == [(False, False), (False, False), (True, True)]
