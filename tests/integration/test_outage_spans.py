"""When outages were, as plain numbers, on both kinds of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.core.model import Service
from netmon.database import writing
from netmon.migrations import upgrade
from netmon.status.history import History
from netmon.status.tables import outage

pytestmark = pytest.mark.anyio

MIDNIGHT = datetime(2026, 11, 19, 17, 0, tzinfo=UTC)
ZERO_S = 1_795_107_600
"""MIDNIGHT in Unix seconds."""


def _row(
    name: str, start_s: float, end_s: float | None, service: str = "link"
) -> dict[str, object]:
    ended_at = None if end_s is None else MIDNIGHT + timedelta(seconds=end_s)
    return {
        "id": name,
        "site": "PI-1",
        "service": service,
        "device": "PI-1/router",
        "started_at": MIDNIGHT + timedelta(seconds=start_s),
        "ended_at": ended_at,
        "evidence": [],
        "parent": "",
    }


async def test_spans_reach_past_a_moment(new_engine: AsyncEngine) -> None:
    await upgrade(new_engine)
    rows = [
        _row("over", -900, -300),
        _row("into", -900, 60),
        _row("open", 120.25, None),
        _row("wifi", 10, 20, "wifi"),
    ]
    async with writing(new_engine) as connection:
        await connection.execute(insert(outage), rows)

    found = await History(new_engine).spans(Service.LINK, MIDNIGHT)

    assert sorted(found) == [
        (ZERO_S - 900, ZERO_S + 60),
        (ZERO_S + 120, None),
    ]
