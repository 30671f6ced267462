"""Sites that are missing when a process starts, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.core.model import SiteState
from netmon.status.history import OutageFilter
from netmon.status.incident_history import IncidentHistory
from netmon.status.incident_records import IncidentFilter
from netmon.status.journal import Journal
from tests.integration.test_status_journal import LONG_AGO, ByHand, Life
from tests.unit.looks import SITE, answered, at, dead, router, silent

pytestmark = pytest.mark.anyio


@pytest.fixture
async def life(engine: AsyncEngine) -> Life:
    made = Life(engine, ByHand())
    await made.begin()
    return made


async def test_what_left_the_register_between_two_processes_is_over_at_the_last_look(
    life: Life, engine: AsyncEngine
) -> None:
    life.clock.pass_s(60)
    await life.go_down()
    life.clock.pass_s(500)
    without = Life(engine, life.clock, is_watched=False)
    await without.begin()
    await without.tick()

    [over] = await life.history.outages(OutageFilter(), limit=9)
    [closed] = await IncidentHistory(engine).incidents(IncidentFilter(), limit=9)
    assert (over.ended_at, over.end_reason) == (at(60), "left_register")
    assert (closed.closed_at, closed.open_count) == (at(60), 0)
    [remembered] = await Journal(engine, "poller-1").remember()
    assert (remembered.state, remembered.outage) == (SiteState.UNMONITORED, None)


async def test_back_in_the_register_of_a_running_process_an_outage_is_not_doubled(
    life: Life, engine: AsyncEngine
) -> None:
    life.clock.pass_s(60)
    await life.go_down()
    life.clock.pass_s(500)
    without = Life(engine, life.clock, is_watched=False)
    await without.begin()
    await without.tick()
    life.clock.pass_s(40)
    without.keeper.engine.assign([router()], {SITE: 0}, life.clock.monotonic())
    await without.hear(answered(600), silent(630))
    without.keeper.see([[answered(631)]])
    await without.judge(*dead(632))
    await without.judge(*dead(636))

    again, before = await life.history.outages(OutageFilter(), limit=9)
    assert before.ended_at == at(60)
    assert (again.started_at, again.ended_at) == (at(630), None)
    gaps = await life.history.unobserved(SITE, LONG_AGO)
    assert [each.ended_at is None for each in gaps] == [False] * len(gaps)
    [incident] = await IncidentHistory(engine).incidents(IncidentFilter(), limit=9)
    assert (incident.opened_at, incident.risen_at) == (at(30), at(630))
    assert incident.closed_at is None
