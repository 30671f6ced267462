"""Access points nobody can ask: whether their controller or router tells of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.core.model import DeviceId, Method, Outcome, Probe, Target

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.ports import Clock

FRESH_S = 1.5
"""A report serves every look for so long: below the time between two rounds, so that
the same report is never taken for two."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was told of one access point.

    Attributes:
        at: UTC; when it was told.
        heard_s: The same, monotonic.
        is_there: Whether it is in service.
        reason: Short machine word for the evidence, as `not_joined`, `heard_by_arp`.
    """

    at: datetime
    heard_s: float
    is_there: bool
    reason: str = ""


class ReportedCollector:
    """Looks at an access point by what is told of it; see Collector.

    Args:
        clock: Where time comes from.
        reports: The newest of each access point, kept by whoever takes readings.
        read_reporter: Reads whoever tells of a device anew; returns when its report is
            among `reports`, or cannot be had.
    """

    method = Method.REPORT

    def __init__(
        self,
        clock: Clock,
        reports: Mapping[DeviceId, Report],
        read_reporter: Callable[[DeviceId], Awaitable[None]],
    ) -> None:
        self._clock = clock
        self._reports = reports
        self._read_reporter = read_reporter

    async def look(self, target: Target) -> Probe:
        """See Collector.look."""
        asked, asked_s = self._clock.now(), self._clock.monotonic()
        if not self._is_fresh(target.device, asked_s):
            await self._read_reporter(target.device)
        report = self._reports.get(target.device)
        if report is None or not self._is_fresh(target.device, asked_s):
            missing = Outcome.NOT_MEASURED
            return Probe(target.device, self.method, asked, missing, 0.0, "no_report")
        return to_probe(target, report)

    def _is_fresh(self, device: DeviceId, asked_s: float) -> bool:
        report = self._reports.get(device)
        return report is not None and asked_s - report.heard_s <= FRESH_S


class SharedReads:
    """Reads a device once for all who ask within a moment.

    Args:
        read: Reads one device; never raises for what the device does.
    """

    def __init__(self, read: Callable[[Target], Awaitable[object]]) -> None:
        self._read = read
        self._running: dict[DeviceId, asyncio.Task[object]] = {}

    async def read(self, target: Target) -> None:
        """Read `target`, or wait for the reading of it that is under way."""
        task = self._running.get(target.device)
        if task is None:
            task = asyncio.ensure_future(self._read(target))
            self._running[target.device] = task
            task.add_done_callback(lambda _: self._running.pop(target.device, None))
        await asyncio.shield(task)


def to_probe(target: Target, report: Report) -> Probe:
    """Return a report as a look at the access point itself."""
    outcome = Outcome.ANSWERED if report.is_there else Outcome.SILENT
    return Probe(target.device, Method.REPORT, report.at, outcome, 0.0, report.reason)
