"""100,000 damaged and forged replies at the real collectors, among genuine ones."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.fuzz_wire import FuzzWire, Truth, truth_of
from benchmarks.table import Report
from collectors.aim import Aim
from collectors.icmp import EchoSettings, IcmpCollector
from collectors.resolve import NameCache, ResolveSettings
from collectors.snmp import (
    SnmpCollector,
    SnmpCommunity,
    SnmpCredential,
    SnmpSettings,
    SnmpUser,
)
from inventory.fleet import make_fleet
from inventory.targets import to_targets
from netmon.core.addresses import AddressGuard
from netmon.core.clock import SystemClock
from netmon.core.model import Method, Outcome, Probe, Role, Target
from netmon.twin import credentials, namespace
from netmon.twin.devices import make_devices

if TYPE_CHECKING:
    from inventory.model import Register

REPLIES = 100_000
SITES = 150
SEED = 2569
USER = credentials.V3_USER
KNOWN: dict[str, SnmpCredential] = {
    "v1": SnmpCommunity("1", credentials.COMMUNITY.decode()),
    "v2c": SnmpCommunity("2c", credentials.COMMUNITY.decode()),
    "v3": SnmpUser(
        USER.name, USER.auth or "", USER.auth_password, "aes128", USER.priv_password
    ),
}
WARM_SHARE = 0.25
"""Memory is compared with what it was after this share of the replies."""


@dataclass(slots=True)
class Outcomes:
    """What the collectors said, and what they cost.

    Attributes:
        counts: Keyed by (who stands there, method, outcome).
        wrong: Probes that say what is not so.
        believed_count: Readings taken from damaged SNMPv3 messages.
        escaped: Exceptions that left a collector or reached the loop.
        grown_bytes: Resident memory at the end less that when warm.
        handles_more_count: Open handles at the end less those at the start.
    """

    counts: Counter[tuple[Truth, Method, Outcome]] = field(default_factory=Counter)
    wrong: list[Probe] = field(default_factory=list)
    believed_count: int = 0
    escaped: list[str] = field(default_factory=list)
    grown_bytes: int = 0
    handles_more_count: int = 0

    def take(self, target: Target, said: Probe | BaseException) -> None:
        """Book how one look ended."""
        if isinstance(said, BaseException):
            self.escaped.append(repr(said))
            return
        truth = truth_of(IPv4Address(target.address).packed)
        self.counts[truth, said.method, said.outcome] += 1
        if _is_wrong(truth, said):
            self.wrong.append(said)
        is_signed = said.method is Method.SNMP and target.snmp.credential == "v3"
        if is_signed and truth is Truth.DAMAGED:
            self.believed_count += said.outcome is Outcome.ANSWERED


def run() -> Report:
    report = Report(f"{REPLIES:,} damaged and forged replies at the collectors")
    namespace.enter()
    wire, targets = make_hostile_nation(SITES, SEED)
    with wire.running():
        outcomes = asyncio.run(campaign(wire, targets, REPLIES))
    report.add("damaged or forged replies", sum(wire.sent.values()), "")
    report.add("genuine replies among them", wire.genuine_count, "")
    for kind, count in sorted(wire.sent.items()):
        report.add(f"replies: {kind}", count, "")
    for (truth, method, outcome), count in sorted(outcomes.counts.items()):
        report.add(f"{truth} by {method}: {outcome}", count, "looks")
    report.add("wrong verdicts", len(outcomes.wrong), "", 0)
    believed = "readings taken from damaged SNMPv3 authPriv messages"
    report.add(believed, outcomes.believed_count, "")
    report.add("exceptions that escaped", len(outcomes.escaped), "", 0)
    report.add("growth of memory", outcomes.grown_bytes / 2**20, "MiB", 4)
    report.add("growth of open handles", outcomes.handles_more_count, "", 0)
    report.notes += [
        "Who is alive answers among damage, and must be alive; who is dark is spoken "
        "for by others, and must be silent; who sends only damage has spoken, and must "
        "be measured.",
        f"Memory counts from a {WARM_SHARE:.0%} share of the replies on.",
    ]
    return report


def make_hostile_nation(sites: int, seed: int) -> tuple[FuzzWire, list[Target]]:
    """Return a wire in front of `sites` routers, and each router by each credential."""
    fleet = make_fleet(size=sites)
    wire = FuzzWire(_devices(fleet), random.Random(seed))
    routers = [
        each
        for each in to_targets(fleet, date(2026, 11, 20))
        if each.role is Role.ROUTER
    ]
    names = tuple(KNOWN)
    return wire, [
        replace(
            each,
            snmp=replace(each.snmp, credential=names[number // 3 % len(names)]),
        )
        for number, each in enumerate(routers)
    ]


def _devices(fleet: Register) -> dict[bytes, Any]:
    devices = make_devices(fleet, SEED, time.monotonic())
    return {each.address: each for each in devices if each.address is not None}


async def campaign(
    wire: FuzzWire, targets: Sequence[Target], reply_count: int
) -> Outcomes:
    """Look at every target, again and again, until the wire has sent `reply_count`."""
    outcomes = Outcomes()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: outcomes.escaped.append(str(context)))
    clock = SystemClock()
    aim = Aim(NameCache(ResolveSettings()), AddressGuard(in_twin=True))
    echoes = EchoSettings(offsets_s=(0.0, 0.1, 0.2))
    snmp = SnmpCollector(aim, clock, KNOWN, SnmpSettings())
    async with IcmpCollector(aim, clock, echoes) as icmp:
        await _look_once((icmp, snmp), targets, outcomes)
        handles, warm_bytes = _handle_count(), _rss_bytes()
        is_warm = False
        while (sent := sum(wire.sent.values())) < reply_count:
            if not is_warm and sent >= reply_count * WARM_SHARE:
                is_warm, warm_bytes = True, _rss_bytes()
            await _look_once((icmp, snmp), targets, outcomes)
        outcomes.grown_bytes = _rss_bytes() - warm_bytes
        outcomes.handles_more_count = _handle_count() - handles
    return outcomes


async def _look_once(
    collectors: Sequence[IcmpCollector | SnmpCollector],
    targets: Sequence[Target],
    outcomes: Outcomes,
) -> None:
    asked = [(each, target) for each in collectors for target in targets]
    looks = (each.look(target) for each, target in asked)
    said = await asyncio.gather(*looks, return_exceptions=True)
    for (_, target), probe in zip(asked, said, strict=True):
        outcomes.take(target, probe)


def _is_wrong(truth: Truth, probe: Probe) -> bool:
    if truth is Truth.ALIVE:
        return not probe.outcome.is_alive
    if truth is Truth.DARK:
        return probe.outcome is not Outcome.SILENT
    return probe.outcome is Outcome.NOT_MEASURED


def _rss_bytes() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _handle_count() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())
