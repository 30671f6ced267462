"""Records and parts of the register on PostgreSQL: stored once, taken back whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.importer import history as register_history
from inventory.importer.source import read_source
from inventory.importer.survey import survey as survey_register
from inventory.records.catalogue import BY_NAME
from inventory.records.importing.history import (
    RecordsMoved,
    apply_survey,
    undo_last,
)
from inventory.records.importing.survey import HandOver, survey
from inventory.records.steps import Signature
from inventory.records.store import RecordStore
from inventory.repository import load_register, replace_register
from netmon.core.clock import SystemClock
from netmon.database import make_engine
from netmon.migrations import upgrade
from tests.part_sheets import MESSY_PARTS
from tests.record_sheets import GROUND, MESSY
from tests.registers import small_register

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
SOMCHAI = Signature("local:somchai", AT)


@pytest.fixture
async def engine(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    """A PostgreSQL with a small register."""
    made = make_engine(postgres_url)
    await upgrade(made)
    await replace_register(made, small_register())
    yield made
    await made.dispose()


def give(folder: Path, kind: str, text: str) -> HandOver:
    path = folder / f"{kind}.csv"
    path.write_text(text, "utf-8")
    return HandOver(BY_NAME[kind], read_source(path), TODAY)


async def bring(engine: AsyncEngine, given: HandOver) -> None:
    await apply_survey(engine, given, await survey(engine, given), SOMCHAI)


async def test_every_kind_is_stored_once_and_taken_back(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    store = RecordStore(engine, SystemClock())
    for kind, text in GROUND.items():
        await bring(engine, give(tmp_path, kind, text))
    for name, messy in MESSY.items():
        given = give(tmp_path, name, messy.text)
        before = [one.values for one in await store.page(given.kind)]

        await bring(engine, given)
        again = await survey(engine, given)
        stored = {one.code for one in await store.page(given.kind)}
        await undo_last(engine, given.kind, SOMCHAI)

        assert again.plan.is_empty
        assert stored >= set(messy.kept)
        assert [one.values for one in await store.page(given.kind)] == before


async def test_every_part_is_stored_once_and_taken_back(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    signature = register_history.Signature(SOMCHAI.who, AT)
    path = tmp_path / "part.csv"
    before = replace(await load_register(engine), version=0)
    for messy in MESSY_PARTS.values():
        path.write_text(messy.text, "utf-8")
        source = read_source(path)

        found = await survey_register(engine, source, TODAY)
        await register_history.apply_survey(engine, found, signature)
        again = await survey_register(engine, source, TODAY)
        await register_history.undo_last(engine, signature)

        assert again.plan.is_empty
        assert replace(await load_register(engine), version=0) == before


async def test_of_imports_that_race_one_is_applied(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    given = give(tmp_path, "centre", GROUND["centre"])
    found = await survey(engine, given)

    ends = await asyncio.gather(
        *(apply_survey(engine, given, found, SOMCHAI) for _ in range(3)),
        return_exceptions=True,
    )

    assert [type(end) for end in ends].count(RecordsMoved) == 2
    assert [type(end) for end in ends].count(int) == 1
