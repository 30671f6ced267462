"""ICMP: the nation in one sweep, all up and all down, beside fping and aioping."""

from __future__ import annotations

import asyncio
import resource
import subprocess
import time
from collections.abc import Sequence
from datetime import date

from benchmarks.table import Report
from collectors.aim import Aim
from collectors.icmp import EchoSettings, IcmpCollector
from collectors.resolve import NameCache, ResolveSettings
from collectors.schedule import SlotScheduler, SlotSettings
from inventory.fleet import make_fleet
from inventory.targets import to_targets
from netmon.core.addresses import AddressGuard
from netmon.core.clock import SystemClock
from netmon.core.model import Outcome, Probe, Role, Target
from netmon.twin import namespace
from netmon.twin.network import TwinNetwork

SWEEPS = 100
DOWN_SWEEPS = 10
PEER_ADDRESSES = 3000
PEER_CONCURRENCY = 2000
FPING = ("fping", "-q", "-c", "3", "-i", "0", "-p", "500", "-t", "1000")


class Sweeps:
    """Sweeps of the fleet with our collector."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        self.imperfect_count = self.answered_count = 0

    async def run(self, count: int) -> list[tuple[float, float]]:
        """Return (seconds, CPU seconds) of each sweep."""
        clock = SystemClock()
        aim = Aim(NameCache(ResolveSettings()), AddressGuard(in_twin=True))
        async with IcmpCollector(aim, clock, EchoSettings()) as collector:
            settings = SlotSettings(30.0, 10.0, max_busy_count=20_000)
            scheduler = SlotScheduler(collector, settings, clock, self._count)
            scheduler.assign(self._targets)
            return [await self._one(scheduler) for _ in range(count)]

    def _count(self, probe: Probe) -> None:
        """Book a probe and let it go: a million kept would be the collector's load."""
        self.imperfect_count += probe.echoes is None or None in probe.echoes.rtts_s
        self.answered_count += probe.outcome is not Outcome.SILENT

    async def _one(self, scheduler: SlotScheduler) -> tuple[float, float]:
        began_s, cpu_s = time.perf_counter(), time.process_time()
        await scheduler.sweep()
        return time.perf_counter() - began_s, time.process_time() - cpu_s


def run() -> Report:
    report = Report("ICMP sweep, 8,255 sites x 3 echoes through the twin")
    namespace.enter()
    fleet = make_fleet()
    targets = [
        each
        for each in to_targets(fleet, date(2026, 11, 20))
        if each.role is Role.ROUTER
    ]
    addresses = [target.address for target in targets]
    with TwinNetwork(fleet) as twin:
        up_cpu_s = _all_up(report, targets)
        _fping(report, addresses, "all up")
        twin.power_off(fleet.sites)
        _all_down(report, targets, up_cpu_s)
        _fping(report, addresses, "all down")
        twin.restore()
        dark = list(fleet.sites)[:PEER_ADDRESSES]
        twin.cut_line(dark)
        _aioping(report, addresses)
    return report


def _all_up(report: Report, targets: Sequence[Target]) -> float:
    sweeps = Sweeps(targets)
    times = asyncio.run(sweeps.run(SWEEPS))
    lost = sweeps.imperfect_count
    report.add(f"sites with a lost echo in {SWEEPS} sweeps", lost, "", 0)
    report.add("sweep, all up, slowest", max(t for t, _ in times), "s", 2.0)
    report.add("sweep, all up, median", sorted(t for t, _ in times)[SWEEPS // 2], "s")
    cpu_s = sum(cpu for _, cpu in times) / SWEEPS
    report.add("CPU, all up, mean", cpu_s, "s")
    return cpu_s


def _all_down(report: Report, targets: Sequence[Target], up_cpu_s: float) -> None:
    sweeps = Sweeps(targets)
    times = asyncio.run(sweeps.run(DOWN_SWEEPS))
    answered = sweeps.answered_count
    report.add("answers from the dark", answered, "", 0)
    report.add("sweep, all down, slowest", max(t for t, _ in times), "s", 4.0)
    cpu_s = sum(cpu for _, cpu in times) / DOWN_SWEEPS
    report.add("CPU, all down, mean", cpu_s, "s", 2 * up_cpu_s)


def _fping(report: Report, addresses: Sequence[str], case: str) -> None:
    """Run the peer with its usual national sweep; it prints its losses on stderr."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began_s = time.perf_counter()
    done = subprocess.run(
        FPING, input="\n".join(addresses), capture_output=True, text=True, check=False
    )
    took_s = time.perf_counter() - began_s
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    perfect = sum("/3/0%" in line for line in done.stderr.splitlines())
    report.add(f"fping, {case}", took_s, "s")
    report.add(f"fping, {case}, CPU", cpu_s, "s")
    report.add(f"fping, {case}, sites without a lost echo", perfect, "")


def _aioping(report: Report, addresses: Sequence[str]) -> None:
    """Show what a socket and a random id per ping do among thousands."""
    try:
        import aioping
    except ImportError:
        report.notes.append("aioping is not installed; not measured")
        return

    async def one(address: str, room: asyncio.Semaphore) -> bool:
        async with room:
            try:
                await aioping.ping(address, timeout=1)
            except (TimeoutError, OSError):
                return False
            return True

    async def ask(both: Sequence[str]) -> list[bool]:
        room = asyncio.Semaphore(PEER_CONCURRENCY)
        return await asyncio.gather(*(one(each, room) for each in both))

    dark_part = addresses[:PEER_ADDRESSES]
    live_part = addresses[PEER_ADDRESSES : 2 * PEER_ADDRESSES]
    mixed = [each for pair in zip(dark_part, live_part, strict=True) for each in pair]
    answers = asyncio.run(ask(mixed))
    dark, live = sum(answers[::2]), sum(answers[1::2])
    report.add(f"aioping, called alive of {PEER_ADDRESSES} dark", dark, "")
    missing = PEER_ADDRESSES - live
    report.add(f"aioping, called dead of {PEER_ADDRESSES} live", missing, "")
