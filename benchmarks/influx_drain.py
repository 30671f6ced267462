"""Feeding an InfluxDB 1.6: a slot, the past beside live rows, and a day without it.

The day is 24 virtual hours of 1/20 of the nation: written and sealed as the service
does, while no InfluxDB answers; then it does. Batches hold as many rows as five seconds
of the whole nation, so frames are as long as they are there.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from benchmarks.table import Report, percentile
from netmon.core.schema import MEASUREMENTS, Kind, Sample
from netmon.store.influx.databases import Databases
from netmon.store.influx.drain import Drain, DrainRules
from netmon.store.influx.faults import InfluxLater
from netmon.store.influx.lines import LineMaker
from netmon.store.influx.tags import TagBook
from netmon.store.influx.transport import InfluxAccess, InfluxTransport
from netmon.store.influx.writer import Wire
from netmon.store.layout import Layout, day_begins
from netmon.store.sealing import SealRules, jobs, run_job
from netmon.store.spool import rolled, spool_bytes
from netmon.store.tail import TailWriter
from tests.integration.influx import Influx, influx_server

SITES, SHARE = 8_255, 20
SLOTS = 10
BACKLOG_SLOTS = 40
LIVE_ROWS_PER_S = 1_000
"""Of the nation: some 60,000 rows a minute."""
STEP_S = 100
"""Of 1/20 of the nation: as many rows as 5 s of all of it."""
NAMES = ("ping", "interface", "device", "wifi", "site_state")
PLACE = ("10", "central", "library", "C-1")


class Clock:
    """Wall time where it is put, while seconds pass as they do."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    def now(self) -> datetime:
        return self.at or datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class Away:
    """An InfluxDB that does not answer."""

    async def write(self, database: str, body_lines: bytes) -> None:
        raise InfluxLater(database)


class Home:
    """A sample log and its feeder."""

    def __init__(self, home: Path, wire: Wire) -> None:
        self.layout = Layout(home / "samples")
        self.layout.make()
        self.writer = TailWriter(self.layout, {}, 0)
        self.clock = Clock()
        sites = {_site(n): PLACE for n in range(SITES)}
        roles = {f"{_site(n)}-r": "router" for n in range(SITES)}
        self.drain = Drain(
            self.layout,
            home / "influx",
            wire,
            Databases.of("netmon"),
            self.clock,
            DrainRules(catch_up_lines_per_s=200_000),
            maker=LineMaker(TagBook(1, sites, roles, {"10": "central"})),
        )

    @property
    def is_waiting(self) -> bool:
        return bool(self.drain.waiting_bytes or rolled(self.layout))

    async def drain_all(self) -> None:
        while await self.drain.turn() or self.is_waiting:  # noqa: ASYNC110
            await asyncio.sleep(0.001)

    def close(self) -> None:
        self.writer.release_all()
        self.drain.close()


def _write_backlog(home: Home) -> int:
    begin = datetime.now(UTC) - timedelta(hours=6)
    for slot in range(BACKLOG_SLOTS):
        at = begin + timedelta(seconds=30 * slot)
        home.writer.append(_rows("ping", at, range(SITES), slot))
    return BACKLOG_SLOTS * SITES


def _cpu_s(server: Influx) -> float:
    """Return what the server has used (proc(5), stat, utime and stime)."""
    assert server.process is not None
    stat = Path(f"/proc/{server.process.pid}/stat").read_text()
    used = stat.rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def _site(number: int) -> str:
    return f"TH-{number:05d}"


def _rows(name: str, at: datetime, sites: range, salt: int) -> list[Sample]:
    fields = MEASUREMENTS[name].fields.values()
    rows = []
    for site in sites:
        seed = (site * 7_919 + salt * 104_729) % 99_991
        values = tuple(
            seed % 2 == 0
            if f.kind is Kind.BOOL
            else (seed * (i + 3)) % 1_000_003
            if f.kind is Kind.INT
            else seed / (1_000 + i)
            for i, f in enumerate(fields)
        )
        tags = (_site(site), f"{_site(site)}-r")[: len(MEASUREMENTS[name].tags)]
        rows.append(Sample(name, at, tags, values))
    return rows


def run() -> Report:
    """Return the figures."""
    report = Report("Feeding an InfluxDB 1.6.7 on the same machine")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with influx_server(folder / "influx") as server:
            for database in Databases.of("netmon").kept_days:
                server.query(f"CREATE DATABASE {database}")
            asyncio.run(_live(report, folder, server))
            asyncio.run(_away(report, folder, server))
    report.notes += [
        "server and feeder share the cores; no other client asks the server.",
        f"1/{SHARE} of the nation, with five rows a site and minute and more: times "
        f"{SHARE} for all of it; InfluxDB's own speed decides.",
    ]
    return report


async def _live(report: Report, folder: Path, server: Influx) -> None:
    async with InfluxTransport(InfluxAccess(server.url, "", "")) as wire:
        home = Home(folder / "live", wire)
        took = []
        for slot in range(SLOTS):
            rows = _rows("site_state", datetime.now(UTC), range(SITES), slot)
            start_s = time.monotonic()
            home.writer.append(rows)
            await home.drain_all()
            took.append(time.monotonic() - start_s)
            await asyncio.sleep(1)
        median = percentile(took, 0.5)
        report.add("slot of 8,255 lines stored, from the log on", median, "s", 1.0)
        report.add("the first one, every series new", took[0], "s")
        report.add("the slowest of the others", max(took[1:]), "s", 1.0)
        await _beside_live(report, home, server)
        home.close()


async def _beside_live(report: Report, home: Home, server: Influx) -> None:
    """Send a backlog while live rows are written."""
    backlog = _write_backlog(home)
    sent_before = home.drain.lines_sent_count
    delays: list[float] = []

    async def live() -> None:
        for number in count():
            first = number * LIVE_ROWS_PER_S % SITES
            sites = range(first, min(first + LIVE_ROWS_PER_S, SITES))
            at = datetime.now(UTC)
            home.writer.append(_rows("ping", at, sites, number))
            written = home.drain.cursor.last
            while home.drain.cursor.last == written:  # noqa: ASYNC110  # of another
                await asyncio.sleep(0.02)
            delays.append((datetime.now(UTC) - at).total_seconds())
            await asyncio.sleep(1.0)

    beside = asyncio.create_task(live())
    own_s, server_s = time.process_time(), _cpu_s(server)
    start_s = time.monotonic()
    while await home.drain.turn() or home.drain.waiting_bytes:  # noqa: ASYNC110
        await asyncio.sleep(0)
    took_s = time.monotonic() - start_s
    beside.cancel()
    sent = home.drain.lines_sent_count - sent_before
    report.add("past sent beside live rows", sent / took_s, "lines/s")
    own_s, server_s = time.process_time() - own_s, _cpu_s(server) - server_s
    report.add("CPU for 20,000 lines, ours", 20_000 * own_s / sent, "s")
    report.add("CPU for 20,000 lines, InfluxDB's", 20_000 * server_s / sent, "s")
    report.add("20,000 lines of it take", 20_000 * took_s / backlog, "s", 1.0)
    report.add("a live row's way to the server meanwhile, slowest", max(delays), "s")


async def _away(report: Report, folder: Path, server: Influx) -> None:
    home = Home(folder / "away", Away())
    begin = day_begins((datetime.now(UTC) - timedelta(days=3)).date())
    written = _pass_a_day(home, begin)
    home.close()
    waiting, total = spool_bytes(home.layout), sum(written.values())
    report.add("day away, 1/20 of the nation: rows", total, "rows")
    report.add("waiting on disk", waiting / 2**20, "MiB")
    report.add("the same for the nation", waiting * SHARE / 2**30, "GiB")
    server.query("DROP DATABASE netmon")
    server.query("CREATE DATABASE netmon")
    took_s = await _catch_up(folder / "away", server, home.clock)
    report.add("catching up", took_s, "s")
    report.add("the same for the nation", took_s * SHARE / 3_600, "h", 24.0)
    report.add("lines of the past", total / took_s, "lines/s")
    report.add("rows lost", total - _stored(server, written), "rows", 0.0)
    rolled = server.query("SELECT count(ping_rows_count) FROM site_1h", "netmon_1h")
    lacking = 24 * (SITES // SHARE) - rolled[0]["values"][0][1]
    report.add("hours of devices rolled up that lack", lacking, "", 0.0)


def _pass_a_day(home: Home, begin: datetime) -> Counter[str]:
    rules, written = SealRules(), Counter[str]()
    sites = range(SITES // SHARE)
    for step in range(86_400 // STEP_S):
        at = begin + timedelta(seconds=STEP_S * step)
        home.clock.at = at
        rows = [row for name in NAMES for row in _step_rows(name, at, sites, step)]
        home.writer.append(rows)
        written.update(row.measurement for row in rows)
        if step % 36 == 6:
            _seal(home, rules)
    home.clock.at = begin + timedelta(hours=25, minutes=35)
    _seal(home, rules)
    return written


async def _catch_up(folder: Path, server: Influx, clock: Clock) -> float:
    async with InfluxTransport(InfluxAccess(server.url, "", "")) as wire:
        home = Home(folder, wire)
        home.clock.at = clock.at
        start_s = time.monotonic()
        await home.drain_all()
        took_s = time.monotonic() - start_s
        home.close()
    return took_s


def _step_rows(name: str, at: datetime, sites: range, step: int) -> list[Sample]:
    period_s = MEASUREMENTS[name].period_s
    rows = []
    for number in range(max(1, round(STEP_S / period_s))):
        moment = at + timedelta(seconds=period_s * number)
        rows += _rows(name, moment, sites, step * 5 + number)
    return rows


def _seal(home: Home, rules: SealRules) -> None:
    for job in jobs(home.layout, rules, home.clock.now()):
        for name in job.tails:
            home.writer.release(name.hour)
        run_job(home.layout, job)


def _stored(server: Influx, written: Counter[str]) -> int:
    first = {name: next(iter(MEASUREMENTS[name].fields)) for name in written}
    return sum(server.count(name, first[name], "netmon") for name in written)
