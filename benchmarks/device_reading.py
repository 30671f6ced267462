"""One device read in one GET: what it costs, beside four peers."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.snmp_peers import Question, ask_peers
from benchmarks.table import Report
from collectors.aim import Aim
from collectors.profiles import load_catalogue
from collectors.resolve import NameCache, ResolveSettings
from collectors.snmp import DeviceReader, SnmpCommunity
from netmon.core.addresses import AddressGuard
from netmon.core.clock import SystemClock
from netmon.core.model import DeviceId, Method, Role, SiteCode, SnmpAccess, Target

COMMUNITY = "bench"
OUR_COUNT = 2_000
PEER_COUNT = 300


def run() -> Report:
    report = Report("One device read in one GET, by what it costs in CPU")
    with _snmpd() as port:
        oids = _ours(report, port)
        questions = [Question("127.0.0.1", port, oids)] * PEER_COUNT
        ask_peers(report, COMMUNITY, questions)
    report.notes += [
        "One Debian snmpd on loopback answers all; its own CPU is not counted.",
        f"All ask for the same {len(oids)} variables, the plan ours has learnt; peers "
        "hand them over undigested, ours makes a reading of ratios, ports and clients.",
        "v2c. snmpget is a process for each device, by the CPU of the children.",
    ]
    return report


@contextmanager
def _snmpd() -> Iterator[int]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = int(sock.getsockname()[1])
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "snmpd.conf").write_text(f"rocommunity {COMMUNITY}\n")
        environment = {
            **os.environ,
            **{"SNMPCONFPATH": scratch, "SNMP_PERSISTENT_DIR": scratch, "MIBS": ""},
        }
        words = ["snmpd", "-f", "-LF", "0", "/dev/null", f"udp:127.0.0.1:{port}"]
        process = subprocess.Popen(words, env=environment)
        try:
            _wait(port)
            yield port
        finally:
            process.terminate()
            process.wait(10)


def _wait(port: int) -> None:
    ends_s = time.monotonic() + 10
    while f":{port:04X} " not in Path("/proc/self/net/udp").read_text():
        assert time.monotonic() < ends_s, "snmpd does not start"
        time.sleep(0.05)


def _ours(report: Report, port: int) -> tuple[str, ...]:
    async def slots() -> tuple[float, float, int, tuple[str, ...]]:
        aim = Aim(NameCache(ResolveSettings()), AddressGuard())
        reader = DeviceReader(aim, SystemClock(), load_catalogue())
        credential = SnmpCommunity("2c", COMMUNITY)
        targets = [_target(f"d{n}", port) for n in range(OUR_COUNT)]
        room = asyncio.Semaphore(40)

        async def one(target: Target) -> bool:
            async with room:
                return (await reader.read(target, credential)).is_partial

        began_s = time.process_time()
        await asyncio.gather(*map(one, targets))
        learnt_s = time.process_time() - began_s
        began_s = time.process_time()
        partial = sum(await asyncio.gather(*map(one, targets)))
        cpu_s = time.process_time() - began_s
        plan = reader.plan_of(targets[0].device)
        assert plan is not None
        return learnt_s, cpu_s, partial, plan.oids

    learnt_s, cpu_s, partial, oids = asyncio.run(slots())
    per_device = 1e6 / OUR_COUNT
    report.add("netmon: CPU per device", cpu_s * per_device, "us", 727)
    report.add("netmon: readings with something missing", partial, "", 0)
    report.add("netmon: CPU per full reading", learnt_s * per_device, "us")
    return oids


def _target(name: str, port: int) -> Target:
    return Target(
        *(DeviceId(name), SiteCode("S"), Role.ROUTER, "127.0.0.1", (Method.SNMP,)),
        SnmpAccess("", port),
    )
