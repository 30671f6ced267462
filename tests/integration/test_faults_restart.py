"""A history cut in two by a restart: the journals are those of the uncut one.

A new process takes up what the journal has, and looks at every device once before its
observation begins. What no journal holds it judges anew, and only that may differ:

- a doubt that was open: the outage, or its end, counts from the first look of the new
  process that shows it, never from an earlier one, and may be over before it is proven;
- blindness: it is found out again;
- one access point of several: each is believed only when seen, so that the Wi-Fi of a
  site that is degraded or behind a dark line comes back later, never sooner.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.core.model import Outcome, Service, SiteState
from netmon.database import make_engine, sqlite_url, writing
from netmon.migrations import upgrade
from netmon.status.effects import (
    CheckSight,
    Effect,
    OutageClosed,
    OutageOpened,
    Recheck,
    Seen,
    Transition,
)
from netmon.status.guard import Sight
from netmon.status.journal import Journal
from netmon.status.machine import Reach
from netmon.status.site_looks import Remembered
from netmon.status.tables import (
    observation_exception,
    outage,
    service_state,
    transition,
)
from tests.unit.looks import (
    AP1,
    AP2,
    ROUTER,
    SITE,
    access_point,
    alive,
    at,
    dead,
    probe,
    router,
)
from tests.unit.test_status_engine import Bench, only
from tests.unit.test_status_properties import KINDS, outages_of, spans_of

SEEING = sorted(set(KINDS) - {"eyes shut", "eyes open"})
Steps = list[tuple[str, float]]
LIFE = st.sampled_from((Outcome.ANSWERED, Outcome.SILENT))


def histories(kinds: list[str]) -> st.SearchStrategy[Steps]:
    # Longer than the guard's patience between two questions to the canaries: how long
    # ago it asked last is forgotten by a restart.
    return st.lists(
        st.tuples(st.sampled_from(kinds), st.floats(5.0, 70.0)), max_size=30
    )


@dataclass(frozen=True)
class Cut:
    """Where a history is cut, and what the first looks of the new process see."""

    before: Steps
    after: Steps
    sweep: tuple[Outcome, Outcome, Outcome]


def cuts(kinds: list[str]) -> st.SearchStrategy[Cut]:
    steps = histories(kinds)
    return st.builds(Cut, steps, steps, st.tuples(LIFE, LIFE, LIFE))


class Lives:
    """Writes and remembers in a real journal; empty again for every history."""

    def __init__(self, runner: asyncio.Runner, database: AsyncEngine) -> None:
        self._runner, self._database = runner, database

    def remember(self, effects: list[Effect], now: datetime) -> list[Remembered]:
        return self._runner.run(self._remember(effects, now))

    async def _remember(self, effects: list[Effect], now: datetime) -> list[Remembered]:
        async with writing(self._database) as connection:
            for table in (transition, outage, service_state, observation_exception):
                await connection.execute(table.delete())
        journal = Journal(self._database, "poller-1")
        passing = Seen | Recheck | CheckSight
        durable = [each for each in effects if not isinstance(each, passing)]
        await journal.write(durable, now)
        return await journal.remember()


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    path: Path = tmp_path_factory.mktemp("lives") / "netmon.db"
    with asyncio.Runner() as runner:
        database = make_engine(sqlite_url(path))
        runner.run(upgrade(database))
        yield Lives(runner, database)
        runner.run(database.dispose())


def new_bench() -> Bench:
    return Bench(router(), access_point(AP1), access_point(AP2), access_points=2)


def live(bench: Bench, steps: Steps, second: float) -> float:
    """Let `bench` go through `steps`; return the second they end."""
    for kind, wait_s in steps:
        second += wait_s
        KINDS[kind](bench, second)
    return second + 5


def sweep(bench: Bench, cut: Cut, second: float) -> None:
    for device, outcome in zip((ROUTER, AP1, AP2), cut.sweep, strict=True):
        bench.hear(probe(second, outcome, device=device))


def live_whole(cut: Cut) -> tuple[Bench, float]:
    bench = new_bench()
    second = live(bench, cut.before, 0.0)
    sweep(bench, cut, second)
    return bench, live(bench, cut.after, second)


def live_twice(cut: Cut, lives: Lives) -> tuple[Bench, Bench]:
    """Return the bench at the cut, and one that knows all effects of both lives."""
    first, second = new_bench(), new_bench()
    ended = live(first, cut.before, 0.0)
    second.engine.sites.clear()
    targets = (router(), access_point(AP1), access_point(AP2))
    second.engine.assign(targets, {SITE: 2}, ended)
    second.engine.restore(lives.remember(first.effects, at(ended)))
    second.can_see = first.can_see
    second.effects = list(first.effects)
    sweep(second, cut, ended)
    live(second, cut.after, ended)
    return first, second


def changes_of(bench: Bench, service: Service) -> list[tuple[object, ...]]:
    return [
        (each.before, each.after, each.at, each.decided_at, each.outage)
        for each in only(bench.effects, Transition)
        if each.service is service
    ]


def is_settled(bench: Bench) -> bool:
    """Whether no question is open that only the memory of the process holds."""
    tracks = [bench.engine.device(each) for each in (ROUTER, AP1, AP2)]
    has_doubt = any(each is not None and each.machine.doubt for each in tracks)
    return not has_doubt and bench.engine.guard.sight is not Sight.BLIND


def sees_the_line(bench: Bench, cut: Cut) -> bool:
    """Whether the first look says something: an answer, or still no answer."""
    track = bench.engine.device(ROUTER)
    assert track is not None
    is_down = track.machine.reach is Reach.DOWN
    return cut.sweep[0] is Outcome.ANSWERED or is_down


@settings(max_examples=60, deadline=None)
@given(cut=cuts(sorted(KINDS)))
def test_a_cut_where_nothing_is_in_doubt_changes_nothing(
    lives: Lives, cut: Cut
) -> None:
    at_the_cut = new_bench()
    live(at_the_cut, cut.before, 0.0)
    assume(is_settled(at_the_cut) and sees_the_line(at_the_cut, cut))
    wifi = at_the_cut.state(Service.WIFI)
    is_seen_up = wifi is SiteState.UP and set(cut.sweep[1:]) == {Outcome.ANSWERED}
    knows_wifi = is_seen_up or wifi is SiteState.DOWN
    # A doubt about an access point makes us ask whether we see at all.
    is_seeing = at_the_cut.can_see and all(kind in SEEING for kind, _ in cut.after)
    assume(knows_wifi or is_seeing)
    whole, end = live_whole(cut)

    _, twice = live_twice(cut, lives)

    assert changes_of(twice, Service.LINK) == changes_of(whole, Service.LINK)
    line = outages_of(whole, Service.LINK, at(end))
    assert outages_of(twice, Service.LINK, at(end)) == line
    if knows_wifi:
        assert changes_of(twice, Service.WIFI) == changes_of(whole, Service.WIFI)


@settings(max_examples=60, deadline=None)
@given(cut=cuts(sorted(KINDS)))
def test_wherever_it_is_cut_the_journal_stays_a_history_that_can_be_true(
    lives: Lives, cut: Cut
) -> None:
    _, end = live_whole(cut)

    _, twice = live_twice(cut, lives)

    for service in Service:
        spans = spans_of(twice, service, at(end))
        assert all(since <= until for _, since, until in spans), spans
        changes = changes_of(twice, service)
        assert all(one[1] is two[0] for one, two in pairwise(changes))
        open_ones: set[str] = set()
        for effect in twice.effects:
            if isinstance(effect, OutageOpened) and effect.service is service:
                assert not open_ones
                open_ones.add(effect.id)
            elif isinstance(effect, OutageClosed):
                open_ones.discard(effect.id)
    assert len({each.id for each in only(twice.effects, OutageOpened)}) == len(
        only(twice.effects, OutageOpened)
    )


@settings(max_examples=60, deadline=None)
@given(cut=cuts(SEEING))
def test_a_cut_in_a_doubt_moves_outages_later_and_makes_none(
    lives: Lives, cut: Cut
) -> None:
    whole, end = live_whole(cut)
    at_the_cut, twice = live_twice(cut, lives)
    cut_at = at(live(new_bench(), cut.before, 0.0))

    line = outages_of(whole, Service.LINK, at(end))
    for began, ended in outages_of(twice, Service.LINK, at(end)):
        its_own = [each for each in line if each[0] < ended and began < each[1]]
        assert its_own, "an outage nobody would have had without the restart"
        assert began >= min(start for start, _ in its_own)
        is_new = began > cut_at and (began, ended) not in its_own
        assert not is_new or not is_settled(at_the_cut)


@settings(max_examples=40, deadline=None)
@given(cut=cuts(sorted(KINDS)), is_dead=st.booleans())
def test_after_a_cut_both_come_to_the_same_state(
    lives: Lives, cut: Cut, is_dead: bool
) -> None:
    whole, end = live_whole(cut)
    _, twice = live_twice(cut, lives)

    for bench in (whole, twice):
        KINDS["eyes open"](bench, end)
        for second in (end + 10, end + 20, end + 30):
            bench.tick(second)
            KINDS["silent" if is_dead else "alive"](bench, second)
            bench.judge(second + 5, (dead if is_dead else alive)(second + 3))
            bench.judge(second + 9, (dead if is_dead else alive)(second + 7))

    expected = SiteState.DOWN if is_dead else SiteState.UP
    assert whole.state() is twice.state() is expected
    has_outage = Service.LINK in twice.engine.sites[SITE].outages
    assert has_outage == is_dead


def test_a_restart_tells_no_return_of_wifi_that_is_degraded(lives: Lives) -> None:
    first = new_bench()
    KINDS["alive"](first, 1)
    for device, outcome in ((AP1, Outcome.SILENT), (AP2, Outcome.ANSWERED)):
        first.hear(probe(2, outcome, device=device))
    first.judge(6, alive(4), [probe(4, Outcome.SILENT, device=AP1)])
    first.judge(10, alive(8), [probe(8, Outcome.SILENT, device=AP1)])
    assert first.state(Service.WIFI) is SiteState.DEGRADED
    second = new_bench()
    second.engine.restore(lives.remember(first.effects, at(20)))

    for device, outcome in (
        (AP2, Outcome.ANSWERED),
        (ROUTER, Outcome.ANSWERED),
        (AP1, Outcome.SILENT),
    ):
        second.hear(probe(30, outcome, device=device))
    second.judge(36, alive(34), [probe(34, Outcome.SILENT, device=AP1)])
    second.judge(40, alive(38), [probe(38, Outcome.SILENT, device=AP1)])

    assert only(second.effects, Transition) == []
    second.hear(probe(60, Outcome.ANSWERED, device=AP1))
    second.judge(62, [probe(61, Outcome.ANSWERED, device=AP1)])
    [back] = only(second.effects, Transition)
    assert (back.before, back.after) == (SiteState.DEGRADED, SiteState.UP)
