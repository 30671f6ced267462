"""A listener for traps on loopback, and net-snmp to send them."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from collectors.snmp import SnmpCommunity, SnmpCredential
from collectors.traps import TrapCounts, TrapListener
from netmon.core.clock import SystemClock
from netmon.core.model import DeviceId, Target
from netmon.core.ports import Clock
from netmon.core.settings import TrapSettings
from tests.integration.looking import CLOCK, target
from tests.integration.snmpd import CREDENTIALS, free_port
from tests.require import require

LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
LOCAL = ("127.0.0.1", 9)
_NET_SNMP = {
    "sha1": "SHA",
    "sha256": "SHA-256",
    "sha512": "SHA-512",
    "aes128": "AES",
    "des": "DES",
}


class StoppedClock(SystemClock):
    """No time passes, so no budget refills: what a flood gets is an exact number."""

    def monotonic(self) -> float:
        return 1_000.0


class Listening:
    """A listener on loopback, and what it asked for."""

    def __init__(
        self,
        here: Mapping[str, str],
        credentials: Mapping[str, SnmpCredential],
        clock: Clock,
        host: str,
    ) -> None:
        self.asked: list[str] = []
        self.here = {
            address: target(address, credential=name, device=f"device at {address}")
            for address, name in here.items()
        }
        self.listener = TrapListener(
            TrapSettings(host=host, port=free_port()),
            {**CREDENTIALS, **credentials},
            self._find,
            self._ask,
            clock,
        )

    @property
    def counts(self) -> TrapCounts:
        return self.listener.counts

    def _find(self, address: str) -> Target | None:
        return self.here.get(address)

    def _ask(self, device: DeviceId) -> None:
        self.asked.append(device)

    async def heard(self, count: int) -> None:
        """Wait until so many datagrams came in."""
        async with asyncio.timeout(30):
            while self.counts.received < count:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


@asynccontextmanager
async def listening(
    credential: str = "v2c",
    clock: Clock = CLOCK,
    host: str = "127.0.0.1",
    **credentials: SnmpCredential,
) -> AsyncIterator[Listening]:
    here = {"127.0.0.1": credential, "::1": credential}
    each = Listening(here, credentials, clock, host)
    task = asyncio.create_task(each.listener.run())
    try:
        await each.listener.listening.wait()
        yield each
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def _security(credential: SnmpCredential) -> list[str]:
    if isinstance(credential, SnmpCommunity):
        return [f"-v{credential.version}", "-c", credential.community]
    words = ["-v3", "-u", credential.name]
    level = "noAuthNoPriv"
    if credential.auth_protocol:
        level = "authNoPriv"
        words += ["-a", _NET_SNMP[credential.auth_protocol]]
        words += ["-A", credential.auth_password]
    if credential.priv_protocol:
        level = "authPriv"
        words += ["-x", _NET_SNMP[credential.priv_protocol]]
        words += ["-X", credential.priv_password]
    return [*words, "-l", level]


async def send(
    credential: SnmpCredential,
    port: int,
    tmp_path: Path,
    oid: str = LINK_DOWN,
    *,
    inform: bool = False,
    to: str = "udp:127.0.0.1",
) -> int:
    """Send one notification with net-snmp; its exit code."""
    tool = shutil.which("snmpinform" if inform else "snmptrap")
    require(tool, "snmp", "package snmp is not installed")
    assert tool is not None
    is_v1 = isinstance(credential, SnmpCommunity) and credential.version == "1"
    generic = str(int(oid.rpartition(".")[2]) - 1)
    what = ["1.3.6.1.4.1.14988.1", "", generic, "0", ""] if is_v1 else ["100", oid]
    words = [*_security(credential), "-r", "0", "-t", "2", f"{to}:{port}"]
    words += [*what, "1.3.6.1.2.1.2.2.1.1.7", "i", "7"]
    environment = {
        **os.environ,
        "MIBS": "",
        "SNMPCONFPATH": str(tmp_path),
        "SNMP_PERSISTENT_DIR": str(tmp_path),
    }
    process = await asyncio.create_subprocess_exec(
        tool, *words, env=environment, stderr=asyncio.subprocess.PIPE
    )
    await process.communicate()
    assert process.returncode is not None
    return process.returncode


@asynccontextmanager
async def recorded(tmp_path: Path) -> AsyncIterator[dict[str, bytes]]:
    """What net-snmp puts on the wire, by the name of the credential."""
    loop, taken = asyncio.get_running_loop(), {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.setblocking(False)
        for name, credential in CREDENTIALS.items():
            await send(credential, sock.getsockname()[1], tmp_path)
            taken[name] = await loop.sock_recv(sock, 65_535)
        yield taken
