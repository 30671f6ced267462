"""One slot over routers, controllers and access points in tunnels, each read whole."""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import psutil

from benchmarks.snmp_exporter import ask_exporter
from benchmarks.snmp_peers import Question, ask_peers
from benchmarks.table import Report
from collectors.aim import Aim
from collectors.profiles import load_catalogue
from collectors.reading import ReadingCollector
from collectors.resolve import NameCache, ResolveSettings
from collectors.schedule import SlotScheduler, SlotSettings
from collectors.snmp import (
    DeviceReader,
    SnmpCommunity,
    SnmpCredential,
    SnmpUser,
)
from inventory.fleet import make_fleet
from inventory.targets import to_controller_targets, to_targets
from netmon.core.addresses import AddressGuard
from netmon.core.clock import SystemClock
from netmon.core.model import Outcome, Probe, Role, Target
from netmon.core.settings import PollSettings
from netmon.service.collect import to_reader_settings
from netmon.twin import credentials, namespace
from netmon.twin.network import TwinNetwork
from netmon.twin.tun import TUN_NAME

if TYPE_CHECKING:
    from netmon.core.reading import DeviceReading

SLOTS = 5
AT_ONCE = 200
V3_COUNT = 2_000
PEER_COUNT = 300
EXPORTER_COUNT = 1_000
TODAY = date(2026, 11, 20)
COMMUNITY = credentials.COMMUNITY.decode()


@dataclass(frozen=True, slots=True)
class Slot:
    """What one slot took.

    Attributes:
        bytes_count: Both ways, with IP and UDP headers.
        partial: Why readings have something missing, one entry each.
    """

    took_s: float
    cpu_s: float
    bytes_count: int
    not_answered_count: int
    partial: tuple[str, ...]


def run() -> Report:
    report = Report("One slot over every device that is read, phases off")
    namespace.enter()
    fleet = make_fleet()
    everybody = (*to_targets(fleet, TODAY), *to_controller_targets(fleet))
    routers = [each for each in everybody if each.role is Role.ROUTER]
    by_v3 = [
        replace(each, snmp=replace(each.snmp, credential="v3"))
        for each in routers[:V3_COUNT]
    ]
    with TwinNetwork(fleet):
        questions = asyncio.run(_ours(report, "", everybody, routers))
        asyncio.run(_ours(report, "v3 alone: ", by_v3, by_v3))
        step = len(questions) // PEER_COUNT
        ask_peers(report, COMMUNITY, questions[::step][:PEER_COUNT])
        step = len(questions) // EXPORTER_COUNT
        ask_exporter(report, COMMUNITY, questions[::step][:EXPORTER_COUNT])
    report.notes += [
        f"{AT_ONCE} readings at once, as many as may learn at once while they do; the "
        "twin answers at once and its CPU is apart. "
        "Objects that live on are frozen after learning, as the service does.",
        "The synthetic register has v2c alone; v3 is authPriv (SHA-256, AES-128).",
        "Peers ask the twin's routers for the plans ours has learnt and hand the "
        "values over undigested; snmpget is a process a device.",
    ]
    return report


async def _ours(
    report: Report, case: str, targets: Sequence[Target], routers: Sequence[Target]
) -> list[Question]:
    clock = SystemClock()
    aim = Aim(NameCache(ResolveSettings()), AddressGuard(in_twin=True))
    settings = to_reader_settings(PollSettings())
    reader = DeviceReader(aim, clock, load_catalogue(), settings)
    slots = [await _slot(reader, targets, settings.max_learning_count)]
    gc.collect()
    gc.freeze()
    slots += [await _slot(reader, targets) for _ in range(SLOTS)]
    gc.unfreeze()
    _tell(report, case, slots, len(targets))
    plans = ((each, reader.plan_of(each.device)) for each in routers)
    return [
        Question(each.address, each.snmp.port, plan.oids)
        for each, plan in plans
        if plan
    ]


def _tell(report: Report, case: str, slots: Sequence[Slot], count: int) -> None:
    learning, *routine = slots
    whole = not case
    report.add(f"{case}devices", count, "")
    report.add(f"{case}learning all: time", learning.took_s, "s")
    report.add(f"{case}learning all: CPU", learning.cpu_s, "s")
    took_s = [each.took_s for each in routine]
    cpu_s = [each.cpu_s for each in routine]
    median_s = statistics.median(cpu_s)
    report.add(
        *(f"{case}slot: time, median of {SLOTS}", statistics.median(took_s), "s"),
        8 if whole else None,
    )
    report.add(f"{case}slot: time, slowest", max(took_s), "s")
    report.add(
        f"{case}slot: CPU, median of {SLOTS}", median_s, "s", 6 if whole else None
    )
    report.add(f"{case}slot: CPU, most", max(cpu_s), "s")
    report.add(f"{case}slot: CPU per device", median_s / count * 1e6, "us")
    report.add(f"{case}slot: bytes on the wire", routine[-1].bytes_count, "B")
    lost = sum(each.not_answered_count for each in routine)
    report.add(f"{case}not answered in {SLOTS} slots", lost, "", 0)
    partial = [why for each in routine for why in each.partial]
    report.add(f"{case}partial readings in {SLOTS} slots", len(partial), "", 0)
    report.notes += [f"{case}partial: {why}" for why in dict.fromkeys(partial)][:5]


async def _slot(
    reader: DeviceReader, targets: Sequence[Target], at_once: int = AT_ONCE
) -> Slot:
    user = credentials.V3_USER
    known: dict[str, SnmpCredential] = {
        "default": SnmpCommunity("2c", COMMUNITY),
        "v3": SnmpUser(
            user.name, user.auth or "", user.auth_password, "aes128", user.priv_password
        ),
    }
    readings: list[DeviceReading] = []
    probes: list[Probe] = []
    clock = SystemClock()
    collector = ReadingCollector(
        reader, known, clock, lambda _, reading: readings.append(reading)
    )
    settings = SlotSettings(60.0, 30.0, max_busy_count=at_once)
    scheduler = SlotScheduler(collector, settings, clock, probes.append)
    scheduler.assign(targets)
    bytes_count, cpu_s, began_s = _bytes(), time.process_time(), time.perf_counter()
    await scheduler.sweep()
    return Slot(
        took_s=time.perf_counter() - began_s,
        cpu_s=time.process_time() - cpu_s,
        bytes_count=_bytes() - bytes_count,
        not_answered_count=sum(each.outcome is not Outcome.ANSWERED for each in probes),
        partial=tuple("; ".join(r.notes) for r in readings if r.is_partial),
    )


def _bytes() -> int:
    counted = psutil.net_io_counters(pernic=True)[TUN_NAME]
    return int(counted.bytes_sent + counted.bytes_recv)
