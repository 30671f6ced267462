"""Maintenance windows in the database, on both kinds of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.access.audit import AuditLog
from netmon.core.errors import NotFound
from netmon.status.maintenance import Plan, Reach
from netmon.status.maintenance_store import MaintenanceStore
from tests.live import NOON, HandClock

pytestmark = pytest.mark.anyio

HOUR = timedelta(hours=1)
ONCE = Plan(Reach.SITE, "PI-1", NOON, NOON + HOUR, reason="สายขาด")
NIGHTS = Plan(
    Reach.CONTRACT, "C-1/2569", NOON, NOON + HOUR, (5, 6), date(2026, 11, 28), "nights"
)
FOR_EVER = Plan(Reach.PROVINCE, "50", NOON, NOON + HOUR, (5,), None, "")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def audit(engine: AsyncEngine, clock: HandClock) -> AuditLog:
    return AuditLog(engine, clock)


@pytest.fixture
def store(engine: AsyncEngine, clock: HandClock, audit: AuditLog) -> MaintenanceStore:
    return MaintenanceStore(engine, clock, audit)


async def test_a_window_comes_back_as_it_was_declared(
    store: MaintenanceStore,
) -> None:
    made = [await store.plan(plan, "noc") for plan in (ONCE, NIGHTS, FOR_EVER)]

    assert await store.standing(NOON) == made
    assert await store.get(made[1].id) == made[1]
    assert await store.page(2) == [made[2], made[1]]
    assert await store.page(2, before=made[1].id) == [made[0]]


async def test_only_what_still_holds_stands(store: MaintenanceStore) -> None:
    once, nights, for_ever = [
        await store.plan(plan, "noc") for plan in (ONCE, NIGHTS, FOR_EVER)
    ]

    assert await store.standing(NOON + HOUR) == [nights, for_ever]
    later = NOON + timedelta(days=8) + HOUR  # the night of the last day is over
    assert await store.standing(later + timedelta(days=1)) == [for_ever]
    assert nights.at(NOON + timedelta(days=8)) is not None
    assert once.at(NOON) is not None


async def test_cancelling_is_written_once_and_audited(
    store: MaintenanceStore, clock: HandClock, audit: AuditLog
) -> None:
    made = await store.plan(FOR_EVER, "noc")
    clock.move(60)
    first = await store.cancel(made.id, "chief")
    clock.move(60)

    assert await store.cancel(made.id, "somebody") == first
    assert first.cancelled_at == NOON + timedelta(seconds=60)
    assert first.cancelled_by == "chief"
    assert await store.standing(clock.now()) == []
    rows = [(each.deed.who, each.deed.action) for each in await audit.newest(5)]
    assert rows == [("chief", "maintenance.cancel"), ("noc", "maintenance.plan")]


async def test_what_is_not_there_is_not_found(store: MaintenanceStore) -> None:
    with pytest.raises(NotFound):
        await store.cancel(7, "noc")
