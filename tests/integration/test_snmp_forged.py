"""SNMPv3 answers that were tampered with, and refusals by somebody on the way."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from collectors.snmp.authentic import Signature
from netmon.core.model import Outcome
from netmon.twin import packets
from tests.integration.looking import require_icmp, snmp, target
from tests.integration.snmpd import CREDENTIALS, USERS, Snmpd, snmpd
from tests.namespace import require_namespace

pytestmark = pytest.mark.anyio

SIGNED = [name for name, user in USERS.items() if user.auth_protocol]
Tamper = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snmpd]:
    require_namespace()
    with snmpd(tmp_path_factory.mktemp("snmpd")) as running:
        yield running


@dataclass
class _Back(asyncio.DatagramProtocol):
    """Hands the agent's answers back to whoever asked, tampered with."""

    relay: Relay

    def datagram_received(self, data: bytes, _addr: object) -> None:
        self.relay.heard.append(data)
        self.relay.front.sendto(self.relay.tamper(data), self.relay.asker)


@dataclass
class Relay(asyncio.DatagramProtocol):
    """Stands between asker and agent.

    Attributes:
        heard: The agent's answers as they came.
    """

    tamper: Tamper
    heard: list[bytes] = field(default_factory=list)
    back: asyncio.DatagramTransport = field(init=False)
    front: asyncio.DatagramTransport = field(init=False)
    asker: tuple[str, int] = ("", 0)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.asker = addr
        self.back.sendto(data)


@asynccontextmanager
async def relay(agent: Snmpd, tamper: Tamper) -> AsyncIterator[tuple[Relay, int]]:
    loop, made = asyncio.get_running_loop(), Relay(tamper)
    made.front, _ = await loop.create_datagram_endpoint(
        lambda: made, local_addr=("127.0.0.1", 0)
    )
    made.back, _ = await loop.create_datagram_endpoint(
        lambda: _Back(made), remote_addr=("127.0.0.1", agent.port)
    )
    try:
        yield made, made.front.get_extra_info("sockname")[1]
    finally:
        made.front.close()
        made.back.close()


def signature_of(name: str) -> Signature:
    signature = USERS[name].signature
    assert signature is not None
    return signature


@pytest.mark.parametrize("name", SIGNED)
async def test_no_bit_of_a_signed_answer_can_be_turned(agent: Snmpd, name: str) -> None:
    async with relay(agent, lambda data: data) as (made, port):
        probe = await snmp((2.0,), **CREDENTIALS).look(
            target("127.0.0.1", port=port, credential=name)
        )
    assert probe.outcome is Outcome.ANSWERED
    answer, signature = made.heard[-1], signature_of(name)

    assert signature.is_on(answer)
    for bit in range(len(answer) * 8):
        turned = bytearray(answer)
        turned[bit // 8] ^= 1 << bit % 8
        assert not signature.is_on(bytes(turned)), f"bit {bit}"
    for end in range(len(answer)):
        assert not signature.is_on(answer[:end])


@pytest.mark.parametrize("name", SIGNED)
async def test_a_tampered_answer_is_never_a_reading(agent: Snmpd, name: str) -> None:
    def turn_last_bit(data: bytes) -> bytes:
        return data[:-1] + bytes([data[-1] ^ 1])

    collector = snmp((1.0,), **CREDENTIALS)
    async with relay(agent, turn_last_bit) as (_, port):
        where = target("127.0.0.1", port=port, credential=name)
        probes = [await collector.look(where) for _ in range(2)]

    assert all(probe.agent is None for probe in probes)
    assert all(probe.outcome is not Outcome.ANSWERED for probe in probes)


async def test_an_answer_signed_by_another_user_is_not_believed(agent: Snmpd) -> None:
    async with relay(agent, lambda data: data) as (made, port):
        await snmp((2.0,), **CREDENTIALS).look(
            target("127.0.0.1", port=port, credential="sha256")
        )

    assert signature_of("sha256").is_on(made.heard[-1])
    assert not signature_of("sha512").is_on(made.heard[-1])
    other = Signature("sha256", bytes(32))
    assert not other.is_on(made.heard[-1])


async def test_a_report_in_the_clear_is_heard(agent: Snmpd) -> None:
    """An agent that does not know us yet says its engine id unsigned."""
    async with relay(agent, lambda data: data) as (made, port):
        await snmp((2.0,), **CREDENTIALS).look(
            target("127.0.0.1", port=port, credential="sha256")
        )

    assert len(made.heard) >= 2
    assert signature_of("sha256").is_on(made.heard[0])


@pytest.mark.parametrize("credential", ["v2c", "sha256aes"])
async def test_a_port_refused_by_somebody_else_is_no_sign_of_life(
    credential: str,
) -> None:
    require_icmp()
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as agent,
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as raw,
    ):
        agent.bind(("127.0.0.1", 0))
        port = agent.getsockname()[1]
        raw.bind(("127.0.0.2", 0))  # the firewall before the host
        asyncio.get_running_loop().add_reader(agent, _refuse, agent, raw, port)
        probe = await snmp((0.3, 0.3), **CREDENTIALS).look(
            target("127.0.0.1", port=port, credential=credential)
        )
        asyncio.get_running_loop().remove_reader(agent)

    assert (probe.outcome, probe.reason) == (Outcome.SILENT, "econnrefused")


def _refuse(agent: socket.socket, raw: socket.socket, port: int) -> None:
    """Send "port unreachable" (RFC 792) about what came."""
    request, (asker, asked_from) = agent.recvfrom(4096)
    udp = struct.pack("!HHHH", asked_from, port, 8 + len(request), 0)
    here = socket.inet_aton(asker)
    about = packets.ip_packet(packets.UDP, here, here, udp + request)
    error = struct.pack("!BBHI", 3, 3, 0, 0) + about
    total = packets.checksum(error).to_bytes(2)
    raw.sendto(error[:2] + total + error[4:], (asker, 0))
