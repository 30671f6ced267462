"""What the hourly month to date costs the process that watches: its loop, its CPU."""

from __future__ import annotations

import asyncio
import resource
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.sla_story import MONTH
from benchmarks.table import Report
from netmon.core.clock import SystemClock
from netmon.core.schema import Sample
from netmon.database import sqlite_url
from netmon.service.sla_job import SlaToDate
from netmon.sla.ruleset import load_ruleset

TICK_S = 0.005
HOLD_MS = 50.0
"""Beyond what others on the machine do to a loop."""


def measure(report: Report, path: Path) -> None:
    """Add what one run costs.

    Args:
        report: Gets the figures.
        path: Of the database, migrated.
    """
    asyncio.run(_measure(report, path))


async def _measure(report: Report, path: Path) -> None:
    kept: list[Sample] = []
    job = SlaToDate(
        sqlite_url(path),
        SystemClock(),
        kept.extend,
        asyncio.Event(),
        load_ruleset(None),
    )
    held: list[float] = []
    watching = asyncio.create_task(_watch(held))
    await asyncio.sleep(5)
    calm_s = max(held)
    held.clear()
    began_s, cpu_s = time.perf_counter(), time.process_time()
    before = _children_s()
    if not await job.once(MONTH.span.end):
        raise RuntimeError(job.error)
    wall_s, cpu_s = time.perf_counter() - began_s, time.process_time() - cpu_s
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    report.add("month to date, every hour: from order to rows", wall_s, "s")
    report.add("month to date: CPU of its own process", _children_s() - before, "s")
    report.add("month to date: CPU of the watch", cpu_s, "s")
    report.add("month to date: rows", len(kept), "")
    report.add("loop's longest hold without it", calm_s * 1000, "ms")
    report.add("loop's longest hold with it", max(held) * 1000, "ms")
    longer_ms = max(0.0, max(held) - calm_s) * 1000
    report.add("loop's longest hold: longer with it", longer_ms, "ms", HOLD_MS)


async def _watch(held: list[float]) -> None:
    """Note how much later than asked for the loop comes back."""
    while True:
        began_s = time.perf_counter()
        await asyncio.sleep(TICK_S)
        held.append(time.perf_counter() - began_s - TICK_S)


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
