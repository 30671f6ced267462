"""A year of the nation as open data: read, computed, written and hashed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.links_journal import write_journal
from benchmarks.table import Report
from inventory.fleet import make_fleet
from inventory.repository import replace_register
from netmon.core.months import Month, months_between
from netmon.core.schema import MEASUREMENTS
from netmon.database import make_engine, sqlite_url
from netmon.migrations import upgrade
from netmon.store.layout import FOLDER, Layout, day_begins
from netmon.store.rollup import rollup_schema

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
FIRST, LAST = Month(2025, 11), Month(2026, 10)
LIMIT_S = 30.0
LIMIT_MB = 500.0
DATABASE = "netmon.db"


def run() -> Report:
    report = Report("Open data of 8,255 sites and 12 months")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        outages = asyncio.run(_fill(home))
        wall_s, cpu_s, peak_mb = _build(home, home / "out")
        report.add("the whole command", wall_s, "s", LIMIT_S)
        report.add("processor time", cpu_s, "s")
        report.add("most memory", peak_mb, "MB", LIMIT_MB)
        size = sum(path.stat().st_size for path in (home / "out").iterdir())
        report.add("all files", size / 1e6, "MB")
        _build(home, home / "again")
        same = [
            path.read_bytes() == (home / "again" / path.name).read_bytes()
            for path in (home / "out").iterdir()
        ]
        report.add("files that differ when built again", same.count(False), "", 0)
    report.notes.append(
        f"A process of its own with the start of Python: {outages:,} outages of 560 "
        "days, 60 starts of the watch, two holes a site, Wi-Fi of every day."
    )
    return report


async def _fill(home: Path) -> int:
    engine = make_engine(sqlite_url(home / DATABASE))
    register = make_fleet()
    await upgrade(engine)
    await replace_register(engine, register)
    count = await write_journal(engine, register, NOW)
    await engine.dispose()
    routers = [(str(code), str(one.id)) for code, one in register.routers.items()]
    for month in months_between(FIRST, LAST):
        _write_wifi(home, month, routers)
    return count


def _write_wifi(home: Path, month: Month, routers: list[tuple[str, str]]) -> None:
    """Write a month of `site_1d` in which a site has 1,440 counts a day."""
    path = Layout(home / FOLDER).daily("wifi", month.first_day)
    path.parent.mkdir(parents=True, exist_ok=True)
    schema = rollup_schema(MEASUREMENTS["wifi"], with_p95=False)
    days = (month.next.first_day - month.first_day).days
    with pq.ParquetWriter(path, schema) as file:
        for number in range(days):
            at = day_begins(month.first_day + timedelta(days=number))
            size = len(routers)
            known = {
                "at": [at] * size,
                "site": [site for site, _ in routers],
                "device": [device for _, device in routers],
                "clients_count_count": [1_440] * size,
                "clients_count_sum": [1_440.0 * (each % 40) for each in range(size)],
                "clients_count_max": [float(each % 60) for each in range(size)],
            }
            columns = [
                pa.array(known.get(field.name, [None] * size), field.type)
                for field in schema
            ]
            file.write_table(pa.table(columns, schema=schema))


def _build(home: Path, out: Path) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "netmon.cli", "opendata", "build", str(out)]
    command += ["--from", str(FIRST), "--to", str(LAST)]
    began_s = time.monotonic()
    process = subprocess.Popen(
        command,
        env={**os.environ, "NETMON_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.monotonic() - began_s
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        message = f"{' '.join(command)} ended with {process.returncode}"
        raise RuntimeError(message)
    return wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000
