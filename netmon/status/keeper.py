"""Runs judgement: takes probes, asks for rounds, keeps the journal, shows it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from netmon.core.errors import DatabaseUnusable
from netmon.database import to_reason
from netmon.status.effects import (
    CheckSight,
    ClockStepped,
    Effect,
    Recheck,
    Reported,
    ReportEnded,
    Seen,
)

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import DeviceId, Probe, Target
    from netmon.core.ports import Clock
    from netmon.status.board import Board
    from netmon.status.engine import StatusEngine
    from netmon.status.events import EventHub
    from netmon.status.incident import IncidentEffect
    from netmon.status.incidents import IncidentBook
    from netmon.status.journal import Journal

log = logging.getLogger(__name__)

LookAll = Callable[["Target"], Coroutine[Any, Any, Sequence["Probe"]]]
"""Looks at one target by every configured method."""

WhyBlind = Callable[[], Coroutine[Any, Any, str]]
"""Looks at our own way out: a word for what is wrong, empty for nothing known."""


async def nothing_known() -> str:
    """Return that nothing is known of our own way out."""
    return ""


FLUSH_S = 0.2
BEAT_S = 5.0
TICK_S = 1.0
CLOCK_STEP_S = 2.0
"""A clock that moves this much against the monotonic one within a tick has stepped."""
SHARED_LOOK_S = 3.0
"""A look at a node begun no longer ago than this serves every child that asks."""


class StatusKeeper:
    """The one place where probes become states.

    Attributes:
        unwritten_count: Effects that wait to be written.
        write_error: Why the last write failed, empty when it did not.
        written_at: UTC of the last write, None before the first.
        round_count: Rounds under way or waiting.
    """

    def __init__(
        self,
        engine: StatusEngine,
        journal: Journal,
        board: Board,
        hub: EventHub,
        clock: Clock,
        book: IncidentBook,
    ) -> None:
        self.engine = engine
        self.book = book
        self.board = board
        self.hub = hub
        self._journal = journal
        self._clock = clock
        self._effects: list[Effect] = []
        self._incidents: list[IncidentEffect] = []
        self._writing_count = 0
        self._rechecks: asyncio.Queue[Recheck] = asyncio.Queue()
        self._asked: set[DeviceId] = set()
        self._sight_wanted = asyncio.Event()
        self._fresh: dict[DeviceId, tuple[float, asyncio.Task[Sequence[Probe]]]] = {}
        self._flushing = asyncio.Lock()
        self._offset = self._read_offset()
        self.write_error = ""
        self.written_at: datetime | None = None

    @property
    def unwritten_count(self) -> int:
        """See the class."""
        return len(self._effects) + self._writing_count

    @property
    def round_count(self) -> int:
        """See the class."""
        return len(self._asked)

    def hear(self, probe: Probe) -> None:
        """Take one routine probe; never waits."""
        self._take(self.engine.hear(probe, self._clock.now(), self._clock.monotonic()))

    def judge(self, rounds: Mapping[DeviceId, Sequence[Probe]]) -> None:
        """Take a round of looks; never waits."""
        self._take(
            self.engine.judge(rounds, self._clock.now(), self._clock.monotonic())
        )

    def see(self, canaries: Sequence[Sequence[Probe]], why: str = "") -> None:
        """Take what the canaries, and our own way out, said; never waits."""
        self._take(
            self.engine.check_sight(
                canaries, self._clock.now(), self._clock.monotonic(), why
            )
        )

    async def report(
        self, reports: Sequence[Reported | ReportEnded]
    ) -> list[IncidentEffect]:
        """Take what another system says; return what came of it, once it is written.

        Raises:
            DatabaseUnusable: It waits in memory: the journal cannot be written.
        """
        taken = self.book.report(reports, self._clock.now())
        self._incidents += taken
        await self.flush()
        if self.write_error:
            raise DatabaseUnusable(self.write_error)
        return taken

    async def start(self) -> None:
        """Take up the journal of former processes; nothing is looked at yet."""
        remembered = await self._journal.remember()
        self.engine.restore(remembered)
        self.board.restore(remembered)
        since = self._clock.now() - timedelta(seconds=self.book.rules.reopen_s)
        self.book.restore(*await self._journal.remember_incidents(since))

    async def begin(self) -> None:
        """Open this process's observation: from now on every site is looked at."""
        await self.flush()
        await self._journal.observation.begin(self._clock.now())

    async def run(
        self,
        look_all: LookAll,
        max_rounds: int = 500,
        why_blind: WhyBlind = nothing_known,
    ) -> None:
        """Run for ever; cancelled, it writes what is left.

        Args:
            look_all: Looks at one target by every method.
            max_rounds: Most rounds under way at once; the rest wait, each device at
                most once. A round holds up to two file descriptors.
            why_blind: See WhyBlind; asked beside the canaries.
        """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._flush_for_ever(), name="status:flush")
                group.create_task(self._tick_for_ever(), name="status:tick")
                group.create_task(
                    self._recheck_for_ever(group, look_all, max_rounds),
                    name="status:recheck",
                )
                group.create_task(
                    self._check_sight_for_ever(look_all, why_blind),
                    name="status:sight",
                )
        finally:
            await self.flush()

    async def flush(self) -> None:
        """Write what was decided, then show it; on failure keep it and say why.

        Cancelled, it ends what it has begun: a write cut short may have been made or
        not, so that its effects would be lost, or told twice.
        """
        async with self._flushing:
            writing = asyncio.create_task(self._flush(), name="status:write")
            try:
                await asyncio.shield(writing)
            except asyncio.CancelledError:
                await writing
                raise

    async def _flush(self) -> None:
        batch, self._effects = self._effects, []
        self._writing_count = len(batch)
        incidents, self._incidents = self._incidents, []
        durable = [each for each in batch if not isinstance(each, Seen)]
        now = self._clock.now()
        try:
            recorded = await self._journal.write(durable, now, incidents)
        except (SQLAlchemyError, OSError) as error:
            self._effects = batch + self._effects
            self._incidents = incidents + self._incidents
            self._note_write_error(error)
            return
        finally:
            self._writing_count = 0
        if self.write_error:
            log.info("the journal can be written again")
        self.write_error, self.written_at = "", now
        for each in recorded:
            self.board.apply(each.transition)
        for effect in batch:
            if isinstance(effect, Seen):
                self.board.see(effect.site)
        self.hub.publish(recorded)

    def _take(self, effects: Sequence[Effect]) -> None:
        self._incidents += self.book.take(effects, self._clock.now())
        for effect in effects:
            if isinstance(effect, Recheck):
                self._ask(effect)
            elif isinstance(effect, CheckSight):
                self._sight_wanted.set()
            else:
                self._effects.append(effect)

    def _ask(self, recheck: Recheck) -> None:
        """Queue a round unless one at the same device is on its way."""
        device = recheck.devices[-1]
        if device not in self._asked:
            self._asked.add(device)
            self._rechecks.put_nowait(recheck)

    async def _flush_for_ever(self) -> None:
        beaten_s = self._clock.monotonic()
        while True:
            await asyncio.sleep(FLUSH_S)
            now_s = self._clock.monotonic()
            if self._effects or self._incidents or now_s - beaten_s >= BEAT_S:
                beaten_s = now_s
                await self.flush()

    async def _tick_for_ever(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._notice_clock_step()
            self._take(self.engine.tick(self._clock.now(), self._clock.monotonic()))
            self._incidents += self.book.tick(self._clock.now())

    def _notice_clock_step(self) -> None:
        offset = self._read_offset()
        moved_s = offset - self._offset
        self._offset = offset
        if abs(moved_s) < CLOCK_STEP_S:
            return
        after = self._clock.now()
        before = after - timedelta(seconds=moved_s)
        log.error("the clock stepped by %+.1f s to %s", moved_s, after.isoformat())
        self._take([ClockStepped(before, after)])

    def _read_offset(self) -> float:
        """Return wall minus monotonic time, seconds: constant while no clock steps."""
        return self._clock.now().timestamp() - self._clock.monotonic()

    async def _recheck_for_ever(
        self, group: asyncio.TaskGroup, look_all: LookAll, max_rounds: int
    ) -> None:
        room = asyncio.Semaphore(max_rounds)
        while True:
            recheck = await self._rechecks.get()
            group.create_task(
                self._recheck(recheck, look_all, room, group),
                name=f"recheck:{recheck.devices[-1]}",
            )

    async def _recheck(
        self,
        recheck: Recheck,
        look_all: LookAll,
        room: asyncio.Semaphore,
        group: asyncio.TaskGroup,
    ) -> None:
        await asyncio.sleep(recheck.delay_s)
        rounds: dict[DeviceId, Sequence[Probe]] = {}
        async with room:
            for device_id in recheck.devices:
                rounds[device_id] = await self._look(group, device_id, look_all)
        self._asked.discard(recheck.devices[-1])
        self.judge(rounds)

    async def _look(
        self, group: asyncio.TaskGroup, device_id: DeviceId, look_all: LookAll
    ) -> Sequence[Probe]:
        """Look at one device; hundreds of children share one fresh look at a node."""
        device = self.engine.device(device_id)
        if device is not None:
            return await look_all(device.target)
        node = self.engine.parents.target(device_id)
        if node is None:
            return ()
        now_s = self._clock.monotonic()
        begun_s, look = self._fresh.get(device_id, (float("-inf"), None))
        if look is None or now_s - begun_s > SHARED_LOOK_S:
            look = group.create_task(look_all(node), name=f"node:{device_id}")
            self._fresh[device_id] = (now_s, look)
        return await asyncio.shield(look)

    async def _check_sight_for_ever(
        self, look_all: LookAll, why_blind: WhyBlind
    ) -> None:
        """Look at every canary and our own way at once, each time that is wanted."""
        while True:
            await self._sight_wanted.wait()
            self._sight_wanted.clear()
            async with asyncio.TaskGroup() as group:
                looks = [
                    group.create_task(look_all(target))
                    for target in self.engine.canaries
                ]
                why = group.create_task(why_blind())
            self.see([look.result() for look in looks], why.result())

    def _note_write_error(self, error: Exception) -> None:
        reason = to_reason(error)
        if not self.write_error:
            log.error("the journal cannot be written, states wait: %s", reason)
        self.write_error = reason
