"""Everything that is measured beside up and down: readings, samples, slots."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from collectors.rates.keeper import RateKeeper
from inventory.targets import to_controller_targets
from netmon.core.model import Probe, Role, Target
from netmon.core.schema import POLLER, Sample
from netmon.service.readings import ReadingDesk, reporter_targets
from netmon.service.sampling import Sampler
from netmon.status.fleet_slot import SlotBook

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.core.ports import Clock
    from netmon.core.settings import Settings
    from netmon.service.collect import Collection
    from netmon.status.board import Board
    from netmon.status.poller import PollerView
    from netmon.store.store import SampleStore, StoreStatus

ROWS_PER_TURN = 500
"""Rows made before others have their turn: about a millisecond."""


class Measuring:
    """Turns readings into samples and reports, and keeps the sample log.

    Args:
        settings: Of this process.
        clock: Where time comes from.
        judge: Gets every look that says something of life and death.

    Attributes:
        desk: Takes readings and looks.
        sampler: What waits to be written.
        store: The sample log, None while it cannot be opened.
    """

    def __init__(
        self, settings: Settings, clock: Clock, judge: Callable[[Probe], None]
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._slots = SlotBook()
        self.sampler = Sampler()
        rates = RateKeeper(settings.poll.snmp_period_s)
        self.desk = ReadingDesk(clock, self.sampler, self._slots, rates, judge)
        self.store: SampleStore | None = None

    @property
    def store_status(self) -> StoreStatus | None:
        """How the sample log is doing, None while it cannot be opened."""
        return self.store.status if self.store else None

    def assign(
        self,
        register: Register,
        today: date,
        targets: Iterable[Target],
        collection: Collection,
    ) -> None:
        """Look at `targets`, and read what `register` says beside, from now on."""
        targets = tuple(targets)
        controllers = to_controller_targets(register)
        self.desk.assign(register, today, targets)
        points = [
            each for each in targets if each.role is Role.ACCESS_POINT and each.address
        ]
        readable = {each.device: each for each in (*targets, *controllers)}
        collection.assign(
            targets,
            (*controllers, *points),
            reporter_targets(readable, self.desk.reporters),
            self.desk.listeners,
        )

    async def run(self, board: Board, view: Callable[[], PollerView]) -> None:
        """Keep the sample log for ever.

        Raises:
            OSError: It cannot be opened.
        """
        self.store = store = await asyncio.to_thread(self._open_store)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(store.run(), name="samples:order")
                group.create_task(self.sampler.run(store), name="samples:write")
                group.create_task(self._close_slots(board), name="samples:slots")
                group.create_task(self._tell_of_us(view), name="samples:poller")
        finally:
            self.store = None
            await store.close()

    def _open_store(self) -> SampleStore:
        # Here, since what it is made of starts threads when it is imported: the demo
        # must have entered its network namespace before.
        from netmon.store.store import SampleStore  # noqa: PLC0415

        return SampleStore(self._settings.home, self._clock)

    async def _close_slots(self, board: Board) -> None:
        period_s = self._settings.poll.snmp_period_s
        while True:
            await asyncio.sleep(period_s - self._clock.now().timestamp() % period_s)
            rows: list[Sample] = []
            for row in self._slots.close(board, self._clock.now()):
                rows.append(row)
                if len(rows) >= ROWS_PER_TURN:
                    self.sampler.add(rows)
                    rows = []
                    await asyncio.sleep(0)
            self.sampler.add(rows)

    async def _tell_of_us(self, view: Callable[[], PollerView]) -> None:
        before, before_s = view(), self._clock.monotonic()
        while True:
            await asyncio.sleep(POLLER.period_s)
            now, now_s = view(), self._clock.monotonic()
            self.sampler.add([self._to_row(before, now, now_s - before_s)])
            before, before_s = now, now_s

    def _to_row(self, before: PollerView, now: PollerView, passed_s: float) -> Sample:
        values = (
            max((job.lateness_s for job in now.jobs), default=0.0),
            _skipped_count(now) - _skipped_count(before),
            now.round_count,
            now.unwritten_count,
            now.receive_drops_count - before.receive_drops_count,
            (now.cpu_s - before.cpu_s) / passed_s if passed_s else None,
            now.rss_bytes,
        )
        return Sample(POLLER.name, self._clock.now(), (now.name,), values)


def _skipped_count(view: PollerView) -> int:
    return sum(
        job.late_total + job.overrun_total + job.refused_total for job in view.jobs
    )
