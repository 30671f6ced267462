"""The service watching and reading the twin, with 200 seeded failures to detect.

BENCH_MINUTES=3 makes it a short one with as many failures a minute; its figures are not
those the limits are for, since learning every device falls into the first minutes.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from benchmarks.running import Service, service
from benchmarks.table import Report
from inventory.fleet import make_fleet
from netmon.core.model import SiteCode, SiteState
from netmon.core.settings import Settings
from netmon.database import make_engine
from netmon.home import database_url
from netmon.status.effects import Transition
from netmon.status.history import History
from netmon.twin import namespace
from netmon.twin.network import TwinNetwork

MINUTES = float(os.environ.get("BENCH_MINUTES", "15"))
FAILURES = round(200 / 15 * MINUTES)
SETTLE_S = 75
SEED = 2569


def run() -> Report:
    report = Report(
        f"The service on 8,255 sites for {MINUTES:g} minutes, {FAILURES} seeded "
        "failures"
    )
    namespace.enter()
    fleet = make_fleet()
    failing = random.Random(SEED).sample(list(fleet.sites), FAILURES)
    with tempfile.TemporaryDirectory() as folder, TwinNetwork(fleet) as twin:
        with service(Path(folder), fleet) as running:
            before = _poller(running)
            began_s, cpu_s = time.monotonic(), running.cpu_s()
            twin_s = twin.cpu_seconds()
            dark_at = _fail(twin, failing)
            time.sleep(max(0.0, began_s + MINUTES * 60 - time.monotonic()))
            took_s = time.monotonic() - began_s
            share = (running.cpu_s() - cpu_s) / took_s * 100
            report.add("mean CPU, service", share, "% of a core", 60)
            twin_share = (twin.cpu_seconds() - twin_s) / took_s * 100
            report.add("mean CPU, twin (apart)", twin_share, "% of a core")
            report.add("RSS at the end", running.rss_bytes() / 2**20, "MiB", 500)
            _tell_of_slots(report, before, _poller(running), took_s)
        _judge(report, running, dark_at)
    return report


def _poller(running: Service) -> dict[str, Any]:
    answer = httpx.get(f"{running.url}/api/v1/pollers", timeout=30)
    answer.raise_for_status()
    poller: dict[str, Any] = answer.json()["items"][0]
    return poller


def _tell_of_slots(
    report: Report, before: dict[str, Any], after: dict[str, Any], took_s: float
) -> None:
    """Add looks that were skipped since `before`, and what became of samples."""
    for word in ("late", "overrun", "refused"):
        skipped = _total(after, word) - _total(before, word)
        report.add(f"looks skipped, {word}", skipped, "", 0)
    lateness_s = max(job["lateness_s"] for job in after["jobs"])
    report.add("worst start after its phase in the last slots", lateness_s, "s")
    read, was = after["reading"], before["reading"]
    rows = read["samples_count"] - was["samples_count"]
    report.add("samples written", rows, "rows")
    report.add("samples written a minute", rows / took_s * 60, "rows")
    report.add("samples waiting at the end", read["waiting_count"], "rows")
    report.add("samples dropped", read["dropped_count"], "", 0)


def _total(poller: dict[str, Any], word: str) -> int:
    return sum(int(job[f"{word}_total"]) for job in poller["jobs"])


def _fail(twin: TwinNetwork, failing: list[SiteCode]) -> dict[SiteCode, datetime]:
    """Cut one line after the other, spread over the run; return when each went."""
    dark_at: dict[SiteCode, datetime] = {}
    gap_s = (MINUTES * 60 - SETTLE_S) / len(failing)
    for site in failing:
        dark_at[site] = datetime.now(UTC)
        twin.cut_line([site])
        time.sleep(gap_s)
    return dark_at


def _judge(report: Report, running: Service, dark_at: dict[SiteCode, datetime]) -> None:
    downs = asyncio.run(read_downs(running.home))
    delays = [
        (downs[site].decided_at - at).total_seconds()
        for site, at in dark_at.items()
        if site in downs
    ]
    early = sum(downs[site].at < at for site, at in dark_at.items() if site in downs)
    report.add("failures not detected", len(dark_at) - len(delays), "", 0)
    report.add("false downs", len(downs.keys() - dark_at.keys()), "", 0)
    report.add("time to DOWN, median", statistics.median(delays), "s", 35)
    report.add("time to DOWN, maximum", max(delays), "s", 60)
    report.add("outages back-dated to before the cut", early, "", 0)


async def read_downs(home: Path) -> dict[SiteCode, Transition]:
    """Return the last transition to DOWN of each site that had one."""
    engine = make_engine(database_url(Settings(home=home)))
    try:
        recorded = await History(engine).transitions_after(0, 1_000_000)
    finally:
        await engine.dispose()
    return {
        each.transition.site: each.transition
        for each in recorded
        if each.transition.after is SiteState.DOWN
    }
