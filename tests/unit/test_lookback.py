"""Two readers of the same journals, links and open data, against the truth."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.fleet import make_fleet
from inventory.repository import replace_register
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.database import make_engine, metadata, sqlite_url, writing
from netmon.links.gather import gather
from netmon.links.line import look
from netmon.links.lines import to_lines
from netmon.migrations import upgrade
from netmon.opendata.sources import line_months, read_sources
from tests.journals import (
    write_absence,
    write_first_sight,
    write_hole,
    write_outage,
    write_watch,
)
from tests.link_story import keep

OCTOBER = Month(2026, 10)
BEGIN, END = OCTOBER.span
FLEET = make_fleet(size=2)
HERE, THERE = list(FLEET.sites)
STEP = timedelta(hours=8)
STEPS = (END - BEGIN) // STEP
JOURNALS = ("observation", "observation_exception", "outage", "transition")

Pair = tuple[int, int]
steps = st.integers(0, STEPS)
pairs = st.tuples(steps, steps).filter(lambda two: two[0] != two[1])
spans: st.SearchStrategy[Pair] = pairs.map(lambda two: (min(two), max(two)))
pollers = st.sampled_from(["a", "b"])


class Story(NamedTuple):
    """What happened in a month, in steps from its begin."""

    runs: list[tuple[str, Pair]]
    holes: list[tuple[str, str | None, Pair]]
    outages: list[Pair]
    absences: list[Pair]
    first: int

    def made_possible(self) -> Story:
        """Return it with no leave before the first sight: that would be the first."""
        begins = (start for start, _ in self.absences)
        return self._replace(first=min([self.first, *begins]))

    def sees(self, step: int) -> bool:
        """Return whether somebody saw the site in one step."""
        away = any(start <= step < end for start, end in self.absences)
        return (
            step >= self.first
            and not away
            and any(
                start <= step < end and not self._is_dark(poller, step)
                for poller, (start, end) in self.runs
            )
        )

    def _is_dark(self, name: str, step: int) -> bool:
        return any(
            poller == name and site in (None, HERE) and start <= step < end
            for poller, site, (start, end) in self.holes
        )


def to_absences(edges: list[int]) -> list[Pair]:
    """Return times out of the register; no two touch, the last may have no end."""
    edges = sorted(edges)
    return [
        (start, edges[n + 1] if n + 1 < len(edges) else STEPS)
        for n, start in enumerate(edges)
        if n % 2 == 0
    ]


stories = st.builds(
    Story,
    st.lists(st.tuples(pollers, spans), min_size=1, max_size=4),
    st.lists(
        st.tuples(pollers, st.sampled_from([None, HERE, THERE]), spans), max_size=4
    ),
    st.lists(spans, max_size=3, unique_by=lambda one: one[0]),
    st.lists(st.integers(1, STEPS - 1), max_size=4, unique=True).map(to_absences),
    st.just(0) | steps,
).map(Story.made_possible)


def at(step: int) -> datetime:
    return BEGIN + step * STEP


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("journals")

    async def fill() -> None:
        engine = make_engine(sqlite_url(made / "netmon.db"))
        await upgrade(engine)
        await replace_register(engine, FLEET)
        await keep(engine, {"centre": [{"code": "DC-1", "site": HERE}]})
        await engine.dispose()

    asyncio.run(fill())
    return made


async def _write(engine: AsyncEngine, story: Story) -> None:
    async with writing(engine) as connection:
        for name in JOURNALS:
            await connection.execute(delete(metadata.tables[name]))
    await write_first_sight(engine, [HERE, THERE], at(story.first))
    for poller, (start, end) in story.runs:
        await write_watch(engine, at(start), at(end), poller)
    for poller, site, (start, end) in story.holes:
        await write_hole(engine, site, at(start), at(end), poller)
    for start, end in story.outages:
        await write_outage(engine, HERE, at(start), at(end))
    for start, end in story.absences:
        await write_absence(engine, HERE, at(start), at(end) if end < STEPS else None)


async def _read(home: Path, story: Story) -> tuple[Pair, Pair]:
    """Return seconds observed and down, as open data and as links have them."""
    engine = make_engine(sqlite_url(home / "netmon.db"))
    try:
        await _write(engine, story)
        sources = await read_sources(engine, home, (OCTOBER, OCTOBER))
        months = {site.code: month for _, site, month in line_months(sources)}
        read = await gather(engine, END)
    finally:
        await engine.dispose()
    seen = look(to_lines(read.journals, [SiteCode(HERE)])[HERE], [Interval(BEGIN, END)])
    public = months[HERE]
    return (
        (public.observed_s, public.down_s),
        (round(seen.observed_s), round(seen.down_s)),
    )


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=stories)
def test_links_and_open_data_tell_the_truth(home: Path, story: Story) -> None:
    public, own = asyncio.run(_read(home, story))

    seen = {step for step in range(STEPS) if story.sees(step)}
    down = {step for step in seen if any(a <= step < b for a, b in story.outages)}
    step_s = round(STEP.total_seconds())
    truth = (len(seen) * step_s, len(down) * step_s)
    assert (public, own) == (truth, truth), repr(story)


def test_time_out_of_the_register_is_not_observed(home: Path) -> None:
    away = (3 * 10, 3 * 20)
    story = Story([("a", (0, STEPS))], [], [], [away], 0)

    public, own = asyncio.run(_read(home, story))

    assert public == own == (21 * 86_400, 0)
