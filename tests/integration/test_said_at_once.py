"""Several people do the same at once: whoever was first stays the one who did."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.access.audit import AuditLog
from netmon.core.clock import SystemClock
from netmon.database import writing
from netmon.status.causes import Cause, Finding
from netmon.status.incident import EntryKind, Incident, IncidentSaved
from netmon.status.incident_history import IncidentHistory
from netmon.status.incident_journal import write_incidents
from netmon.status.incident_notes import IncidentNotes
from netmon.status.maintenance import Plan, Reach
from netmon.status.maintenance_store import MaintenanceStore
from tests.unit.looks import T0

pytestmark = pytest.mark.anyio

PEOPLE = [f"token:{number}" for number in range(5)]
CLOCK = SystemClock()


async def test_of_all_who_take_an_incident_on_at_once_one_did(
    engine: AsyncEngine,
) -> None:
    trunk = Incident("inc-1", "node:T1", Finding(Cause.TRUNK, 0.9, "parent_dead"), T0)
    async with writing(engine) as connection:
        await write_incidents(connection, [IncidentSaved.of(trunk)])
    notes = IncidentNotes(engine, CLOCK, AuditLog(engine, CLOCK))

    said = await asyncio.gather(*(notes.acknowledge("inc-1", who) for who in PEOPLE))

    lines = await IncidentHistory(engine).timeline("inc-1")
    assert [each.kind for each in lines] == [EntryKind.ACKNOWLEDGED]
    assert {each.acknowledged_by for each in said} == {lines[0].author}


async def test_of_all_who_cancel_a_window_at_once_one_did(engine: AsyncEngine) -> None:
    store = MaintenanceStore(engine, CLOCK, AuditLog(engine, CLOCK))
    plan = Plan(Reach.SITE, "PI-50-00001", T0, T0 + timedelta(hours=1))
    window = await store.plan(plan, "noc")

    done = await asyncio.gather(*(store.cancel(window.id, who) for who in PEOPLE))

    assert len({(each.cancelled_at, each.cancelled_by) for each in done}) == 1
