"""A site nobody has seen says why, once the first look at it was due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from netmon.api.gate import Gate
from netmon.core.model import Method, Outcome, Probe, SiteCode
from netmon.status.board import UNSEEN, SiteStatus
from netmon.status.guard import Sight
from netmon.web.app import create_site
from netmon.web.unseen import FIRST_S, why_unseen
from tests.live import NOON, World
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

CODE = SiteCode("PI-00004")


def _why(world: World, age_s: float, status: SiteStatus = UNSEEN) -> str:
    site = world.live.board.register.sites[CODE]
    now = NOON + timedelta(seconds=age_s)
    return why_unseen(world.live, site, status, now)


async def test_a_young_process_has_not_looked_and_an_older_one_says_so(
    world: World,
) -> None:
    assert _why(world, FIRST_S - 1) == ""
    assert _why(world, FIRST_S) == "no_look"
    seen = world.live.board.status(CODE)
    assert _why(world, FIRST_S, seen) == ""


async def test_a_look_that_failed_on_our_side_is_told_at_once(world: World) -> None:
    track = world.live.engine.sites[CODE]
    assert track.router is not None
    device = track.router.target.device
    track.stale_reason = "no_credential"
    failed = Probe(device, Method.SNMP, NOON, Outcome.NOT_MEASURED, 0.0)
    track.router.last[Method.SNMP] = replace(failed, reason="no_credential")

    assert _why(world, 1) == "no_credential"


async def test_the_pages_of_a_blind_poller_say_why_and_lead_to_it(
    world: World,
) -> None:
    engine = world.live.engine
    engine.guard.sight, engine.blind_reason = Sight.BLIND, "no_route"
    world.live.board._sites[CODE] = UNSEEN
    async with caller_of(create_site(world.live, Gate.loopback())) as caller:
        html = (await _read(caller)).text

    assert "just started" not in html
    assert "Why it is not observed: no route from here" in html
    assert '<a href="/poller">More about the poller</a></p>' in html


async def _read(caller: httpx.AsyncClient) -> httpx.Response:
    return await caller.get(f"/site/{CODE}?lang=en", headers={"Accept": "text/html"})
