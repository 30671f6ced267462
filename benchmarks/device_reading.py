"""One device read in one GET: what it costs, beside four peers."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

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
COMMAND_COUNT = 100


def run() -> Report:
    report = Report("One device read in one GET, by what it costs in CPU")
    with _snmpd() as port:
        oids = _ours(report, port)
        _peer(report, "pysnmp v1arch", lambda: _pysnmp_v1arch(port, oids))
        _peer(report, "pysnmp v3arch", lambda: _pysnmp_v3arch(port, oids))
        _peer(report, "puresnmp", lambda: _puresnmp(port, oids))
        _snmpget(report, port, oids)
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


def _peer(report: Report, name: str, ask: Callable[[], Awaitable[int]]) -> None:
    async def work() -> int:
        return await ask()

    began_s = time.process_time()
    try:
        answered = asyncio.run(work())
    except ImportError:
        report.notes.append(f"{name} is not installed; not measured")
        return
    cpu_s = time.process_time() - began_s
    report.add(f"{name}: CPU per device", cpu_s / PEER_COUNT * 1e6, "us")
    if answered != PEER_COUNT:
        report.notes.append(f"{name}: {PEER_COUNT - answered} were not answered")


async def _gather(one: Callable[[], Awaitable[bool]]) -> int:
    room = asyncio.Semaphore(20)

    async def bounded() -> bool:
        async with room:
            return await one()

    return sum(await asyncio.gather(*(bounded() for _ in range(PEER_COUNT))))


async def _pysnmp_v1arch(port: int, oids: Sequence[str]) -> int:
    from pysnmp.hlapi.v1arch import asyncio as peer

    dispatcher = peer.SnmpDispatcher()
    community = peer.CommunityData(COMMUNITY, mpModel=1)
    place = await peer.UdpTransportTarget.create(("127.0.0.1", port))
    names = [peer.ObjectType(peer.ObjectIdentity(oid)) for oid in oids]

    async def one() -> bool:
        error, *_ = await peer.get_cmd(dispatcher, community, place, *names)
        return error is None

    answered = await _gather(one)
    dispatcher.transport_dispatcher.close_dispatcher()
    return answered


async def _pysnmp_v3arch(port: int, oids: Sequence[str]) -> int:
    from pysnmp.hlapi.v3arch import asyncio as peer

    engine = peer.SnmpEngine()
    community = peer.CommunityData(COMMUNITY, mpModel=1)
    place = await peer.UdpTransportTarget.create(("127.0.0.1", port))
    names = [peer.ObjectType(peer.ObjectIdentity(oid)) for oid in oids]

    async def one() -> bool:
        context = peer.ContextData()
        error, *_ = await peer.get_cmd(engine, community, place, context, *names)
        return error is None

    answered = await _gather(one)
    engine.close_dispatcher()
    return answered


async def _puresnmp(port: int, oids: Sequence[str]) -> int:
    from puresnmp import V2C, Client, PyWrapper

    async def one() -> bool:
        client = PyWrapper(Client("127.0.0.1", V2C(COMMUNITY), port=port))
        return len(await client.multiget(list(oids))) == len(oids)

    return await _gather(one)


def _snmpget(report: Report, port: int, oids: Sequence[str]) -> None:
    program = shutil.which("snmpget")
    if program is None:
        report.notes.append("snmpget is not installed; not measured")
        return
    words: Sequence[str] = (
        *(program, "-v2c", "-c", COMMUNITY, "-On", "-m", ""),
        *(f"127.0.0.1:{port}", *oids),
    )
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(COMMAND_COUNT):
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    report.add("snmpget: CPU per device", cpu_s / COMMAND_COUNT * 1e6, "us")
