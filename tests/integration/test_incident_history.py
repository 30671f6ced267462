"""The timeline and the sites of an incident, however many, on each database."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.core.model import SiteCode
from netmon.database import writing
from netmon.status.causes import Cause
from netmon.status.incident import EntryKind, IncidentEntry, IncidentSaved
from netmon.status.incident_history import (
    FIRST_LINES,
    LAST_LINES,
    IncidentHistory,
)
from netmon.status.incident_journal import write_incidents
from netmon.status.tables import outage
from tests.unit.looks import at

pytestmark = pytest.mark.anyio

NAME = "inc-1-node:TR/1"
CROWD = 512


def _saved(name: str = NAME) -> IncidentSaved:
    found = (Cause.TRUNK, 0.9, "parent_dead", True, at(0), None)
    return IncidentSaved(name, "node:TR/1", *found, CROWD, CROWD, None, 0)


def _joined(number: int, seconds: float, name: str = NAME) -> IncidentEntry:
    site = SiteCode(f"S{number:04}")
    return IncidentEntry(name, at(seconds), EntryKind.JOINED, site, f"o{number}")


def _left(number: int, seconds: float) -> IncidentEntry:
    site = SiteCode(f"S{number:04}")
    return IncidentEntry(NAME, at(seconds), EntryKind.LEFT, site, f"o{number}")


def _outage(number: int, ended_s: float | None = None) -> dict[str, object]:
    return {
        "id": f"o{number}",
        "site": f"S{number:04}",
        "service": "link",
        "device": f"S{number:04}/router",
        "started_at": at(0),
        "ended_at": None if ended_s is None else at(ended_s),
        "evidence": [],
        "parent": "TR/1",
    }


async def _write(engine: AsyncEngine, *effects: IncidentSaved | IncidentEntry) -> None:
    async with writing(engine) as connection:
        await write_incidents(connection, list(effects))


async def test_crowds_are_counted_whole_however_slowly_they_come_and_go(
    engine: AsyncEngine,
) -> None:
    opened = IncidentEntry(NAME, at(0), EntryKind.OPENED, text="parent_dead")
    noted = IncidentEntry(NAME, at(65), EntryKind.NOTE, text="a")
    joined = [_joined(number, 1 + number / 20) for number in range(CROWD)]
    left = [_left(number, 120 + number / 10) for number in range(CROWD)]
    await _write(engine, _saved(), opened, *joined, noted, noted, *left)

    lines = await IncidentHistory(engine).timeline(NAME)

    assert [(each.kind.value, each.count) for each in lines] == [
        ("opened", 1),
        ("joined", CROWD),
        ("note", 1),
        ("note", 1),
        ("left", CROWD),
    ]
    assert lines[1].at == at(1)
    assert lines[1].site is None


async def test_one_site_that_comes_and_goes_is_one_site(engine: AsyncEngine) -> None:
    lines = [_joined(1, 1), _left(1, 10), _joined(1, 20), _left(1, 30)]
    await _write(engine, _saved(), *lines)

    told = await IncidentHistory(engine).timeline(NAME)

    assert [(each.kind.value, each.count, each.site) for each in told] == [
        ("joined", 1, "S0001"),
        ("left", 1, "S0001"),
    ]


async def test_both_ends_of_a_very_long_timeline_are_there(engine: AsyncEngine) -> None:
    minutes = FIRST_LINES + LAST_LINES + 37
    lines = [_joined(number, number * 60) for number in range(minutes)]
    await _write(engine, _saved(), *lines)

    told = await IncidentHistory(engine).timeline(NAME)

    assert len(told) == FIRST_LINES + LAST_LINES
    assert (told[0].site, told[-1].site) == ("S0000", f"S{minutes - 1:04}")
    assert sum(each.left_out_count for each in told) == 37
    assert told[FIRST_LINES].left_out_count == 37


async def test_sites_that_are_down_come_before_those_that_are_back(
    engine: AsyncEngine,
) -> None:
    async with writing(engine) as connection:
        rows = [_outage(number, 60.0 if number % 2 else None) for number in range(9)]
        await connection.execute(insert(outage), rows)
    await _write(engine, _saved(), *(_joined(n, 1) for n in reversed(range(9))))
    history = IncidentHistory(engine)

    whole = await history.members(NAME, limit=100)
    paged = []
    after = None
    while page := await history.members(NAME, limit=2, after=after):
        paged += page
        after = page[-1].place

    codes = [each.site for each in whole]
    assert codes == [f"S{number:04}" for number in (0, 2, 4, 6, 8, 1, 3, 5, 7)]
    assert paged == whole


async def test_an_outage_belongs_to_the_incident_it_joined_last(
    engine: AsyncEngine,
) -> None:
    alone = "inc-0-site:S0001:link"
    lines = [_joined(1, 1, alone), _joined(1, 2), _joined(2, 2)]
    await _write(engine, _saved(alone), _saved(), *lines)

    found = await IncidentHistory(engine).of_outages(["o1", "o2", "o3"])

    assert {name: record.id for name, record in found.items()} == {
        "o1": NAME,
        "o2": NAME,
    }
    assert await IncidentHistory(engine).of_outages([]) == {}
