"""The SLA's pages as a browser without scripts uses them, by whoever may."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from netmon.access.policy import Scope
from netmon.access.roles import Role
from netmon.api.gate import Gate
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.database import make_engine
from netmon.reports.words import load_words
from netmon.sla.claims.exclusions import Standing
from netmon.sla.shown import to_hours, to_percent
from netmon.sla.statement import Stage
from netmon.sla.statements.to_date import combine, reckon
from netmon.status.history import OutageFilter
from netmon.web.app import create_site
from tests.claims import exclusion_wish, objection_wish
from tests.live import World
from tests.people import make_people, read_token, sign_in
from tests.sla_statements import OCTOBER, keep_month, make_facts, to_ground
from tests.sla_story import write_terms
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

PEOPLE = (Role.CONTRACTOR, Role.MINISTRY, Role.NOC)
MINE = "contract=C-01%2F2569"
STATEMENT = "/sla/2026-10"
BLIP = load_words("en").word("rule", "blip_max_s")
THIRD = OutageFilter(sites=[SiteCode("PI-00003")])
TENTH = datetime(2026, 11, 10, 5, tzinfo=UTC)
WISH = {
    "kind": "site_owner",
    "starts_at": "12/10/2569 09:30",
    "ends_at": "2026-10-12T11:00",
    "sites": "PI-00001 PI-00002",
    "reason": "ปิดอาคาร",
}


@pytest.fixture
async def site(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody has signed in with, on a month that is frozen."""
    register = world.live.board.register
    await keep_month(world.live.sla, register, make_facts(register.sites.values()))
    world.clock.at = TENTH
    people = await make_people(world, *PEOPLE)
    other = Scope(contracts=frozenset({"C-02/2569"}))
    await people.add("other", Role.CONTRACTOR, other)
    gate = Gate.loopback().knowing(people.doorman, people.reception)
    async with caller_of(create_site(world.live, gate)) as client:
        client.headers["Accept"] = "text/html"
        client.headers["Origin"] = "http://127.0.0.1:8080"
        client.cookies["netmon_lang"] = "en"
        yield client


async def come(client: httpx.AsyncClient, login: str) -> None:
    """Let the browser be somebody else's."""
    client.cookies.delete("netmon_session")
    await sign_in(client, login)


async def send(
    client: httpx.AsyncClient, address: str, **fields: str
) -> httpx.Response:
    """Send a form as the page of whoever has signed in does."""
    token = read_token((await client.get("/account")).text)
    return await client.post(address, data=fields | {"csrf_token": token})


def faults(page: httpx.Response) -> dict[str, str]:
    """Return what is said beside each field."""
    found = re.findall(r'class="field-fault" id="fault-(\w+)">([^<]*)<', page.text)
    return dict(found)


async def test_a_contractor_reads_their_own_contract_and_no_other(
    site: httpx.AsyncClient,
) -> None:
    await sign_in(site, "contractor")
    own = await site.get(f"{STATEMENT}?{MINE}")
    months = await site.get(f"/sla?{MINE}")
    working = await site.get("/sla/sites/PI-00003?month=2026-10")
    led = await site.get("/sla?x=1")
    led_on = await site.get("/sla/2026-10?by=region")
    plain = await site.get("/api/v1/sla/statements/2026-10")

    # Who has one contract need not name it to a page; a program is told what to name.
    assert (led.status_code, led.headers["location"]) == (303, f"/sla?x=1&{MINE}")
    assert led_on.headers["location"] == f"/sla/2026-10?by=region&{MINE}"
    assert plain.status_code == 403
    assert plain.json()["detail"].endswith("name one contract, ?contract=")
    assert (own.status_code, months.status_code) == (200, 200)
    assert "frozen · v1" in months.text
    assert "/sla/objections/new?month=2026-10&amp;contract=" in own.text
    assert "/freeze" not in own.text
    assert "Make it final" not in own.text
    assert f'{BLIP}<br><span class="quiet code">blip_max_s</span>' in own.text
    assert working.status_code == 200
    assert "Every interval that counted" in working.text
    for address in ("/sla?contract=C-02%2F2569", f"{STATEMENT}?contract=C-02%2F2569"):
        assert (await site.get(address)).status_code == 403, address


async def test_what_a_form_cannot_take_stands_beside_its_field_and_stays(
    site: httpx.AsyncClient,
) -> None:
    await sign_in(site, "noc")
    empty = await send(site, "/sla/exclusions/new", starts_at="soon", reason="ปิด")
    unknown = await send(site, "/sla/exclusions/new", **WISH | {"sites": "PI-9"})

    assert empty.status_code == 400
    assert set(faults(empty)) == {"kind", "starts_at", "ends_at"}
    assert 'value="soon"' in empty.text
    assert "ปิด</textarea>" in empty.text
    assert unknown.status_code == 400
    assert faults(unknown) == {"sites": "No site is called PI-9"}


async def test_an_exclusion_is_asked_for_and_decided_by_a_second_person(
    site: httpx.AsyncClient, world: World
) -> None:
    await sign_in(site, "contractor")
    asked = await send(site, "/sla/exclusions/new", **WISH)
    address = asked.headers["location"].partition("?")[0]
    own = await site.get(address)
    refused = await send(site, f"{address}/decide", verdict="approved")
    await come(site, "ministry")
    silent = await send(site, f"{address}/decide", verdict="rejected")
    done = await send(site, f"{address}/decide", verdict="approved", note="seen")
    after, statement = await site.get(address), await site.get(STATEMENT)
    await come(site, "other")
    foreign = await send(site, "/sla/exclusions/new", **WISH)

    told = "The frozen statement of October 2026, v1, has not changed"
    assert told in after.text
    assert told not in own.text
    assert "/sla/sites/PI-00001?month=2026-10" in own.text
    assert "Exclusions decided since this version was made: 1" in statement.text
    assert foreign.status_code == 403
    said = {"sites": "Not yours, or not there: PI-00001, PI-00002"}
    assert faults(foreign) == said
    assert "ปิดอาคาร</textarea>" in foreign.text
    assert asked.status_code == 303
    assert "Withdraw it" in own.text
    assert refused.status_code == 403
    assert silent.status_code == 400
    assert faults(silent) == {"note": "Say why it is rejected"}
    assert done.status_code == 303
    kept = await world.live.sla.exclusions.get(1)
    assert kept.standing is Standing.APPROVED
    assert kept.wish.span.start == datetime(2026, 10, 12, 2, 30, tzinfo=UTC)
    assert list(kept.wish.sites) == ["PI-00001", "PI-00002"]


async def test_rules_that_forbid_it_are_told_before_and_when_it_is_tried(
    site: httpx.AsyncClient, world: World
) -> None:
    late = await world.live.sla.exclusions.request(
        exclusion_wish("PI-00001", start=TENTH), "account:x"
    )
    await sign_in(site, "ministry")
    page = await site.get(f"/sla/exclusions/{late.id}")
    tried = await send(site, f"/sla/exclusions/{late.id}/decide", verdict="approved")

    assert "It cannot be approved by the contract" in page.text
    assert "Planned maintenance is to lie between 00:00 and 05:00" in page.text
    assert tried.status_code == 409
    assert 'role="alert"' in tried.text


async def test_others_requests_and_objections_are_not_there_for_a_contractor(
    site: httpx.AsyncClient, world: World
) -> None:
    sla = world.live.sla
    asked = await sla.exclusions.request(exclusion_wish("PI-00001"), "account:x")
    made = await sla.objections.make(objection_wish("2026-10"), "account:x")
    await sign_in(site, "other")

    lists = [await site.get(f"/sla/{kind}") for kind in ("exclusions", "objections")]

    assert [each.status_code for each in lists] == [200, 200]
    assert "There are no requests" in lists[0].text
    assert "There are no objections" in lists[1].text
    for address in (f"exclusions/{asked.id}", f"objections/{made.id}"):
        assert (await site.get(f"/sla/{address}")).status_code in (403, 404), address


async def test_a_contractor_objects_in_time_and_the_ministry_answers(
    site: httpx.AsyncClient, world: World
) -> None:
    await sign_in(site, "contractor")
    form = await site.get(f"/sla/objections/new?month=2026-10&{MINE}")
    wish = {"month": "2026-10.1", "contract": "C-01/2569", "text": "ไฟดับ"}
    foreign = await send(site, "/sla/objections/new", **wish | {"contract": "C-02"})
    strange = await send(site, "/sla/objections/new", **wish | {"site": "PI-9"})
    made = await send(site, "/sla/objections/new", **wish | {"site": "PI-00003"})
    address = made.headers["location"].partition("?")[0]
    await come(site, "ministry")
    held = [await site.get(page) for page in ("/sla", STATEMENT)]
    empty = await send(site, f"{address}/answer", verdict="accepted")
    done = await send(site, f"{address}/answer", verdict="accepted", answer="ใช่")
    shown = await site.get(STATEMENT)
    world.clock.at = datetime(2026, 11, 16, tzinfo=UTC)
    await come(site, "contractor")
    closed = await site.get(f"{STATEMENT}?{MINE}")
    late = await send(site, "/sla/objections/new", **wish)

    for page in held:
        assert "Objections that wait for an answer: 1</" in page.text
    assert 'name="version" value="1"' in held[1].text
    assert ">Make it final</button>" not in held[1].text
    assert ">Make it final</button>" in shown.text
    assert "Objections accepted since, in no version yet: 1" in shown.text
    empty_form = await site.get("/sla/objections/new")
    assert "No month takes objections now" in empty_form.text
    assert "Objections were taken until 15 Nov 2026" in closed.text
    assert "/sla/objections/new" not in closed.text
    assert '<option value="2026-10.1" selected>October 2026 v1<' in form.text
    assert foreign.status_code == 403
    assert set(faults(strange)) == {"site"}
    assert made.status_code == 303
    assert faults(empty) == {"answer": "Say why"}
    assert done.status_code == 303
    assert late.status_code == 409
    assert "were taken until" in late.text
    assert "ไฟดับ</textarea>" in late.text


async def test_steps_that_cannot_be_taken_say_why(site: httpx.AsyncClient) -> None:
    await sign_in(site, "ministry")
    again = await send(site, f"{STATEMENT}/freeze")
    early = await send(site, f"{STATEMENT}/final", version="1")
    unsaid = await send(site, f"{STATEMENT}/correct", why=" ")

    assert (again.status_code, early.status_code) == (409, 409)
    assert "was frozen already, by account:somsri" in again.text
    assert "can become final from 20 Nov 2026" in early.text
    assert unsaid.status_code == 400
    assert set(faults(unsaid)) == {"why"}


async def test_what_is_final_offers_a_correction_alone(
    site: httpx.AsyncClient, world: World
) -> None:
    world.clock.at = datetime(2026, 11, 21, tzinfo=UTC)
    await sign_in(site, "ministry")
    done = await send(site, f"{STATEMENT}/final", version="1")
    page = await site.get(STATEMENT)

    assert done.headers["location"] == f"{STATEMENT}?said=final"
    statement = await world.live.sla.statement(OCTOBER)
    assert statement.head.stage is Stage.FINAL
    assert "final · v1" in page.text
    assert "Make a correction" in page.text
    assert "Make this version final" not in page.text


async def test_ticket_times_are_noted_and_not_overwritten_unseen(
    site: httpx.AsyncClient, world: World
) -> None:
    world.clock.at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    (outage,) = await world.live.history.outages(THIRD, limit=1)
    address = f"/outage/{outage.id}"
    await sign_in(site, "noc")
    times = {"version": "0", "sent_at": "20/11/2569 12:10"}
    noted = await send(site, f"{address}/times", **times)
    stale = await send(site, f"{address}/times", **times)
    early = {"version": "1", "on_site_at": "2026-11-20T12:05"}
    unordered = await send(site, f"{address}/times", **times | early)
    await come(site, "contractor")
    read = await site.get(address)
    refused = await send(site, f"{address}/times", **times)

    assert noted.headers["location"] == f"{address}?said=noted"
    assert stale.status_code == 409
    assert set(faults(unordered)) == {"on_site_at"}
    assert "20 Nov 2026 12:10:00" in read.text
    assert '<form class="record-form"' not in read.text
    assert refused.status_code == 403
    ticket = await world.live.sla.tickets.get(outage.id)
    assert ticket.times.sent_at == datetime(2026, 11, 20, 5, 10, tzinfo=UTC)


async def test_odd_addresses_are_refused_in_words(site: httpx.AsyncClient) -> None:
    await sign_in(site, "ministry")
    buddhist = await site.get("/sla/2569-10")
    strange = await site.get("/sla/sites/PI-9?month=2026-10")
    sought = await site.get(f"{STATEMENT}?site=%20PI-00003")

    ahead = [
        await site.get("/sla/2027-01"),
        await site.get("/sla/sites/PI-00003?month=2027-01"),
    ]
    thai = await site.get("/sla/2569-10?lang=th")
    assert [each.status_code for each in ahead] == [404, 404]
    assert all("2027-01 has not begun" in each.text for each in ahead)
    assert buddhist.status_code == 400
    assert "did you mean 2026-10?" in buddhist.text
    assert "หมายถึง 2026-10 หรือไม่" in thai.text
    assert "did you mean" not in thai.text
    assert strange.status_code == 404
    assert sought.headers["location"] == "/sla/sites/PI-00003?month=2026-10"


async def test_the_month_under_way_is_listed_with_its_newest_hour(
    world: World,
) -> None:
    register, until = world.live.board.register, datetime(2026, 11, 20, 5, tzinfo=UTC)
    facts = make_facts(register.sites.values(), Month(2026, 11))
    facts = replace(facts, until=until)
    run = reckon(to_ground(register, facts), world.live.sla.ruleset)
    foreign = [each._replace(contract="C-02/2569") for each in run.sites[:20]]
    run = replace(run, sites=[*foreign, *run.sites[20:]])
    live = replace(world.live, sla_to_date=lambda: run)
    async with caller_of(create_site(live, Gate.loopback())) as client:
        whole = await client.get("/sla?lang=en")
        narrow = await client.get(f"/sla?lang=en&{MINE}")
        world.clock.at = datetime(2026, 12, 2, tzinfo=UTC)
        run = replace(run, month=Month(2026, 12))
        over = await client.get("/sla?lang=en")

    assert "Up to 20 Nov 2026 12:00" in whole.text
    assert "The month so far, as if it ended now" in whole.text
    for page, sites in ((whole, run.sites), (narrow, run.sites[20:])):
        group = combine(sites)
        assert to_percent(group.seconds.up_s, group.seconds.seen_s) in page.text
        used_s = group.budget_s - group.left_s
        assert f"{to_hours(used_s)} of {to_hours(group.budget_s)}" in page.text
    assert "Over, but not frozen" in over.text
    assert "The month so far" not in over.text


async def test_penalties_over_a_tenth_are_warned_of_where_the_contract_stands(
    site: httpx.AsyncClient, tmp_path: Path
) -> None:
    database = make_engine(f"sqlite+aiosqlite:///{tmp_path / 'status.db'}")
    await write_terms(database, fee_baht=1)
    await database.dispose()
    await sign_in(site, "ministry")
    months, whole = await site.get("/sla"), await site.get(STATEMENT)
    await come(site, "other")
    foreign = await site.get("/sla?contract=C-02%2F2569")

    # A baht a month for 60 sites and 36 months.
    for page in (months, whole):
        assert "of 2,160.00 baht" in page.text
        assert "A legal step may be due now: over 10%" in page.text
    assert whole.text.index('id="penalties"') < whole.text.index("A legal step")
    assert foreign.status_code == 200
    assert "A legal step" not in foreign.text
