"""The API with the full fleet at 100 requests a second, while the fleet is watched."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

import httpx

from benchmarks.running import service
from benchmarks.table import Report, percentile
from inventory.fleet import make_fleet
from netmon.twin import namespace
from netmon.twin.network import TwinNetwork

RATE = 100
SECONDS = 30
CASES = (
    ("summary", "/api/v1/summary", 0.020),
    ("a page of 100 sites", "/api/v1/sites?limit=100", 0.050),
    ("a page of 100 sites of a province", "/api/v1/sites?province=30&limit=100", 0.050),
    ("one site", "/api/v1/sites/PI-10-00001", None),
)


def run() -> Report:
    report = Report(f"API with 8,255 sites at {RATE} requests/s, {SECONDS} s a case")
    namespace.enter()
    fleet = make_fleet()
    with (
        tempfile.TemporaryDirectory() as folder,
        TwinNetwork(fleet),
        service(Path(folder), fleet) as running,
    ):
        for name, path, limit_s in CASES:
            cpu_s = running.cpu_s()
            times, failed = asyncio.run(_load(f"{running.url}{path}"))
            report.add(f"{name}: failed", failed, "", 0)
            limit_ms = None if limit_s is None else limit_s * 1000
            report.add(f"{name}: p50", percentile(times, 0.5) * 1000, "ms")
            report.add(f"{name}: p99", percentile(times, 0.99) * 1000, "ms", limit_ms)
            share = (running.cpu_s() - cpu_s) / SECONDS * 100
            report.add(f"{name}: CPU with the watch", share, "% of a core")
    report.notes.append(
        "Open-loop: a request is sent on time though others still wait."
    )
    return report


async def _load(url: str) -> tuple[list[float], int]:
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

    limits = httpx.Limits(max_connections=50, max_keepalive_connections=50)
    async with httpx.AsyncClient(limits=limits) as client, asyncio.TaskGroup() as group:
        began_s = time.perf_counter()
        for number in range(RATE * SECONDS):
            due_s = began_s + number / RATE
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            group.create_task(one(client, due_s))
    return times, failed
