"""The sample log at full size: rows in, questions over 10 million rows, a day sealed.

Questions are asked of 30 days of 8,255 sites in daily files, which the log's own code
rolled up and merged into their months. The peer is SQLite, with a tenth of the rows and
an index on site and time.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.table import Report, percentile
from netmon.core.schema import MEASUREMENTS, Kind, Sample
from netmon.store.columns import schema_of
from netmon.store.duck import Duck, literal
from netmon.store.layout import Layout, day_begins, hours_of, to_day
from netmon.store.newest import NewestRows
from netmon.store.port import RangeQuestion, Span
from netmon.store.rollup import roll_up_day, roll_up_hours
from netmon.store.seal_job import encode
from netmon.store.sealing import DayJob, SealRules, jobs, run_job
from netmon.store.store import SampleStore

SITES = 8_255
DAYS = 30
ROWS_A_DAY = 41
"""A site and day, so that 30 days are 10.15 million rows."""
NOW = datetime(2026, 11, 20, 16, 59, 30, tzinfo=UTC)
BATCHES = 20
YEAR_S = 366 * 86_400
"""A step that holds all of the 30 days."""
ASKED = 15


class Clock:
    """Stands still, at NOW if nobody puts it elsewhere."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return time.monotonic()


def run() -> Report:
    report = Report("Sample log: 8,255 sites")
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_append(report, Path(folder) / "in"))
        asyncio.run(_ask(report, Path(folder) / "asked"))
        _seal_day(report, Path(folder) / "day")
        _peer(report, Path(folder) / "peer.db")
    report.notes.append(
        "limits of the questions are 60, 100 and 250 ms; the first asking of each, "
        "which loads DuckDB, is not counted"
    )
    report.notes.append(
        f"load of the machine, of all that ran: {before:.1f} at the start, "
        f"{os.getloadavg()[0]:.1f} at the end"
    )
    return report


def _batch(slot: int) -> list[Sample]:
    dice = random.Random(slot)
    at = NOW - timedelta(seconds=30 * (BATCHES - slot))
    made = []
    for site in range(SITES):
        low = dice.uniform(0.005, 0.03)
        values = (3, 3, low, low * 1.1, low * 1.3, low * 0.1, 0.0)
        code = _code(site)
        when = at + timedelta(microseconds=dice.randrange(29_000_000))
        made.append(Sample("ping", when, (code, f"{code}/router"), values))
    return made


def _code(site: int) -> str:
    return f"PI-{site % 77:02}-{site:05}"


async def _append(report: Report, home: Path) -> None:
    batches = [_batch(slot) for slot in range(BATCHES)]
    store = SampleStore(home, Clock())
    times = []
    for batch in batches:
        began_s = time.perf_counter()
        await store.append(batch)
        times.append(time.perf_counter() - began_s)
    await store.close()
    rate = SITES / percentile(times, 0.5)
    report.add("append of a slot with fsync, median", 1000 * SITES / rate, "ms", 27.5)
    report.add("append of a slot with fsync, slowest", 1000 * max(times), "ms")
    report.add("rows a second in (27.5 ms a slot are 300,000)", rate, "rows/s")
    tail = next((home / "samples" / "tail").iterdir())
    report.add("tail, a row", tail.stat().st_size / SITES / BATCHES, "B")
    with tail.open("ab") as file:
        file.write(b"torn" * 1000)
    began_s = time.perf_counter()
    again = SampleStore(home, Clock())
    recovery_s = time.perf_counter() - began_s
    megabytes = tail.stat().st_size / 1e6
    report.add(f"recovery of a torn tail of {megabytes:.1f} MB", recovery_s, "s")
    ask: Callable[[], Awaitable[Any]] = lambda: again.reader.latest("ping")  # noqa: E731
    await _timed(report, "newest row of every site, from the tail", ask)
    await again.close()
    await _remember(report, home.with_name("remembered"), batches)


async def _remember(report: Report, home: Path, batches: list[list[Sample]]) -> None:
    """Ask the process that writes, where no file need be read."""
    clock = Clock()
    clock.at = NOW - timedelta(hours=2, minutes=1)
    store = SampleStore(home, clock)
    clock.at = NOW
    for batch in batches:
        await store.append(batch)
    await _timed(
        report,
        "newest row of every site, asked of the writer",
        lambda: store.reader.latest("ping", within_s=7_200),
        60,
    )
    await store.close()
    tracemalloc.start()
    rows = NewestRows(NOW - timedelta(hours=2))
    for name in ("ping", "device", "interface", "wifi"):
        rows.take([_row_of(name, site) for site in range(SITES)])
        rows.answer(name, None, Span(NOW - timedelta(hours=1), NOW + timedelta(days=1)))
    taken = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    report.add("memory of the newest rows of 4 measurements", taken, "MiB")


def _row_of(name: str, site: int) -> Sample:
    measurement, code = MEASUREMENTS[name], _code(site)
    values = tuple(
        field.kind is not Kind.BOOL and 1000.5 + number
        for number, field in enumerate(measurement.fields.values())
    )
    return Sample(name, NOW, (code, f"{code}/{name}")[: len(measurement.tags)], values)


async def _ask(report: Report, home: Path) -> None:
    layout = Layout(home / "samples")
    layout.make()
    size = sum(_make_day(layout, NOW - timedelta(days=back)) for back in range(DAYS))
    report.add("10.15 million rows: a row in daily files", size, "B")
    merge_all(layout, NOW)
    store = SampleStore(home, Clock())
    reader, span = store.reader, Span(NOW - timedelta(days=DAYS), NOW)
    hours = Span(
        day_begins(to_day(NOW - timedelta(days=DAYS - 1))), NOW + timedelta(seconds=30)
    )
    every = await reader.latest("ping", within_s=7_200)
    if len(every) != SITES:
        message = f"{len(every)} of {SITES} sites were found"
        raise RuntimeError(message)
    national = RangeQuestion("ping", ("rtt_avg_s",), span, YEAR_S)
    raw = RangeQuestion("ping", ("rtt_avg_s",), span, YEAR_S - 60)
    one = RangeQuestion("ping", ("rtt_avg_s",), hours, 3600, _code(4711))
    await _timed(
        report,
        "newest row of every site within 2 h",
        lambda: reader.latest("ping", within_s=7_200),
        60,
    )
    await _timed(
        report, "30 days of a site by the hour", lambda: reader.range(one), 100
    )
    await _timed(
        report, "30-day national mean, by roll-ups", lambda: reader.range(national), 250
    )
    await _timed(report, "30-day national mean, raw", lambda: reader.range(raw), 250)
    every_hour = RangeQuestion("ping", ("rtt_avg_s",), span, 3600)
    await _timed(
        report, "30-day national mean by the hour", lambda: reader.range(every_hour)
    )
    await _bare(report, layout)
    await store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.add("peak memory of this process", peak, "MiB")


async def _bare(report: Report, layout: Layout) -> None:
    """Ask DuckDB alone over the same files: what this machine can do just now."""
    duck, root = Duck(layout.scratch), layout.root
    begin = literal((NOW - timedelta(hours=2)).isoformat())
    day = literal(str(layout.raw_day("ping", to_day(NOW))))
    hours = f"read_parquet({literal(f'{root}/site_1h/**/*.parquet')})"
    raw = f"read_parquet({literal(f'{root}/raw/ping/*')})"
    mean = "sum(rtt_avg_s_sum) / sum(rtt_avg_s_count)"
    queries = {
        "newest row of every site within 2 h": (
            f'SELECT site, device, epoch_ms(max("at")), arg_max(rtt_avg_s, "at") FROM '
            f'{day} WHERE "at" >= TIMESTAMPTZ {begin} GROUP BY ALL'
        ),
        "30 days of a site by the hour": (
            f'SELECT epoch_ms("at"), rtt_avg_s_sum FROM '
            f"{hours} "
            f"WHERE site = {literal(_code(4711))}"
        ),
        "national mean from the hours": f"SELECT {mean} FROM {hours}",
        "national mean, raw": f"SELECT avg(rtt_avg_s) FROM {raw}",
    }
    for what, sql in queries.items():

        async def ask(sql: str = sql) -> object:
            with duck.cursor() as cursor:
                return cursor.execute(sql).fetchall()

        await _timed(report, f"bare DuckDB: {what}", ask)
    duck.close()


def merge_all(layout: Layout, now: datetime) -> None:
    """Merge the days that are over into their months, as sealing does."""
    while due := jobs(layout, SealRules(), now):
        for job in due:
            run_job(layout, job)


def _make_day(layout: Layout, at: datetime) -> float:
    """Write a sealed day and its roll-ups; return bytes a row, divided by DAYS."""
    day, duck = to_day(at), Duck(layout.scratch)
    path = layout.raw_day("ping", day)
    path.parent.mkdir(parents=True, exist_ok=True)
    step_ms = 86_400_000 // ROWS_A_DAY
    with duck.cursor() as cursor:
        cursor.execute(_rows_sql(day_begins(day), ROWS_A_DAY, step_ms, path))
        roll_up_hours(layout, cursor, "ping", path, hours_of(day))
        roll_up_day(layout, cursor, "ping", day)
    duck.close()
    return path.stat().st_size / SITES / ROWS_A_DAY / DAYS


def _rows_sql(begin: datetime, count: int, step_ms: int, path: Path) -> str:
    names = schema_of("ping").names
    begin_ms = int(begin.timestamp() * 1000)
    # Random numbers do not compress: this is the worst a real fleet could write.
    columns = (
        f"make_timestamptz(({begin_ms} + s * {step_ms} + phase)::BIGINT * 1000)",
        "format('PI-{:02d}-{:05d}', i % 77, i)",
        "format('PI-{:02d}-{:05d}/router', i % 77, i)",
        *("3::BIGINT", "3::BIGINT", "(random() * 0.02)::FLOAT"),
        *("(random() * 0.03)::FLOAT", "(random() * 0.04)::FLOAT"),
        *("(random() * 0.002)::FLOAT", "0::FLOAT"),
    )
    named = ", ".join(
        f'{sql} AS "{name}"' for sql, name in zip(columns, names, strict=True)
    )
    return (
        f"COPY (SELECT {named} FROM (SELECT i, hash(i) % 29000 AS phase "
        f"FROM range({SITES}) a(i)), range({count}) b(s) "
        f'ORDER BY site, device, "at") TO {literal(str(path))} '
        "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 32768)"
    )


async def _timed(
    report: Report,
    what: str,
    ask: Callable[[], Awaitable[Any]],
    limit_ms: float | None = None,
) -> None:
    await ask()
    times = []
    for _ in range(ASKED):
        began_s = time.perf_counter()
        await ask()
        times.append((time.perf_counter() - began_s) * 1000)
    report.add(f"{what}, median", percentile(times, 0.5), "ms", limit_ms)
    report.add(f"{what}, slowest", max(times), "ms")


def _seal_day(report: Report, home: Path) -> None:
    """Seal a full day of pings, every 30 s, from its 24 hours."""
    layout = Layout(home / "samples")
    layout.make()
    day, duck = to_day(NOW), Duck(layout.scratch)
    for hour in hours_of(day):
        path = layout.raw_hour("ping", hour)
        path.parent.mkdir(parents=True, exist_ok=True)
        with duck.cursor() as cursor:
            cursor.execute(_rows_sql(hour, 120, 30_000, path))
    duck.close()
    began_s = time.perf_counter()
    peak = _seal_apart(layout, DayJob(day, ()))
    took_s = time.perf_counter() - began_s
    report.add("seal a day of 23.8 million rows", took_s, "s", 600)
    report.add("seal a day: peak memory of its process", peak, "MiB", 400)


def _peer(report: Report, path: Path) -> None:
    """SQLite with a million rows, a slot a transaction."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE ping (site, at, sent, received, a, b, c, d, e)")
    database.execute("CREATE INDEX ping_site ON ping (site, at)")
    times = []
    for slot in range(121):
        rows = [
            (each.tags[0], each.at.timestamp(), *each.values) for each in _batch(slot)
        ]
        began_s = time.perf_counter()
        with database:
            marks = "?,?,?,?,?,?,?,?,?"
            database.executemany(f"INSERT INTO ping VALUES ({marks})", rows)
        times.append(time.perf_counter() - began_s)
    report.add("SQLite: append of a slot, median", 1000 * percentile(times, 0.5), "ms")
    began_s = time.perf_counter()
    database.execute("SELECT site, max(at), b FROM ping GROUP BY site").fetchall()
    newest_ms = (time.perf_counter() - began_s) * 1000
    report.add("SQLite, 1 million rows: newest row of every site", newest_ms, "ms")
    began_s = time.perf_counter()
    database.execute("SELECT avg(b) FROM ping").fetchone()
    mean_ms = (time.perf_counter() - began_s) * 1000
    report.add("SQLite, 1 million rows: national mean", mean_ms, "ms")
    database.close()
    report.add("SQLite: a row", path.stat().st_size / SITES / 121, "B")


def _seal_apart(layout: Layout, job: DayJob) -> float:
    """Run the job in its process; return the most memory it had, MiB.

    By its own VmHWM: what getrusage tells of a child begins with its parent's memory.
    """
    peak_kb = 0
    with subprocess.Popen(
        [sys.executable, "-m", "netmon.store.seal_job", str(layout.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(encode([job]))
        process.stdin.close()
        while process.poll() is None:
            found = re.search(
                r"VmHWM:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text()
            )
            peak_kb = max(peak_kb, int(found[1]) if found else 0)
            time.sleep(0.1)
    assert process.returncode == 0
    return peak_kb / 1024
