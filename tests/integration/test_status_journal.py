"""The journals on both databases: nothing invented, nothing lost, nothing torn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.core.model import Probe, Service, SiteState, Target
from netmon.status.board import Board
from netmon.status.engine import StatusEngine
from netmon.status.events import EventHub
from netmon.status.history import History, OutageFilter
from netmon.status.incidents import IncidentBook, IncidentRules
from netmon.status.journal import Journal
from netmon.status.keeper import StatusKeeper
from netmon.status.rules import StatusRules
from netmon.status.topology import Topology
from tests.registers import small_register
from tests.unit.looks import (
    ROUTER,
    SITE,
    T0,
    alive,
    answered,
    at,
    dead,
    router,
    silent,
)

pytestmark = pytest.mark.anyio

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class ByHand:
    """A clock whose two hands are moved by the test."""

    wall: datetime = T0
    steady_s: float = 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady_s

    def pass_s(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.steady_s += seconds


class Life:
    """One life of a process: an engine and its keeper on a database."""

    def __init__(
        self, database: AsyncEngine, clock: ByHand, *, is_watched: bool = True
    ) -> None:
        engine = StatusEngine(StatusRules())
        targets = [router()] if is_watched else []
        engine.assign(targets, {SITE: 0}, clock.monotonic())
        self.clock = clock
        self.history = History(database)
        self.board = Board(small_register(), [])
        self.journal = Journal(database, "poller-1")
        self.book = IncidentBook(
            IncidentRules(), "poller-1", Topology(), lambda _: "", lambda *_: False
        )
        self.keeper = StatusKeeper(
            engine, self.journal, self.board, EventHub(), clock, self.book
        )

    async def begin(self) -> None:
        await self.keeper.start()
        await self.keeper.begin()

    async def hear(self, *probes: Probe) -> None:
        for probe in probes:
            self.keeper.hear(probe)
        await self.keeper.flush()

    async def judge(self, *probes: Probe) -> None:
        self.keeper.judge({ROUTER: probes})
        await self.keeper.flush()

    async def tick(self) -> None:
        engine, clock = self.keeper.engine, self.clock
        self.keeper._take(engine.tick(clock.now(), clock.monotonic()))
        await self.keeper.flush()

    async def go_down(self) -> None:
        await self.hear(answered(0), silent(30))
        self.keeper.see([[answered(31)]])  # a canary proves that we can see
        await self.judge(*dead(32))
        await self.judge(*dead(36))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async def look(target: Target) -> Sequence[Probe]:
            return ()  # rounds are handed in by the tests

        task = asyncio.create_task(self.keeper.run(look))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def life(engine: AsyncEngine) -> Life:
    made = Life(engine, ByHand())
    await made.begin()
    return made


async def test_an_outage_is_written_with_its_evidence_and_closed(life: Life) -> None:
    await life.go_down()
    await life.hear(answered(90))
    await life.judge(*alive(91))

    [outage] = await life.history.outages(OutageFilter(), limit=10)
    assert (outage.started_at, outage.ended_at) == (at(30), at(90))
    assert [each["method"] for each in outage.evidence] == [
        "icmp",
        *["icmp", "snmp", "tcp"] * 2,
    ]
    assert outage.return_evidence is not None


async def test_states_and_outages_are_taken_up_by_the_next_process(
    life: Life, engine: AsyncEngine
) -> None:
    await life.go_down()

    [remembered] = await Journal(engine, "poller-1").remember()

    assert remembered.state is SiteState.DOWN
    assert remembered.since == at(30)
    assert remembered.outage is not None


async def test_the_gap_between_two_lives_is_written_down(
    life: Life, engine: AsyncEngine
) -> None:
    life.clock.pass_s(5)
    await life.hear(answered(1))
    life.clock.pass_s(100)

    await Life(engine, life.clock).begin()

    [gap] = await life.history.unobserved(None, LONG_AGO)
    assert (gap.started_at, gap.ended_at) == (at(5), at(105))
    assert gap.reason == "not_running"


async def test_what_a_killed_process_may_have_doubted_is_taken_back(
    life: Life, engine: AsyncEngine
) -> None:
    life.clock.pass_s(200)
    await life.hear(answered(180), silent(199))  # and it is killed in this doubt
    life.clock.pass_s(10)
    next_life = Life(engine, life.clock)
    await next_life.keeper.start()
    next_life.keeper.hear(silent(209))
    next_life.keeper.see([[answered(209.5)]])
    next_life.keeper.judge({ROUTER: dead(209.6)})
    await next_life.keeper.begin()  # of the sweep that found it dark
    await next_life.judge(*dead(214))

    [mine] = [
        each for each in await life.history.unobserved(SITE, LONG_AGO) if each.site
    ]
    [outage] = await life.history.outages(OutageFilter(), limit=10)
    assert outage.started_at == at(209)
    assert mine.ended_at == at(200), "its last heartbeat"
    assert mine.started_at < at(180), "the last look that showed it well"


async def test_a_site_a_new_process_never_saw_is_not_observed_from_its_start(
    life: Life, engine: AsyncEngine
) -> None:
    life.clock.pass_s(5)
    await life.hear(answered(4))
    life.clock.pass_s(10)
    next_life = Life(engine, life.clock)
    await next_life.begin()
    life.clock.pass_s(130)

    next_life.keeper._take(
        next_life.keeper.engine.tick(life.clock.now(), life.clock.monotonic())
    )
    await next_life.keeper.flush()

    gaps = await life.history.unobserved(SITE, LONG_AGO)
    assert [(each.site, each.started_at, each.ended_at) for each in gaps] == [
        (None, at(5), at(15)),
        (SITE, at(15), None),
    ]


async def test_what_goes_dark_later_takes_nothing_back(
    life: Life, engine: AsyncEngine
) -> None:
    await life.hear(answered(0))
    life.clock.pass_s(10)
    next_life = Life(engine, life.clock)
    await next_life.begin()

    await next_life.go_down()

    gaps = await life.history.unobserved(SITE, LONG_AGO)
    assert [each.site for each in gaps] == [None]


async def test_an_open_site_exception_is_closed_by_the_next_process(
    life: Life, engine: AsyncEngine
) -> None:
    await life.hear(answered(0))
    life.clock.pass_s(120)
    for effect in life.keeper.engine.tick(life.clock.now(), life.clock.monotonic()):
        life.keeper._effects.append(effect)
    await life.keeper.flush()
    next_life = Life(engine, life.clock)
    await next_life.begin()

    await next_life.hear(answered(130))

    [mine] = [
        each for each in await life.history.unobserved(SITE, LONG_AGO) if each.site
    ]
    assert (mine.started_at, mine.ended_at) == (at(0), at(130))


@pytest.mark.parametrize("step_s", [3600.0, -3600.0])
async def test_a_stepped_clock_makes_time_that_was_not_observed(
    life: Life, step_s: float
) -> None:
    life.clock.pass_s(60)
    async with life.running():
        life.clock.wall += timedelta(seconds=step_s)
        await asyncio.sleep(1.5)

    [gap] = await life.history.unobserved(None, LONG_AGO)
    assert gap.reason == "clock_step"
    assert sorted([at(60), at(60 + step_s)]) == [gap.started_at, gap.ended_at]


async def test_an_outage_across_a_step_back_never_ends_before_it_starts(
    life: Life,
) -> None:
    await life.go_down()
    life.clock.wall -= timedelta(hours=1)

    await life.hear(answered(60 - 3600))
    await life.judge(*alive(61 - 3600))

    [outage] = await life.history.outages(OutageFilter(), limit=10)
    assert outage.ended_at == outage.started_at == at(30)


async def test_an_outage_across_a_step_forward_is_cut_by_the_gap_alone(
    life: Life,
) -> None:
    """Down for 60 s, of which the clock makes 3,660: the surplus is not observed."""
    await life.go_down()
    life.clock.pass_s(60)
    async with life.running():
        life.clock.wall += timedelta(hours=1)
        await asyncio.sleep(1.5)
    await life.hear(answered(90 + 3600))
    await life.judge(*alive(91 + 3600))

    [outage] = await life.history.outages(OutageFilter(), limit=10)
    [gap] = await life.history.unobserved(None, LONG_AGO)
    assert outage.ended_at is not None
    assert gap.ended_at is not None
    down_s = (outage.ended_at - outage.started_at).total_seconds()
    unobserved_s = (gap.ended_at - gap.started_at).total_seconds()
    assert down_s - unobserved_s == 60.0


async def test_nothing_is_shown_before_it_is_in_the_journal(life: Life) -> None:
    register = life.board.register
    first = next(iter(register.sites.values()))
    life.board.assign(
        replace(register, sites={SITE: replace(first, code=SITE)}), [SITE]
    )
    life.keeper.hear(answered(0))
    before = life.board.status(SITE).state

    await life.keeper.flush()

    assert before is SiteState.NOT_OBSERVED
    assert life.board.status(SITE).state is SiteState.UP


async def test_a_database_that_went_away_costs_nothing_but_delay(
    life: Life, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE transition RENAME TO elsewhere"))
    await life.hear(answered(0))
    assert life.keeper.write_error
    assert life.keeper.unwritten_count > 0
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE elsewhere RENAME TO transition"))

    await life.keeper.flush()

    [recorded] = await life.history.transitions_of(SITE, 10)
    assert recorded.transition.after is SiteState.UP
    assert not life.keeper.write_error


async def test_a_batch_written_twice_leaves_one_outage(life: Life) -> None:
    await life.hear(answered(0), silent(30))
    life.keeper.see([[answered(31)]])
    life.keeper.judge({ROUTER: dead(32)})
    life.keeper.judge({ROUTER: dead(36)})
    batch = list(life.keeper._effects)

    await life.journal.write(batch, at(40))
    await life.journal.write(batch, at(41))

    assert len(await life.history.outages(OutageFilter(), limit=10)) == 1


async def test_outages_are_paged_newest_first_and_filtered(life: Life) -> None:
    await life.go_down()
    await life.hear(answered(90))
    await life.judge(*alive(91))
    await life.hear(silent(120))
    life.keeper.see([[answered(121)]])
    await life.judge(*dead(122))
    await life.judge(*dead(126))

    [newest] = await life.history.outages(OutageFilter(), limit=1)
    [older] = await life.history.outages(
        OutageFilter(), limit=5, before=(newest.started_at, newest.id)
    )
    assert (newest.started_at, older.started_at) == (at(120), at(30))
    for which, expected in (
        (OutageFilter(is_open=True), [newest.id]),
        (OutageFilter(is_open=False), [older.id]),
        (OutageFilter(since=at(100)), [newest.id]),
        (OutageFilter(until=at(100)), [older.id]),
        (OutageFilter(sites=[]), []),
        (OutageFilter(service=Service.WIFI), []),
    ):
        found = await life.history.outages(which, limit=5)
        assert [each.id for each in found] == expected
