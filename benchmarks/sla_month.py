"""A national month judged, written and explained, beside DuckDB on raw ticks.

The same month, made up on whole minutes, is in a SQLite database as the watch would
have journalled it, and in Parquet files as a tick a minute and site. Both must say the
same of every site.
"""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
import time
from pathlib import Path

import httpx

from benchmarks.apart import run_apart
from benchmarks.running import service
from benchmarks.sla_hourly import measure
from benchmarks.sla_story import (
    HOLES,
    MEMORY_LIMIT,
    MINUTES,
    MONTH,
    OUTAGES,
    Story,
    make_story,
    write_story,
)
from benchmarks.table import Report, percentile
from netmon.database import make_engine, sqlite_url
from netmon.twin import namespace
from netmon.twin.network import TwinNetwork

EVALUATE_S, EVALUATE_MB = 5.0, 400.0
WRITE_S, EXPLAIN_MS = 30.0, 100.0
RATE, SECONDS, SETTLE_S = 5, 20, 45
DATABASE = "netmon.db"


def run() -> Report:
    report = Report("A national month: 8,255 sites, 400,000 journal intervals")
    namespace.enter()
    story = make_story()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        asyncio.run(_fill(home, story))
        size = (home / DATABASE).stat().st_size
        report.add("the database", size / 1e6, "MB")
        ours = _judge(report, home)
        measure(report, home / DATABASE)
        _write(report, home)
        theirs = _peer(report, home)
        _compare(report, ours, theirs)
        _explain(report, home, story)
    report.notes.append(
        f"{OUTAGES:,} outages and {HOLES:,} times a site was not looked at in a month "
        "of 30 days, of which the worst seventh of the sites has half; 400 approved "
        "exclusions, 20,000 tickets, 200 sites that open late. Each step is a process."
    )
    report.notes.append(
        f"The peer: {len(story.windows) * MINUTES / 1e6:.0f} million ticks in Parquet, "
        f"DuckDB with two threads and a memory limit of {MEMORY_LIMIT}. It is told "
        "when nobody looked, and adds up seconds and judges; outages, repair times "
        "and penalties cannot be had from ticks nobody made."
    )
    report.notes.append(
        "Compared are seconds up, down, not observed and excluded, availability to "
        "nine digits and the verdict, of every site."
    )
    return report


async def _fill(home: Path, story: Story) -> None:
    engine = make_engine(sqlite_url(home / DATABASE))
    try:
        await write_story(engine, story)
    finally:
        await engine.dispose()


def _judge(report: Report, home: Path) -> dict[str, object]:
    ran = run_apart(home, "-m", "benchmarks.sla_steps", str(home / DATABASE))
    told = json.loads(ran.told)
    report.add("journals and register to facts", told["gather_s"], "s")
    report.add("facts to figures", told["evaluate_s"], "s", EVALUATE_S)
    report.add("facts to figures: processor time", told["evaluate_cpu_s"], "s")
    report.add("most memory, Python and facts too", ran.peak_mb, "MB", EVALUATE_MB)
    sites: dict[str, object] = told["sites"]
    return sites


def _write(report: Report, home: Path) -> None:
    month = ("--month", str(MONTH))
    ran = run_apart(home, "-m", "netmon.cli", "sla", "freeze", *month)
    report.add("netmon sla freeze, the whole command", ran.wall_s, "s")
    report.add("netmon sla freeze: processor time", ran.cpu_s, "s")
    report.add("netmon sla freeze: most memory", ran.peak_mb, "MB")
    tables_s = 0.0
    for form in ("csv", "xlsx", "pdf"):
        out = home / "out" / form
        order = (*month, "--format", form, "--out", str(out))
        ran = run_apart(home, "-m", "netmon.cli", "sla", "statement", *order)
        limit = WRITE_S if form == "pdf" else None
        report.add(f"{form.upper()}, the whole command", ran.wall_s, "s", limit)
        report.add(f"{form.upper()}: processor time", ran.cpu_s, "s")
        report.add(f"{form.upper()}: most memory of a process", ran.peak_mb, "MB")
        files = [path for path in out.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        report.add(f"{form.upper()}: all files", size / 1e6, "MB")
        tables_s += ran.wall_s if form != "pdf" else 0.0
    report.add("XLSX and CSV together", tables_s, "s", WRITE_S)


def _peer(report: Report, home: Path) -> dict[str, object]:
    folder = home / "peer"
    folder.mkdir()
    ran = run_apart(home, "-m", "benchmarks.sla_ticks", "write", str(folder))
    size = sum(path.stat().st_size for path in (folder / "ticks").iterdir())
    report.add("peer: ticks on the disk", size / 1e6, "MB")
    report.add("peer: ticks written in", ran.wall_s, "s")
    ran = run_apart(home, "-m", "benchmarks.sla_ticks", "judge", str(folder))
    told = json.loads(ran.told)
    report.add("peer: DuckDB, ticks to figures", told["took_s"], "s")
    report.add("peer: processor time with the start", ran.cpu_s, "s")
    report.add("peer: most memory", ran.peak_mb, "MB")
    sites: dict[str, object] = told["sites"]
    return sites


def _compare(
    report: Report, ours: dict[str, object], theirs: dict[str, object]
) -> None:
    judged = {site: told for site, told in ours.items() if told is not None}
    wrong = [
        site
        for site in sorted({*judged, *theirs})
        if judged.get(site) != theirs.get(site)
    ]
    for site in wrong[:20]:
        print(f"  {site}: {judged.get(site)} here, {theirs.get(site)} there")
    report.add("sites compared", len(ours), "")
    report.add("of them in service by both", len(judged), "")
    report.add("sites of which both do not say the same", len(wrong), "", 0)


def _explain(report: Report, home: Path, story: Story) -> None:
    """Ask for explanations while the nation is watched."""
    cases = (
        ("explained as JSON", "/api/v1/sla/sites/{site}?month={month}"),
        ("explained as a page", "/sla/sites/{site}?month={month}"),
    )
    with TwinNetwork(story.register), service(home, story.register) as running:
        time.sleep(SETTLE_S)
        for name, path in cases:
            rng = random.Random(5)
            sites = rng.choices([*story.windows], k=RATE * SECONDS)
            paths = [path.format(month=MONTH, site=site) for site in sites]
            times, failed = asyncio.run(_load(running.url, paths))
            report.add(f"{name}: failed", failed, "", 0)
            report.add(f"{name}: p50", percentile(times, 0.5) * 1000, "ms")
            p99_ms = percentile(times, 0.99) * 1000
            report.add(f"{name}: p99", p99_ms, "ms", EXPLAIN_MS)


async def _load(url: str, paths: list[str]) -> tuple[list[float], int]:
    """Return the seconds each answer took from the moment it was due, and failures."""
    times: list[float] = []
    failed = 0

    async def one(client: httpx.AsyncClient, path: str, due_s: float) -> None:
        nonlocal failed
        try:
            answer = await client.get(path)
            failed += not answer.is_success
        except httpx.HTTPError:
            failed += 1
        times.append(time.perf_counter() - due_s)

    async with (
        httpx.AsyncClient(base_url=url, timeout=30) as client,
        asyncio.TaskGroup() as group,
    ):
        await client.get(paths[0])
        began_s = time.perf_counter()
        for number, path in enumerate(paths):
            due_s = began_s + number / RATE
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            group.create_task(one(client, path, due_s))
    return times, failed
