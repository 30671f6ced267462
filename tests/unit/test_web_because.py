"""A site that is down by something that is not at the site says so, and names it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from netmon.access.doorman import Doorman
from netmon.access.policy import Scope
from netmon.access.repository import TokenStore, TokenWish
from netmon.access.roles import Role
from netmon.access.tokens import to_sha256
from netmon.api.gate import Gate
from netmon.core.model import SiteCode
from netmon.database import writing
from netmon.status.causes import Cause, Finding
from netmon.status.guard import Sight
from netmon.status.incident import EntryKind, IncidentEntry
from netmon.status.incident_journal import write_incidents
from netmon.status.incident_tables import incident
from netmon.web.app import create_site
from netmon.web.incident_words import to_url
from netmon.web.sentence import to_sentence
from tests.live import TOKEN, World
from tests.told import tell
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

SITE = SiteCode("PI-00004")
LIGHTS = "See whether the router's lights are on"


async def page(world: World, lang: str = "en", code: str = SITE) -> str:
    async with caller_of(create_site(world.live, Gate.loopback())) as caller:
        answer = await caller.get(
            f"/site/{code}?lang={lang}", headers={"Accept": "text/html"}
        )
        return answer.text


async def blame(world: World, key: str, cause: Cause) -> str:
    """Let SITE fall silent, and an incident of many take its outage over."""
    await world.fail(SITE)
    name = await tell(world, key, cause, ["PI-00001", "PI-00002"])
    outage = world.live.board.status(SITE).link.outage
    line = IncidentEntry(name, world.clock.now(), EntryKind.JOINED, SITE, outage)
    async with writing(world.live.history._engine) as connection:
        await write_incidents(connection, [line])
    return name


CAUSES = {
    "trunk": ("node:TR/1", Cause.TRUNK, "the node it hangs from is silent too"),
    "provider": ("provider:A", Cause.PROVIDER, "the provider&#39;s network is down"),
    "power": ("area:C/50/D", Cause.POWER, "probably because the power is out"),
    "line": ("area:C/50/D", Cause.LINE, "probably because the line to it is cut"),
    "habit": ("area:C/50/D", Cause.SWITCHED_OFF, "probably switched off, as usual"),
    "neighbours": ("area:C/50/D", Cause.UNKNOWN, "together with its neighbours"),
}


@pytest.mark.parametrize(("key", "cause", "said"), CAUSES.values(), ids=CAUSES)
async def test_a_site_names_the_incident_and_follows_its_cause(
    world: World, key: str, cause: Cause, said: str
) -> None:
    name = await blame(world, key, cause)

    english, thai = await page(world), await page(world, "th")

    verdict = english.split('id="site-live"')[1].split("</section>")[0]
    assert said in verdict.replace("'", "&#39;")
    assert f'href="{to_url(name)}"' in verdict
    assert "Owner: nobody yet" in verdict
    assert LIGHTS not in english
    assert f'href="{to_url(name)}"' in thai
    assert "ดูว่าไฟที่เราเตอร์ติดหรือไม่" not in thai


async def test_a_site_down_alone_is_looked_at_there(world: World) -> None:
    await world.fail(SITE)

    html = await page(world)

    assert LIGHTS in html.replace("&#39;", "'")
    assert 'class="because"' in html


async def test_each_outage_names_its_incident(world: World) -> None:
    name = await blame(world, "node:TR/1", Cause.TRUNK)
    world.clock.move(600)
    await world.mend(SITE)

    html = await page(world)

    assert 'class="because"' not in html
    listed = html.split('id="site-outages"')[1]
    assert f'href="{to_url(name)}"' in listed


async def test_a_site_nobody_can_see_names_our_own_incident(world: World) -> None:
    name = await tell(world, "collector:main", Cause.COLLECTOR, why="timeout")
    world.live.engine.guard.sight = Sight.BLIND
    world.clock.move(400)
    world.unwatch()
    await world.keeper.flush()

    html = await page(world)

    assert "our own system cannot look at it" in html
    assert f'href="{to_url(name)}"' in html.split('id="site-live"')[1]


async def test_an_incident_that_is_not_the_readers_is_named_without_a_link(
    world: World,
) -> None:
    name = await blame(world, "node:TR/1", Cause.TRUNK)
    engine = world.live.history._engine
    doorman = Doorman(engine, world.clock)
    wish = TokenWish("a centre", Role.CENTRE, Scope(sites=frozenset({SITE})))
    made = await TokenStore(engine, world.clock).create(wish, "local:test")
    await doorman.refresh()
    gate = Gate.network(to_sha256(TOKEN)).knowing(doorman)

    async with caller_of(create_site(world.live, gate)) as caller:
        caller.headers["Authorization"] = f"Bearer {made.secret}"
        html = (await caller.get(f"/site/{SITE}?lang=en")).text

    assert "Trunk cut" in html
    assert to_url(name) not in html


async def test_every_cause_of_a_crowd_has_a_sentence(world: World) -> None:
    await blame(world, "node:TR/1", Cause.TRUNK)
    record = (await world.live.incidents.gravest(1))[0]
    status = world.live.board.status(SITE)
    for cause in Cause:
        found = replace(record, finding=Finding(cause, 0.9, ""))
        assert to_sentence(status, None, found).name != "down", cause


async def test_thai_names_are_marked_on_english_pages_alone(world: World) -> None:
    english, thai = await page(world), await page(world, "th")

    assert '<span lang="th">ริมใต้</span>, <span lang="th">แม่ริม</span>' in english
    assert '<span lang="th">' not in thai


async def test_an_owner_is_named_where_there_is_one(world: World) -> None:
    name = await blame(world, "node:TR/1", Cause.TRUNK)
    change = update(incident).where(incident.c.id == name).values(owner="NT & Co")
    async with writing(world.live.history._engine) as connection:
        await connection.execute(change)

    assert "Owner: NT &amp; Co" in await page(world)
