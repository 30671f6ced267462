"""The service on 8,255, 33,000 and 66,000 sites: what one more site costs."""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from benchmarks.icmp_sweep import FPING
from benchmarks.running import Service, service
from benchmarks.service_watch import read_downs
from benchmarks.table import Report
from inventory.fleet import make_fleet
from netmon.twin import namespace
from netmon.twin.network import TwinNetwork

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.core.model import SiteCode

SIZES = (8_255, 33_000, 66_000)
WATCH_S = 120
FAILURES = 20
SEED = 2569
FIRST_LOOK = re.compile(r"first look at (\d+) devices took ([\d.]+) s")


def run() -> Report:
    report = Report(
        f"Growth: {WATCH_S} s of the service at each size, {FAILURES} lines cut"
    )
    namespace.enter()
    for size in SIZES:
        _watch(report, size)
    report.notes.append(
        "The first look is made before the pace of the slots, so its time is that of "
        "a sweep. A look is skipped when it is 5 s late, or when its last one or "
        "4,000 others are under way."
    )
    return report


def _watch(report: Report, size: int) -> None:
    fleet = make_fleet(size=size)
    failing = random.Random(SEED).sample(list(fleet.sites), FAILURES)
    with tempfile.TemporaryDirectory() as folder, TwinNetwork(fleet) as twin:
        _fping(report, fleet)
        with service(Path(folder), fleet) as running:
            _measure(report, twin, running, failing, f"{size:,} sites")
        _judge(report, running, failing, f"{size:,} sites")


def _measure(
    report: Report,
    twin: TwinNetwork,
    running: Service,
    failing: Sequence[SiteCode],
    who: str,
) -> None:
    size = len(twin.register.sites)
    device_count, sweep_s = _first_look(running)
    report.add(f"{who}: first sweep of {device_count:,} devices", sweep_s, "s")
    report.add(f"{who}: the same a device", sweep_s / device_count * 1e6, "us")
    skipped = _skipped_counts(running)
    cpu_s, twin_s, began_s = running.cpu_s(), twin.cpu_seconds(), time.monotonic()
    twin.cut_line(failing)
    time.sleep(WATCH_S)
    took_s = time.monotonic() - began_s
    share = (running.cpu_s() - cpu_s) / took_s
    twin_share = (twin.cpu_seconds() - twin_s) / took_s
    report.add(f"{who}: mean CPU, service", share * 100, "% of a core")
    report.add(f"{who}: CPU a site and minute", share * 60 / size * 1e6, "us")
    report.add(f"{who}: mean CPU, twin (apart)", twin_share * 100, "% of a core")
    rss_bytes = running.rss_bytes()
    report.add(f"{who}: RSS", rss_bytes / 2**20, "MiB")
    report.add(f"{who}: RSS a site", rss_bytes / size / 1024, "KiB")
    for why, count in _skipped_counts(running).items():
        report.add(f"{who}: looks skipped, {why}", count - skipped[why], "")
    worst_ms = max(job["lateness_s"] for job in _jobs(running)) * 1000
    report.add(f"{who}: worst lateness in the last slot", worst_ms, "ms")


def _judge(
    report: Report, running: Service, failing: Sequence[SiteCode], who: str
) -> None:
    downs = asyncio.run(read_downs(running.home)).keys()
    missed = len(set(failing) - downs)
    report.add(f"{who}: of {FAILURES} cut lines not down", missed, "", 0)
    report.add(f"{who}: false downs", len(downs - set(failing)), "", 0)


def _first_look(running: Service) -> tuple[int, float]:
    """Return devices and seconds of the first sweep, as the service logged them."""
    found = FIRST_LOOK.search((running.home / "log.txt").read_text())
    if found is None:
        raise RuntimeError("the service did not log its first look")
    return int(found[1]), float(found[2])


def _jobs(running: Service) -> list[dict[str, Any]]:
    answer = httpx.get(f"{running.url}/api/v1/pollers", timeout=60)
    jobs: list[dict[str, Any]] = answer.json()["items"][0]["jobs"]
    return jobs


def _skipped_counts(running: Service) -> Counter[str]:
    """Return looks skipped so far by all methods, by why."""
    counts: Counter[str] = Counter()
    for job in _jobs(running):
        counts["late"] += job["late_total"]
        counts["last one under way"] += job["overrun_total"]
        counts["too many under way"] += job["refused_total"]
    return counts


def _fping(report: Report, fleet: Register) -> None:
    """Run the peer over every router; it gives up on large fleets, which is told."""
    addresses = [each.address for each in fleet.routers.values() if each.address]
    began_s = time.perf_counter()
    done = subprocess.run(
        FPING, input="\n".join(addresses), capture_output=True, text=True, check=False
    )
    took_s = time.perf_counter() - began_s
    lines = done.stderr.splitlines()
    perfect = sum("/3/0%" in line for line in lines)
    who = f"fping, {len(fleet.sites):,} sites"
    if perfect == 0:
        last = lines[-1] if lines else "nothing"
        report.notes.append(f"{who}: ended with {done.returncode} and said: {last}")
        return
    report.add(f"{who}: sweep", took_s, "s")
    report.add(f"{who}: without a lost echo", perfect, "")
