"""Collectors as the service builds them, and targets to point them at."""

from __future__ import annotations

import socket
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from collectors.aim import Aim
from collectors.icmp import EchoSettings, IcmpCollector
from collectors.resolve import NameCache, ResolveSettings
from collectors.snmp import SnmpCollector, SnmpCommunity, SnmpCredential, SnmpSettings
from collectors.tcp import TcpCollector
from netmon.core.addresses import AddressGuard
from netmon.core.clock import SystemClock
from netmon.core.model import (
    DeviceId,
    Method,
    Outcome,
    Probe,
    Role,
    SiteCode,
    SnmpAccess,
    Target,
)
from tests.require import require

ROOT = Path(__file__).parents[2]
CLOCK = SystemClock()
FAST = EchoSettings(offsets_s=(0.0, 0.1, 0.2), timeout_s=0.3)
"""Like the real bursts, only sooner over."""


def aim() -> Aim:
    return Aim(NameCache(ResolveSettings()), AddressGuard(in_twin=True))


def target(
    address: str,
    *,
    port: int = 161,
    credential: str = "default",
    tcp_port: int = 22,
    device: str = "",
) -> Target:
    return Target(
        DeviceId(device or address),
        SiteCode("S"),
        Role.ROUTER,
        address,
        tuple(Method),
        SnmpAccess(credential, port),
        tcp_port,
    )


def said(probe: Probe) -> tuple[Outcome, str, int]:
    """Return outcome, reason and how many echoes were answered."""
    answered = len(probe.echoes.answered_s) if probe.echoes else 0
    return probe.outcome, probe.reason, answered


def require_icmp() -> None:
    """Skip the calling test where raw ICMP sockets are refused."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()
    except PermissionError:
        require(None, "icmp", "no CAP_NET_RAW")


@asynccontextmanager
async def icmp(settings: EchoSettings = FAST) -> AsyncIterator[IcmpCollector]:
    require_icmp()
    async with IcmpCollector(aim(), CLOCK, settings) as collector:
        yield collector


def snmp(
    timeouts_s: tuple[float, ...] = (0.3,), **credentials: SnmpCredential
) -> SnmpCollector:
    known = {"default": SnmpCommunity(), **credentials}
    return SnmpCollector(aim(), CLOCK, known, SnmpSettings(timeouts_s=timeouts_s))


def tcp(timeout_s: float = 0.3) -> TcpCollector:
    return TcpCollector(aim(), CLOCK, timeout_s=timeout_s)


def run_child(script: str) -> str:
    """Run `script` in a process of its own, in our namespace; return what it prints."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout
