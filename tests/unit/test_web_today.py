"""Today on the wall, all incidents on a page, the poller's health in numbers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import insert

from netmon.access.doorman import Doorman
from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.repository import TokenStore, TokenWish
from netmon.access.roles import Role
from netmon.access.tokens import to_sha256
from netmon.api.gate import Gate
from netmon.database import writing
from netmon.status.causes import Cause
from netmon.status.guard import Sight
from netmon.status.tables import observation
from netmon.web.app import create_site
from netmon.web.incident_words import to_url
from netmon.web.kept import TODAY_S, Kept
from netmon.web.texts import Language, load_texts
from netmon.web.vitals import Vital, VitalName, to_vitals
from tests.live import NOON, TOKEN, HandClock, World
from tests.told import tell
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

CODES = [f"PI-{number:05}" for number in range(1, 60)]
ENGLISH = load_texts(Language.ENGLISH)


@pytest.fixture
async def site(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with caller_of(create_site(world.live, Gate.loopback())) as caller:
        caller.headers["Accept"] = "text/html"
        caller.headers["Accept-Language"] = "en"
        yield caller


def _hours(html: str) -> list[str]:
    """Return the cells of the hours as they are read."""
    body = html.split('class="today-hours"')[1].split("</table>", maxsplit=1)[0]
    cells = body.split("<tbody>")[1].split("</td>")[:-1]
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in cells]


async def test_today_tells_what_happened_hour_by_hour(
    site: httpx.AsyncClient, world: World
) -> None:
    async with writing(world.live.history._engine) as connection:
        early = NOON - timedelta(hours=3)
        row = {"poller": "main", "started_at": early, "last_seen_at": NOON}
        await connection.execute(insert(observation), [row])
    world.clock.move(3600)
    await world.keeper.flush()
    await tell(world, "node:TR/1", Cause.TRUNK, CODES[3:20])

    html = (await site.get("/")).text

    cells = _hours(html)
    assert cells[0] == "– not observed for 1 h 0 min"
    assert cells[8] == "– not observed for 1 h 0 min"
    assert cells[9] == "0"
    assert cells[12] == "1 began, at most 1 down"
    assert cells[13].startswith("17 began, at most 18 down")
    assert cells[14:] == ["to come"] * 10
    assert "Outages begun: 18<" in html
    assert "Most sites down at once: 18 (at 13:00)" in html
    assert "All incidents of today: 2, of which over: 0" in html
    assert "17 sites<" in html
    assert "1 site<" in html
    assert 'fill="url(#dark)" x="0.0%" width="37.5%"' in html


async def test_time_without_a_poller_is_hatched_not_fine(
    site: httpx.AsyncClient, world: World
) -> None:
    await tell(world, "collector:main", Cause.COLLECTOR, why="timeout")
    world.clock.move(1800)
    await world.keeper.flush()

    html = (await site.get("/web/today")).text

    hatched = re.findall(r'class="today-dark"[^>]* width="([\d.]+)%"', html)
    assert _hours(html)[11] == "– not observed for 1 h 0 min"
    assert len(hatched) == 2
    assert float(hatched[1]) == pytest.approx(30 / 1440 * 100, abs=0.1)


async def test_today_is_read_once_for_all_walls(
    site: httpx.AsyncClient, world: World
) -> None:
    before = (await site.get("/web/today")).text
    await tell(world, "node:TR/1", Cause.TRUNK, CODES[3:20])
    same = (await site.get("/web/today")).text
    world.clock.move(TODAY_S)
    after = (await site.get("/web/today")).text

    assert "incidents of today: 1," in before
    assert same == before
    assert "incidents of today: 2," in after


async def test_whoever_comes_while_it_is_made_waits_for_the_same() -> None:
    made = 0

    async def make() -> int:
        nonlocal made
        made += 1
        return made

    clock = HandClock()
    kept = Kept(make, 5.0, clock)
    first = [await kept.get(), await kept.get()]
    clock.move(5)

    assert first == [1, 1]
    assert await kept.get() == 2


async def test_what_is_over_today_stands_below_what_goes_on(
    site: httpx.AsyncClient, world: World
) -> None:
    world.clock.move(600)
    await world.mend("PI-00003")
    name = await tell(world, "node:TR/1", Cause.TRUNK, CODES[3:20])

    rows = (await site.get("/web/incidents")).text.split("<li>")[1:]

    assert to_url(name) in rows[0]
    assert "Over" not in rows[0]
    assert "Test Centre 3" in rows[1]
    assert "Over" in rows[1]


async def _names(site: httpx.AsyncClient, query: str) -> list[str]:
    html = (await site.get(f"/incidents{query}")).text
    listed = html.split('id="incident-page"')[1]
    return re.findall(r'incident-name">([^<]*)<', listed)


async def test_all_incidents_are_listed_and_filtered(
    site: httpx.AsyncClient, world: World
) -> None:
    world.clock.move(600)
    await world.mend("PI-00003")
    world.clock.move(60)
    await tell(world, "node:TR/1", Cause.TRUNK, ["PI-00001", "PI-00002"])

    assert await _names(site, "") == ["TR/1", "Test Centre 3"]
    assert await _names(site, "?open=true") == ["TR/1"]
    assert await _names(site, "?open=false") == ["Test Centre 3"]
    assert await _names(site, "?cause=trunk&open=&province=") == ["TR/1"]
    assert await _names(site, "?cause=bad&open=maybe") == ["TR/1", "Test Centre 3"]
    assert await _names(site, "?province=10") == ["Test Centre 3"]
    assert await _names(site, "?province=50&open=true") == ["TR/1"]
    assert "No incident matches" in (await site.get("/incidents?province=90")).text
    for bad in ("?province=99", "?province=%00", "?province=abc", "?cursor=x"):
        assert (await site.get(f"/incidents{bad}")).status_code == 400, bad


async def test_incidents_are_paged_by_the_apis_cursor(
    site: httpx.AsyncClient, world: World
) -> None:
    names = []
    for number in range(40):
        world.clock.move(1)
        names.append(f"N{number}")
        await tell(world, f"node:N{number}", Cause.TRUNK, ["PI-00001"])

    first = (await site.get("/incidents?cause=trunk")).text
    url = re.findall(r'rel="next" href="([^"]+)"', first)[0].replace("&amp;", "&")
    second = (await site.get(url)).text

    found = [
        re.findall(r'incident-name">([^<]*)<', page.split('id="incident-page"')[1])
        for page in (first, second)
    ]
    assert "cause=trunk" in url
    assert found[0] + found[1] == names[::-1]
    assert len(found[0]) == 30
    assert 'rel="next"' not in second


OFFERED = {
    Role.NOC: (EVERYWHERE, True, True),
    Role.MINISTRY: (EVERYWHERE, False, False),
    Role.CENTRE: (Scope(sites=frozenset({"PI-00003"})), True, False),
    Role.TECHNICIAN: (Scope(provinces=frozenset({"10"})), True, True),
}


@pytest.mark.parametrize("role", OFFERED)
async def test_what_a_caller_may_not_do_is_not_offered(
    world: World, role: Role
) -> None:
    scope, may_check, may_act = OFFERED[role]
    engine = world.live.history._engine
    doorman = Doorman(engine, world.clock)
    made = await TokenStore(engine, world.clock).create(
        TokenWish("a test", role, scope), "local:test"
    )
    await doorman.refresh()
    incident = (await world.live.incidents.gravest(1))[0]
    gate = Gate.network(to_sha256(TOKEN)).knowing(doorman)

    async with caller_of(create_site(world.live, gate)) as caller:
        caller.headers["Authorization"] = f"Bearer {made.secret}"
        of_site = await caller.get("/site/PI-00003")
        of_incident = await caller.get(to_url(incident.id))

    assert (of_site.status_code, of_incident.status_code) == (200, 200)
    assert ('id="check-form"' in of_site.text) is may_check
    assert ("/acknowledge" in of_incident.text) is may_act
    assert ('id="deed-text"' in of_incident.text) is may_act
    sees_nation = scope == EVERYWHERE
    assert ('href="/poller"' in of_site.text) is sees_nation


def _find(found: list[Vital], name: VitalName) -> Vital:
    return next(each for each in found if each.name is name)


async def test_a_poller_that_is_well_wears_no_mark(world: World) -> None:
    view = replace(world.view(), started_at=NOON - timedelta(days=2))
    outbox = {"queued": 3, "delivered": 9, "failed": 0}

    found = to_vitals(ENGLISH, view, Sight.CLEAR, outbox, world.clock.now())

    assert [each.name for each in found] == list(VitalName)
    assert [each.mark for each in found] == [""] * len(VitalName)
    assert _find(found, VitalName.OUTBOX).value == "3 wait · 0 failed"
    assert _find(found, VitalName.STARTED).value == "18 Nov 2026 12:00"


async def test_what_is_wrong_with_a_poller_stands_out_by_mark_and_word(
    world: World,
) -> None:
    job = replace(world.view().jobs[0], lateness_s=17.5)
    view = replace(
        world.view(),
        jobs=(job,),
        receive_drops_count=1200,
        journal_error="disk full",
        unwritten_count=40,
        restarts_count=2,
        started_at=world.clock.now(),
    )
    outbox = {"queued": 0, "delivered": 0, "failed": 4}

    found = to_vitals(ENGLISH, view, Sight.BLIND, outbox, world.clock.now())
    unread = to_vitals(ENGLISH, view, Sight.DOUBTFUL, None, world.clock.now())

    troubled = {each.name.value: each.trouble for each in found if each.trouble}
    assert troubled == {
        "lateness": "late",
        "drops": "lost",
        "unwritten": "stuck",
        "written": "stuck",
        "outbox": "failed",
        "started": "new",
        "restarts": "faults",
    }
    assert _find(found, VitalName.DROPS).value == "1,200"
    assert _find(found, VitalName.SIGHT) == Vital(
        VitalName.SIGHT, "blind", "not_observed"
    )
    assert _find(unread, VitalName.SIGHT).mark == "degraded"
    assert _find(unread, VitalName.OUTBOX).mark == "not_observed"
