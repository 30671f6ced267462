"""Work in wall-clock slots: each device once per slot, at its own fixed phase."""

from __future__ import annotations

import asyncio
import heapq
import logging
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zlib import crc32

from netmon.core.model import DeviceId, Outcome, Probe, Target

if TYPE_CHECKING:
    from netmon.core.ports import Clock, Collector

log = logging.getLogger(__name__)

Sink = Callable[[Probe], None]

TICK_S = 0.02
SLOWEST_KEPT = 10
SWEEP_STEP = 50


@dataclass(frozen=True, slots=True)
class SlotSettings:
    """How one collector's slots run.

    Attributes:
        period_s: Length of a slot, seconds.
        deadline_s: Most seconds one look may take; longer ends it as not measured.
        max_late_s: Work this late is skipped and counted, never queued.
        max_busy_count: Most looks under way at once; what does not fit is skipped.
    """

    period_s: float
    deadline_s: float
    max_late_s: float = 5.0
    max_busy_count: int = 4_000


@dataclass(slots=True)
class SlotReport:
    """What happened in one slot.

    Attributes:
        started_at: UTC; the slot's beginning.
        looked_count: Looks that ended in this slot.
        alive_count: Those in which something spoke.
        not_measured_count: Those we could not make.
        late_count: Looks skipped because we were late.
        overrun_count: Looks skipped because the device's last one still ran.
        refused_count: Looks skipped because too many were under way.
        lateness_s: The worst distance between a device's phase and its start.
        slowest: The slowest looks that got an answer, (seconds, device), worst first.
    """

    started_at: datetime
    looked_count: int = 0
    alive_count: int = 0
    not_measured_count: int = 0
    late_count: int = 0
    overrun_count: int = 0
    refused_count: int = 0
    lateness_s: float = 0.0
    slowest: list[tuple[float, DeviceId]] = field(default_factory=list)

    def count(self, probe: Probe) -> None:
        """Book one look that ended."""
        self.looked_count += 1
        self.alive_count += probe.outcome.is_alive
        self.not_measured_count += probe.outcome is Outcome.NOT_MEASURED
        if probe.outcome.is_alive:
            entry = (_answer_s(probe), probe.device)
            if len(self.slowest) < SLOWEST_KEPT:
                heapq.heappush(self.slowest, entry)
            else:
                heapq.heappushpop(self.slowest, entry)

    def close(self) -> None:
        """Put the slowest first; nothing is booked after."""
        self.slowest.sort(reverse=True)


def _answer_s(probe: Probe) -> float:
    """Return how long the device took to answer: the echo's trip, else the look."""
    if probe.echoes and probe.echoes.rtt_avg_s is not None:
        return probe.echoes.rtt_avg_s
    return probe.took_s


def to_phase(device: DeviceId, method: str, period_s: float) -> float:
    """Return the second of its slot at which `device` is looked at, [0, period_s).

    A hash, so load is even, and a restart keeps every device's place.
    """
    return crc32(f"{method}:{device}".encode()) / 2**32 * period_s


def to_start(slot: int, period_s: float) -> datetime:
    """Return when slot number `slot` begins, UTC."""
    return datetime.fromtimestamp(slot * period_s, UTC)


class SlotScheduler:
    """Runs one collector over its targets for ever.

    Args:
        collector: How to look.
        settings: Periods and bounds.
        clock: Where time comes from; it may step, the schedule follows.
        sink: Gets every probe, on the event loop.

    Attributes:
        report: The last slot that closed, None before the first.
        late_total, overrun_total, refused_total: Looks skipped since the start.
    """

    def __init__(
        self, collector: Collector, settings: SlotSettings, clock: Clock, sink: Sink
    ) -> None:
        self.collector = collector
        self.settings = settings
        self._clock = clock
        self._sink = sink
        self._phases: list[float] = []
        self._targets: list[Target] = []
        self._busy: set[DeviceId] = set()
        self._slot = -1
        self._cursor = 0
        self._through_s = 0.0
        self._current = SlotReport(clock.now())
        self.report: SlotReport | None = None
        self.late_total = self.overrun_total = self.refused_total = 0
        self.looked_total = 0

    @property
    def busy_count(self) -> int:
        """Looks under way now."""
        return len(self._busy)

    @property
    def target_count(self) -> int:
        """Devices on the schedule."""
        return len(self._targets)

    def assign(self, targets: Iterable[Target]) -> None:
        """Replace the devices on the schedule; running looks go on."""
        name, period_s = self.collector.method, self.settings.period_s
        placed = sorted(
            ((to_phase(each.device, name, period_s), each) for each in targets),
            key=lambda pair: (pair[0], pair[1].device),
        )
        self._phases = [phase for phase, _ in placed]
        self._targets = [target for _, target in placed]
        # From where work stands, not from the time it is: between the two lie devices
        # that are due, and perhaps the end of the slot.
        self._cursor = bisect_right(self._phases, self._through_s)

    async def run(self) -> None:
        """Start every device's look at its phase, slot after slot."""
        self._enter_slot(*self._position())
        async with asyncio.TaskGroup() as group:
            while True:
                self._start_due(group)
                await asyncio.sleep(TICK_S)

    async def sweep(self) -> None:
        """Look at every device now, without phases; returns when all have ended."""
        async with asyncio.TaskGroup() as group:
            for target in self._targets:
                # A tick is short beside a look; an event would cost one per look.
                while len(self._busy) >= self.settings.max_busy_count:  # noqa: ASYNC110
                    await asyncio.sleep(TICK_S)
                self._start(group, target, 0.0)

    def _position(self) -> tuple[int, float]:
        """Return the current slot's number and how far into it we are, seconds."""
        slot, into_s = divmod(self._clock.now().timestamp(), self.settings.period_s)
        return int(slot), into_s

    def _start_due(self, group: asyncio.TaskGroup) -> None:
        slot, into_s = self._position()
        if slot == self._slot + 1:
            # The end of the old slot first: its last devices are due, not forgotten.
            self._start_until(group, self.settings.period_s, into_s)
        if slot != self._slot:
            self._enter_slot(slot, 0.0 if slot == self._slot + 1 else into_s)
        self._start_until(group, into_s, 0.0)

    def _enter_slot(self, slot: int, into_s: float) -> None:
        """Close the slot that was and begin `slot`, at `into_s` seconds into it."""
        if self._slot >= 0:
            self._current.close()
            self.report = self._current
        self._current = SlotReport(to_start(slot, self.settings.period_s))
        self._slot = slot
        self._through_s = 0.0
        self._cursor = bisect_left(self._phases, into_s)

    def _start_until(
        self, group: asyncio.TaskGroup, into_s: float, passed_s: float
    ) -> None:
        """Start what is due up to `into_s`; `passed_s` have gone by since then."""
        self._through_s = max(self._through_s, into_s)
        while self._cursor < len(self._phases):
            phase_s = self._phases[self._cursor]
            if phase_s > into_s:
                return
            target = self._targets[self._cursor]
            self._cursor += 1
            self._start(group, target, into_s + passed_s - phase_s)

    def _start(self, group: asyncio.TaskGroup, target: Target, late_s: float) -> None:
        self._current.lateness_s = max(self._current.lateness_s, late_s)
        if late_s > self.settings.max_late_s:
            self._current.late_count += 1
            self.late_total += 1
        elif target.device in self._busy:
            self._current.overrun_count += 1
            self.overrun_total += 1
        elif len(self._busy) >= self.settings.max_busy_count:
            self._current.refused_count += 1
            self.refused_total += 1
        else:
            self._busy.add(target.device)
            name = f"{self.collector.method}:{target.device}"
            group.create_task(self._look(target), name=name)

    async def _look(self, target: Target) -> None:
        try:
            probe = await within(
                self.settings.deadline_s, self.collector, target, self._clock
            )
        finally:
            self._busy.discard(target.device)
        self.looked_total += 1
        self._current.count(probe)
        self._sink(probe)


async def within(
    deadline_s: float, collector: Collector, target: Target, clock: Clock
) -> Probe:
    """Look once and end by `deadline_s`; a look cut short is not measured."""
    started = clock.now()
    try:
        async with asyncio.timeout(deadline_s):
            return await collector.look(target)
    except TimeoutError:
        return Probe(
            target.device,
            collector.method,
            started,
            Outcome.NOT_MEASURED,
            deadline_s,
            "deadline",
        )
