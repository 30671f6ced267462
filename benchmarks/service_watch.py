"""The service watching the twin: CPU, memory, and 200 seeded failures to detect."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.running import Service, service
from benchmarks.table import Report
from inventory.fleet import make_fleet
from netmon.core.model import SiteCode, SiteState
from netmon.core.settings import Settings
from netmon.database import make_engine
from netmon.main import database_url
from netmon.status.effects import Transition
from netmon.status.history import History
from netmon.twin import namespace
from netmon.twin.network import TwinNetwork

MINUTES = 15
FAILURES = 200
SETTLE_S = 75
SEED = 2569


def run() -> Report:
    report = Report(
        f"The service on 8,255 sites for {MINUTES} minutes, {FAILURES} seeded failures"
    )
    namespace.enter()
    fleet = make_fleet()
    failing = random.Random(SEED).sample(list(fleet.sites), FAILURES)
    with tempfile.TemporaryDirectory() as folder, TwinNetwork(fleet) as twin:
        with service(Path(folder), fleet) as running:
            began_s, cpu_s, twin_s = (
                time.monotonic(),
                running.cpu_s(),
                twin.cpu_seconds(),
            )
            dark_at = _fail(twin, failing)
            time.sleep(max(0.0, began_s + MINUTES * 60 - time.monotonic()))
            took_s = time.monotonic() - began_s
            share = (running.cpu_s() - cpu_s) / took_s * 100
            report.add("mean CPU, service", share, "% of a core", 40)
            twin_share = (twin.cpu_seconds() - twin_s) / took_s * 100
            report.add("mean CPU, twin (apart)", twin_share, "% of a core")
            report.add("RSS at the end", running.rss_bytes() / 2**20, "MiB", 350)
        _judge(report, running, dark_at)
    return report


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
