"""The made-up programme in the database, as the record store sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.fleet import make_fleet
from inventory.fleet.programme import make_programme
from inventory.fleet.programme_write import DEMO_HAND, write_programme
from inventory.records.catalogue import KINDS
from inventory.records.steps import Step
from inventory.records.store import RecordStore
from inventory.records.tables import record_change
from inventory.records.verdict import find_flaws
from inventory.repository import replace_register
from netmon.core.clock import SystemClock
from netmon.database import reading, writing

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
REGISTER = make_fleet(size=120)
PROGRAMME = make_programme(REGISTER, date(2026, 11, 21))


async def test_it_is_written_once_with_its_history(engine: AsyncEngine) -> None:
    await replace_register(engine, REGISTER)
    await write_programme(engine, PROGRAMME, NOW)
    await write_programme(engine, PROGRAMME, NOW)

    store = RecordStore(engine, SystemClock())
    for kind in KINDS:
        found = {one.code: one.values for one in await store.page(kind)}
        assert found == {one["code"]: one for one in PROGRAMME[kind.name]}
    async with reading(engine) as connection:
        lines = select(func.count()).where(record_change.c.who == DEMO_HAND)
        written = await connection.scalar(lines)
    assert written == sum(map(len, PROGRAMME.values()))


async def test_the_register_agrees_with_it(engine: AsyncEngine) -> None:
    await replace_register(engine, REGISTER)
    await write_programme(engine, PROGRAMME, NOW)

    async with writing(engine) as connection:
        for kind in KINDS:
            steps = [Step(one["code"], None, one) for one in PROGRAMME[kind.name]]
            assert await find_flaws(connection, kind, steps) == []
