"""News are kept until they are told."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.database import writing
from netmon.service.deliver import Deliverer
from netmon.status.causes import Cause, Finding
from netmon.status.incident import Incident, IncidentSaved, Tell, TellKind
from netmon.status.incident_journal import write_incidents
from netmon.status.outbox import NewsState, Outbox
from tests.registers import small_register
from tests.unit.looks import T0

pytestmark = pytest.mark.anyio


@dataclass
class Clock:
    wall: datetime = T0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
async def outbox(engine: AsyncEngine) -> Outbox:
    incident = Incident(
        "inc-1", "node:T1", Finding(Cause.TRUNK, 0.9, "parent_dead"), T0
    )
    tell = Tell("inc-1", T0, TellKind.OPENED, {"key": "node:T1", "open_count": 512})
    async with writing(engine) as connection:
        await write_incidents(connection, [IncidentSaved.of(incident), tell])
    return Outbox(engine)


async def test_news_are_told_once_and_in_full(outbox: Outbox, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    deliverer = Deliverer(outbox, path, Clock(), small_register)

    assert await deliverer.deliver()
    assert await deliverer.deliver()

    [line] = path.read_text().splitlines()
    assert '"open_count": 512' in line
    assert (
        json.loads(line)["text_en"]
        == "Down: trunk 1 · Cause not known yet · dark now: 512"
    )
    assert (await outbox.counts())[NewsState.DELIVERED] == 1


async def test_news_that_cannot_be_told_wait(outbox: Outbox, tmp_path: Path) -> None:
    clock = Clock()
    deliverer = Deliverer(
        outbox, tmp_path / "missing" / "news.jsonl", clock, small_register
    )

    for _ in range(10):
        assert not await deliverer.deliver()
    waiting = await outbox.counts()
    (tmp_path / "missing").mkdir()
    assert await deliverer.deliver()

    assert waiting[NewsState.QUEUED] == 1
    assert (await outbox.counts())[NewsState.DELIVERED] == 1


async def test_after_a_day_they_are_given_up(outbox: Outbox, tmp_path: Path) -> None:
    clock = Clock(T0 + timedelta(days=1, seconds=1))
    deliverer = Deliverer(
        outbox, tmp_path / "missing" / "news.jsonl", clock, small_register
    )

    assert not await deliverer.deliver()

    assert (await outbox.counts())[NewsState.FAILED] == 1


async def test_a_pipe_nobody_reads_does_not_hold_the_news(
    outbox: Outbox, tmp_path: Path
) -> None:
    path = tmp_path / "news.jsonl"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # what holds, holds no test
    deliverer = Deliverer(outbox, path, Clock(), small_register)

    try:
        with_reader = await deliverer.deliver()
        piped = os.read(reader, 1)
    finally:
        os.close(reader)

    assert (with_reader, piped) == (False, b"")
    assert not await deliverer.deliver()
    path.unlink()
    assert await deliverer.deliver()
    assert (await outbox.counts())[NewsState.DELIVERED] == 1
