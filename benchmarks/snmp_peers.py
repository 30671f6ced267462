"""Other SNMP clients, each asking many agents for the variables of their plans."""

from __future__ import annotations

import asyncio
import resource
import shutil
import subprocess
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from benchmarks.table import Report

AT_ONCE = 20
COMMAND_COUNT = 100


@dataclass(frozen=True, slots=True)
class Question:
    """What one agent is asked for, in one GET by v2c."""

    address: str
    port: int
    oids: tuple[str, ...]


def ask_peers(report: Report, community: str, questions: Sequence[Question]) -> None:
    """Add what each peer needs for a device, CPU and time."""
    peers = (
        ("pysnmp v1arch", _pysnmp_v1arch),
        ("pysnmp v3arch", _pysnmp_v3arch),
        ("puresnmp", _puresnmp),
    )
    for name, peer in peers:
        _peer(report, name, len(questions), peer(community, questions))
    _snmpget(report, community, questions[:COMMAND_COUNT])


def _peer(report: Report, name: str, count: int, work: Awaitable[int]) -> None:
    async def answered_count() -> int:
        return await work

    began_s, cpu_s = time.perf_counter(), time.process_time()
    try:
        answered = asyncio.run(answered_count())
    except ImportError:
        report.notes.append(f"{name} is not installed; not measured")
        return
    cpu_s, took_s = time.process_time() - cpu_s, time.perf_counter() - began_s
    report.add(f"{name}: CPU per device", cpu_s / count * 1e6, "us")
    report.add(f"{name}: time per device", took_s / count * 1e6, "us")
    if answered != count:
        report.notes.append(f"{name}: {count - answered} were not answered")


async def _gather(
    one: Callable[[Question], Awaitable[bool]], questions: Sequence[Question]
) -> int:
    room = asyncio.Semaphore(AT_ONCE)

    async def bounded(question: Question) -> bool:
        async with room:
            return await one(question)

    return sum(await asyncio.gather(*map(bounded, questions)))


async def _pysnmp_v1arch(community: str, questions: Sequence[Question]) -> int:
    from pysnmp.hlapi.v1arch import asyncio as peer

    dispatcher = peer.SnmpDispatcher()
    secret = peer.CommunityData(community, mpModel=1)

    async def one(question: Question) -> bool:
        place = await peer.UdpTransportTarget.create((question.address, question.port))
        names = [peer.ObjectType(peer.ObjectIdentity(oid)) for oid in question.oids]
        error, *_ = await peer.get_cmd(dispatcher, secret, place, *names)
        return error is None

    answered = await _gather(one, questions)
    dispatcher.transport_dispatcher.close_dispatcher()
    return answered


async def _pysnmp_v3arch(community: str, questions: Sequence[Question]) -> int:
    from pysnmp.hlapi.v3arch import asyncio as peer

    engine = peer.SnmpEngine()
    secret = peer.CommunityData(community, mpModel=1)

    async def one(question: Question) -> bool:
        place = await peer.UdpTransportTarget.create((question.address, question.port))
        names = [peer.ObjectType(peer.ObjectIdentity(oid)) for oid in question.oids]
        context = peer.ContextData()
        error, *_ = await peer.get_cmd(engine, secret, place, context, *names)
        return error is None

    answered = await _gather(one, questions)
    engine.close_dispatcher()
    return answered


async def _puresnmp(community: str, questions: Sequence[Question]) -> int:
    from puresnmp import V2C, Client, PyWrapper

    async def one(question: Question) -> bool:
        client = PyWrapper(Client(question.address, V2C(community), port=question.port))
        found = await client.multiget(list(question.oids))
        return len(found) == len(question.oids)

    return await _gather(one, questions)


def _snmpget(report: Report, community: str, questions: Sequence[Question]) -> None:
    program = shutil.which("snmpget")
    if program is None:
        report.notes.append("snmpget is not installed; not measured")
        return
    words = (program, "-v2c", "-c", community, "-On", "-m", "")
    began, began_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for each in questions:
        subprocess.run(
            (*words, f"{each.address}:{each.port}", *each.oids),
            check=True,
            stdout=subprocess.DEVNULL,
        )
    took_s = time.perf_counter() - began_s
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    report.add("snmpget: CPU per device", cpu_s / len(questions) * 1e6, "us")
    report.add("snmpget: time per device", took_s / len(questions) * 1e6, "us")
