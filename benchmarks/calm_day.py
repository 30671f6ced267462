"""A day without faults, in virtual time: nobody may be called down.

The real engine, incident book, keeper and journal in SQLite; looks are Probes made by
`benchmarks.virtual_nation`, and simple rules are told of the same looks.
"""

from __future__ import annotations

import asyncio
import gc
import random
import tempfile
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Engine, create_engine, func, select

from benchmarks.naive_rules import NaiveRules
from benchmarks.table import Report
from benchmarks.virtual_nation import STEP_S, VirtualNation
from inventory.fleet import make_fleet
from inventory.targets import to_canaries, to_node_targets, to_targets
from netmon.core.model import Method
from netmon.core.settings import Settings
from netmon.database import make_engine
from netmon.home import database_url
from netmon.migrations import upgrade
from netmon.status.board import Board
from netmon.status.engine import StatusEngine
from netmon.status.events import EventHub
from netmon.status.incident_tables import incident
from netmon.status.incidents import IncidentBook, IncidentRules
from netmon.status.journal import Journal, Recorded
from netmon.status.keeper import StatusKeeper
from netmon.status.rules import StatusRules
from netmon.status.tables import outage, transition
from netmon.status.topology import Topology
from tests.clock import VirtualClock, block, run_virtually

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.status.effects import Effect
    from netmon.status.incident import IncidentEffect

T = TypeVar("T")

TODAY = date(2026, 11, 20)
HOUR_S = 3_600
BLIND_AT_S, BLIND_S = 600, 600
STOP_MAX_S = 40.0
"""Once an hour the poller's loop stands still for up to this long."""
MAX_LATE_S = 5.0
"""Looks later than this are skipped; see netmon.service.collect."""
SEED = 2569


@dataclass(frozen=True, slots=True)
class Leg:
    """One run.

    Attributes:
        hours: Of calm.
    """

    size: int
    hours: int


LEGS = (Leg(2_000, 24), Leg(8_255, 2))


def run() -> Report:
    report = Report("A calm day in virtual time, then ten blind minutes")
    for leg in LEGS:
        cpu_s, began_s = time.process_time(), time.perf_counter()
        with tempfile.TemporaryDirectory() as folder, _beside() as beside:
            run_virtually(_live(report, leg, Path(folder), beside))
        who = _name(leg)
        report.add(f"{who}: CPU of the run", time.process_time() - cpu_s, "s")
        report.add(f"{who}: time of the run", time.perf_counter() - began_s, "s")
    report.notes += [
        "Noise: 0.3 % of echoes and 0.6 % of SNMP tries lost, one burst in 20,000 lost "
        "as a whole (a line gone for two seconds), and once an hour a poller that "
        f"stands still for up to {STOP_MAX_S:.0f} s. Default periods: ICMP 30 s, SNMP "
        "60 s.",
        "The peers are four rules told of the same looks at routers, not the products; "
        "each time a rule calls a router down counts once.",
        "The whole nation for a whole day is 37 million looks, more than a benchmark "
        "may take: the day is lived by 2,000 sites, the nation lives two hours.",
    ]
    return report


async def _live(
    report: Report, leg: Leg, home: Path, beside: asyncio.AbstractEventLoop
) -> None:
    fleet, clock, who = make_fleet(size=leg.size), VirtualClock(), _name(leg)
    database = make_engine(database_url(Settings(home=home)))
    journal = WaitingJournal(database, "poller-1", beside)
    journal.wait(upgrade(database))
    keeper, nation, rules = _assemble(fleet, clock, journal)
    books = create_engine(database_url(Settings(home=home)).replace("+aiosqlite", ""))
    await keeper.start()
    task = asyncio.create_task(keeper.run(nation.look_all))
    nation.sweep()
    await keeper.flush()
    journal.wait(journal.observation.begin(clock.now()))
    gc.freeze()
    await _pass(nation, rules, clock, leg.hours * HOUR_S, random.Random(SEED))
    _judge_calm(report, who, nation, rules, books)
    before = _count(books, outage), _count(books, incident), rules.down_counts()
    await _pass(nation, rules, clock, BLIND_AT_S)
    nation.is_wire_cut = True
    await _pass(nation, rules, clock, BLIND_S)
    nation.is_wire_cut = False
    await _pass(nation, rules, clock, BLIND_AT_S)
    outages = _count(books, outage) - before[0]
    report.add(f"{who}, blind for {BLIND_S} s: outages", outages, "", 0)
    incidents = _count(books, incident) - before[1]
    report.add(f"{who}, blind for {BLIND_S} s: incidents", incidents, "", 1)
    for rule, count in rules.down_counts().items():
        false = count - before[2][rule]
        report.add(f"{who}, blind: downs by '{rule}'", false, "")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    books.dispose()
    journal.wait(database.dispose())


async def _pass(
    nation: VirtualNation,
    rules: NaiveRules,
    clock: VirtualClock,
    seconds: float,
    stops: random.Random | None = None,
) -> None:
    """Let `seconds` go by, in steps; with `stops` the loop is held up now and then."""
    began = number = _step_of(clock)
    stop_at = began
    while number < began + seconds / STEP_S:
        rules.tick(clock.monotonic())
        await asyncio.sleep(STEP_S)
        if stops and number >= stop_at:
            block(stops.uniform(1.0, STOP_MAX_S))
            stop_at = number + round(HOUR_S / STEP_S)
        now = _step_of(clock)
        for due in range(number + 1, now + 1):
            if (now - due) * STEP_S > MAX_LATE_S:
                nation.skip(due)
            else:
                nation.step(due)
        number = now


def _step_of(clock: VirtualClock) -> int:
    return round(clock.monotonic() / STEP_S)


def _judge_calm(
    report: Report, who: str, nation: VirtualNation, rules: NaiveRules, books: Engine
) -> None:
    report.add(f"{who}: looks", nation.look_count / 1e6, "million")
    report.add(f"{who}: looks skipped by a late poller", nation.skipped_count, "")
    report.add(f"{who}: outages", _count(books, outage), "", 0)
    report.add(f"{who}: incidents", _count(books, incident), "", 0)
    degraded = _count(books, transition, transition.c.state_after == "degraded")
    report.add(f"{who}: times a site was called degraded", degraded, "")
    unseen = _count(books, transition, transition.c.state_after == "not_observed")
    report.add(f"{who}: times a site was not observed", unseen, "")
    for rule, count in rules.down_counts().items():
        report.add(f"{who}: false downs by '{rule}'", count, "")


def _assemble(
    fleet: Register, clock: VirtualClock, journal: Journal
) -> tuple[StatusKeeper, VirtualNation, NaiveRules]:
    """Put together what netmon.service.watch does, without collectors."""
    targets = to_targets(fleet, TODAY)
    everything = (*to_node_targets(fleet), *targets)
    counts = {code: len(each) for code, each in fleet.access_points.items()}
    topology = Topology.of(fleet)
    engine = StatusEngine(StatusRules())
    canaries = to_canaries(fleet, TODAY)
    engine.assign(everything, counts, clock.monotonic(), topology, canaries)
    board = Board(fleet, {target.site for target in targets})
    book = IncidentBook(
        IncidentRules(),
        "poller-1",
        topology,
        lambda node: fleet.nodes[node].kind.value,
        lambda *_: False,
    )
    keeper = StatusKeeper(engine, journal, board, EventHub(), clock, book)
    rules = NaiveRules(engine.rules.periods_s[Method.ICMP], clock.monotonic())
    nation = VirtualNation(everything, clock, keeper.hear, rules, SEED)
    return keeper, nation, rules


class WaitingJournal(Journal):
    """The journal on a loop beside; virtual time stands still while it writes."""

    def __init__(
        self, engine: Any, poller: str, beside: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__(engine, poller)
        self._beside = beside

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` returns on the loop beside."""
        return asyncio.run_coroutine_threadsafe(work, self._beside).result()

    async def write(
        self,
        effects: Sequence[Effect],
        now: datetime,
        incidents: Sequence[IncidentEffect] = (),
    ) -> list[Recorded]:
        """See Journal.write."""
        return self.wait(super().write(effects, now, incidents))

    async def remember(self) -> Any:
        """See Journal.remember."""
        return self.wait(super().remember())

    async def remember_incidents(self, since: datetime) -> Any:
        """See Journal.remember_incidents."""
        return self.wait(super().remember_incidents(since))


@contextmanager
def _beside() -> Iterator[asyncio.AbstractEventLoop]:
    """Run an ordinary loop in a thread."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _count(books: Engine, table: Any, *conditions: Any) -> int:
    query = select(func.count()).select_from(table).where(*conditions)
    with books.connect() as connection:
        return connection.scalar(query) or 0


def _name(leg: Leg) -> str:
    return f"{leg.size:,} sites, {leg.hours} h"
