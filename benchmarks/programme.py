"""/programme while the nation is watched and records change, as API and as a page."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy.exc import OperationalError

from benchmarks.links_home import fill, open_database
from benchmarks.running import service
from benchmarks.table import Report, percentile
from inventory.fleet import make_fleet
from inventory.records.catalogue import SESSION
from inventory.records.store import RecordStore
from netmon.core.clock import SystemClock
from netmon.links.draw import draw
from netmon.links.gather import gather
from netmon.links.ground import Ground
from netmon.status.board import UNMONITORED
from netmon.twin import namespace
from netmon.twin.network import TwinNetwork

RATE = 20
SECONDS = 20
SETTLE_S = 45
"""The first states of 8,255 sites are written before anything is measured."""
LIMIT_MS = 100.0
WRITE_S = 2.0
CASES = (
    ("API, nation", "/api/v1/programme"),
    ("API, a province", "/api/v1/programme?province=50"),
    ("page", "/programme"),
)


def run() -> Report:
    report = Report(f"/programme at {RATE} requests/s, {SECONDS} s a case")
    namespace.enter()
    fleet = make_fleet()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        outages = asyncio.run(fill(home, fleet))
        with TwinNetwork(fleet), service(home, fleet) as running:
            time.sleep(SETTLE_S)
            for name, path in CASES:
                cpu_s = running.cpu_s()
                times, failed = asyncio.run(_load(home, f"{running.url}{path}"))
                share = (running.cpu_s() - cpu_s) / SECONDS * 100
                report.add(f"{name}: failed", failed, "", 0)
                report.add(f"{name}: p50", percentile(times, 0.5) * 1000, "ms")
                p99_ms = percentile(times, 0.99) * 1000
                report.add(f"{name}: p99", p99_ms, "ms", LIMIT_MS)
                report.add(f"{name}: CPU with the watch", share, "% of a core")
        alone_s = asyncio.run(_from_nothing(home))
    report.add("peer: read and worked out for one answer", alone_s * 1000, "ms")
    report.notes.append(
        f"{outages:,} outages of 560 days, 1,200 sessions, a year of sales; a record "
        f"changes every {WRITE_S:g} s, so that pictures are drawn all the while. "
        "Open-loop: a request is sent on time though others still wait."
    )
    return report


async def _load(home: Path, url: str) -> tuple[list[float], int]:
    """Return the seconds each answer took from the moment it was due, and failures."""
    times: list[float] = []
    failed = 0

    async def one(client: httpx.AsyncClient, due_s: float) -> None:
        nonlocal failed
        try:
            answer = await client.get(url)
            failed += not answer.is_success
        except httpx.HTTPError:
            failed += 1
        times.append(time.perf_counter() - due_s)

    async with (
        httpx.AsyncClient(timeout=30) as client,
        _writing(home),
        asyncio.TaskGroup() as group,
    ):
        await client.get(url)  # the first caller of all waits for the first picture
        began_s = time.perf_counter()
        for number in range(RATE * SECONDS):
            due_s = began_s + number / RATE
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            group.create_task(one(client, due_s))
    return times, failed


@asynccontextmanager
async def _writing(home: Path) -> AsyncIterator[None]:
    """Change a record every WRITE_S, as people in centres do."""
    database = open_database(home)
    task = asyncio.create_task(_write(RecordStore(database, SystemClock())))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await database.dispose()


async def _write(store: RecordStore) -> None:
    while True:
        (record,) = await store.page(SESSION, limit=1)
        values = dict(record.values)
        values["registered"] = (values["registered"] or 0) % 5_000 + 1
        with suppress(OperationalError):  # the journal of a start holds the lock long
            await store.change(SESSION, values, record.version, "benchmark")
        await asyncio.sleep(WRITE_S)


async def _from_nothing(home: Path) -> float:
    database = open_database(home)
    register = make_fleet()
    try:
        began_s = time.perf_counter()
        now = datetime.now(UTC)
        read = await gather(database, now)
        states = dict.fromkeys(register.sites, UNMONITORED)
        draw(Ground(now, register, read.records, read.journals, states, {})).programme()
        return time.perf_counter() - began_s
    finally:
        await database.dispose()
