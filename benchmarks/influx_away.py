"""Detection and news with an InfluxDB that is set and does not answer, and without one.

The same lines are cut at the same pace, one service after the other, in one run. The
InfluxDB takes connections and says nothing, so every request runs into its timeout:
the worst way to be away. BENCH_MINUTES and BENCH_SITES make it longer or larger.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from benchmarks.running import Service, service
from benchmarks.service_watch import read_downs
from benchmarks.table import Report, percentile
from inventory.fleet import make_fleet
from inventory.model import Register
from netmon.core.model import SiteCode
from netmon.core.settings import Settings
from netmon.database import make_engine
from netmon.home import database_url
from netmon.status.incident_tables import outbox
from netmon.store.influx.cursor import FOLDER as FEED_FOLDER
from netmon.store.influx.status import load_status
from netmon.twin import namespace
from netmon.twin.network import TwinNetwork

MINUTES = float(os.environ.get("BENCH_MINUTES", "5"))
SITES = int(os.environ.get("BENCH_SITES", "8255"))
FAILURES = round(12 * MINUTES)
SETTLE_S = 90
SEED = 2569
URL = "NETMON_INFLUX__URL"
MOST_APART_S = 2.0
ALIGN_S = 60.0
"""The first cut falls on a whole minute, so each site is cut at the same place between
two looks in both runs, and what is left between them is not the phase."""


@dataclass(frozen=True, slots=True)
class Times:
    """What one service took.

    Attributes:
        downs_s: From a cut to the verdict, by site.
        news_s: From a row of news to its being handed over.
        missed: Cuts without a verdict.
    """

    downs_s: dict[SiteCode, float]
    news_s: list[float]
    missed: int
    cpu_percent: float


def run() -> Report:
    """Return the figures."""
    report = Report(
        f"InfluxDB away, {SITES:,} sites, {FAILURES} lines cut in {MINUTES:g} minutes"
    )
    namespace.enter()
    fleet = make_fleet(size=SITES)
    with tempfile.TemporaryDirectory() as folder:
        without = _watch(Path(folder) / "without", fleet)
        with _silent_server() as url:
            os.environ[URL] = url
            try:
                away = _watch(Path(folder) / "away", fleet)
            finally:
                del os.environ[URL]
        status = load_status(Path(folder) / "away" / FEED_FOLDER)
    for word, times in (("without InfluxDB", without), ("InfluxDB silent", away)):
        median = statistics.median(times.downs_s.values())
        report.add(f"time to DOWN, median, {word}", median, "s", 35)
        worst = percentile(times.downs_s.values(), 0.95)
        report.add(f"time to DOWN, 95th percentile, {word}", worst, "s", 60)
        news = statistics.median(times.news_s)
        report.add(f"news handed over within, median, {word}", news, "s")
        report.add(f"failures not detected, {word}", times.missed, "", 0)
        report.add(f"mean CPU of the watch, {word}", times.cpu_percent, "% of a core")
    both = without.downs_s.keys() & away.downs_s.keys()
    apart_s = [away.downs_s[site] - without.downs_s[site] for site in both]
    median = statistics.median(apart_s)
    report.add("later with it, the same site, median", median, "s", MOST_APART_S)
    late_s = statistics.median(away.news_s) - statistics.median(without.news_s)
    report.add("news, medians apart", late_s, "s", MOST_APART_S)
    sent = status.lines_sent_count if status else -1
    report.add("lines the silent InfluxDB took", sent, "", 0)
    return report


def _watch(home: Path, fleet: Register) -> Times:
    home.mkdir()
    failing = random.Random(SEED).sample(list(fleet.sites), FAILURES)
    with TwinNetwork(fleet) as twin, service(home, fleet) as running:
        began_s, cpu_s = time.monotonic(), running.cpu_s()
        dark_at: dict[SiteCode, datetime] = {}
        gap_s = MINUTES * 60 / FAILURES
        first_s = (time.time() // ALIGN_S + 1) * ALIGN_S
        for number, site in enumerate(failing):
            time.sleep(max(0.0, first_s + number * gap_s - time.time()))
            dark_at[site] = datetime.now(UTC)
            twin.cut_line([site])
        time.sleep(SETTLE_S)
        took_s = time.monotonic() - began_s
        percent = (running.cpu_s() - cpu_s) / took_s * 100
        return asyncio.run(_to_times(running, dark_at, percent))


async def _to_times(
    running: Service, dark_at: dict[SiteCode, datetime], percent: float
) -> Times:
    downs = await read_downs(running.home)
    seen = [site for site in dark_at if site in downs]
    delays = {s: (downs[s].decided_at - dark_at[s]).total_seconds() for s in seen}
    engine = make_engine(database_url(Settings(home=running.home)))
    try:
        async with engine.connect() as connection:
            rows = (await connection.execute(select(outbox))).all()
    finally:
        await engine.dispose()
    news = [
        (row.settled_at - row.created_at).total_seconds()
        for row in rows
        if row.kind == "opened" and row.settled_at is not None
    ]
    return Times(delays, news, len(dark_at) - len(seen), percent)


@contextmanager
def _silent_server() -> Iterator[str]:
    """Yield the URL of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=1_024) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
