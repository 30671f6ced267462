"""SNMP: sysUpTime of every router in one slot, beside pysnmp; v3 on its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from benchmarks.table import Report
from collectors.aim import Aim
from collectors.resolve import NameCache, ResolveSettings
from collectors.schedule import SlotScheduler, SlotSettings
from collectors.snmp import SnmpCollector, SnmpCommunity, SnmpSettings, SnmpUser
from inventory.fleet import make_fleet
from inventory.targets import to_targets
from netmon.core.addresses import AddressGuard
from netmon.core.clock import SystemClock
from netmon.core.model import Outcome, Probe, Role, Target
from netmon.twin import credentials, namespace
from netmon.twin.network import TwinNetwork

PEER_SAMPLE = 500
V3_SAMPLE = 2000


def run() -> Report:
    report = Report("SNMP reachability of 8,255 routers in one slot")
    namespace.enter()
    fleet = make_fleet()
    targets = [
        each
        for each in to_targets(fleet, date(2026, 11, 20))
        if each.role is Role.ROUTER
    ]
    with TwinNetwork(fleet):
        _ours(report, "v2c", targets, 1.5)
        v3 = [
            replace(each, snmp=replace(each.snmp, credential="v3"))
            for each in targets[:V3_SAMPLE]
        ]
        _ours(report, "v3 authPriv, engine ids unknown and then cached", v3, None)
        _pysnmp(report, targets[:PEER_SAMPLE])
    return report


def _ours(
    report: Report, case: str, targets: Sequence[Target], limit_s: float | None
) -> None:
    for number, (took_s, cpu_s, silent) in enumerate(asyncio.run(_twice(targets)), 1):
        label = f"{case}, slot {number}, {len(targets):,} routers"
        report.add(f"{label}: CPU", cpu_s, "s", limit_s)
        report.add(f"{label}: time", took_s, "s")
        report.add(f"{label}: not answered", silent, "", 0)
        report.add(f"{label}: CPU per device", cpu_s / len(targets) * 1e6, "us")


async def _twice(targets: Sequence[Target]) -> list[tuple[float, float, int]]:
    """Return (seconds, CPU seconds, not answered) of two slots without phases."""
    user = credentials.V3_USER
    known = {
        "default": SnmpCommunity("2c", credentials.COMMUNITY.decode()),
        "v3": SnmpUser(
            user.name, user.auth or "", user.auth_password, "aes128", user.priv_password
        ),
    }
    clock = SystemClock()
    aim = Aim(NameCache(ResolveSettings()), AddressGuard(in_twin=True))
    collector = SnmpCollector(aim, clock, known, SnmpSettings())
    results = []
    for _ in range(2):
        probes: list[Probe] = []
        settings = SlotSettings(60.0, 30.0, max_busy_count=2000)
        scheduler = SlotScheduler(collector, settings, clock, probes.append)
        scheduler.assign(targets)
        began_s, cpu_s = time.perf_counter(), time.process_time()
        await scheduler.sweep()
        took_s, cpu_s = time.perf_counter() - began_s, time.process_time() - cpu_s
        silent = sum(each.outcome is not Outcome.ANSWERED for each in probes)
        results.append((took_s, cpu_s, silent))
    return results


def _pysnmp(report: Report, targets: Sequence[Target]) -> None:
    try:
        from pysnmp.hlapi.v1arch import asyncio as peer
    except ImportError:
        report.notes.append("pysnmp is not installed; not measured")
        return

    async def ask() -> int:
        dispatcher = peer.SnmpDispatcher()
        community = peer.CommunityData(credentials.COMMUNITY.decode(), mpModel=1)
        oid = peer.ObjectType(peer.ObjectIdentity("1.3.6.1.2.1.1.3.0"))
        room = asyncio.Semaphore(100)

        async def one(target: Target) -> bool:
            async with room:
                place = await peer.UdpTransportTarget.create((target.address, 161))
                error, *_ = await peer.get_cmd(dispatcher, community, place, oid)
                return error is None

        answered = sum(await asyncio.gather(*map(one, targets)))
        dispatcher.transport_dispatcher.close_dispatcher()
        return answered

    began_s, cpu_s = time.perf_counter(), time.process_time()
    answered = asyncio.run(ask())
    took_s, cpu_s = time.perf_counter() - began_s, time.process_time() - cpu_s
    report.add(f"pysnmp v1arch, {len(targets)} routers: answered", answered, "")
    report.add("pysnmp v1arch: CPU per device", cpu_s / len(targets) * 1e6, "us")
    report.add("pysnmp v1arch: time per device", took_s / len(targets) * 1e6, "us")
