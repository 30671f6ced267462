"""SNMP looks at agents that answer wrongly, too late, too much, or not at all."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import socket
import struct
from collections import Counter
from collections.abc import Iterator

import pytest

from collectors.snmp import SnmpCommunity, SnmpUser
from netmon.core.model import Method, Outcome, Probe
from netmon.twin import ber, packets, pdu
from netmon.twin.credentials import V3_USERS
from netmon.twin.faults import FaultKind, ReplyMode
from netmon.twin.network import TwinNetwork
from tests.integration.looking import require_icmp, run_child, snmp, target
from tests.integration.loopback_agent import good, loopback_agent
from tests.namespace import require_namespace
from tests.registers import small_register

pytestmark = pytest.mark.anyio

R1, R2 = "198.18.2.1", "198.18.2.2"
KNOWN = {
    "v1": SnmpCommunity("1"),
    "v2c": SnmpCommunity(),
    **{
        each.name: SnmpUser(
            each.name,
            each.auth or "",
            each.auth_password,
            "aes128" if each.priv_password else "",
            each.priv_password,
        )
        for each in V3_USERS
    },
}


@pytest.fixture(scope="module")
def nation() -> Iterator[TwinNetwork]:
    require_namespace()
    with TwinNetwork(small_register()) as twin:
        yield twin


@pytest.fixture
def twin(nation: TwinNetwork) -> Iterator[TwinNetwork]:
    yield nation
    nation.restore()


def verdict(probe: Probe) -> tuple[Outcome, str]:
    return probe.outcome, probe.reason


ANSWERED = (Outcome.ANSWERED, "")
SILENT = (Outcome.SILENT, "timeout")
GARBLED = (Outcome.REFUSED, "garbled")
CLOSED = (Outcome.REFUSED, "port_closed")


@pytest.mark.parametrize("credential", KNOWN)
async def test_the_nation_answers_every_version(
    twin: TwinNetwork, credential: str
) -> None:
    collector = snmp((1.0,), **KNOWN)
    for _ in range(2):
        probe = await collector.look(target(R1, credential=credential))

        assert verdict(probe) == ANSWERED
        assert probe.agent is not None
        assert probe.agent.sys_object_id == "1.3.6.1.4.1.14988.1"
        assert probe.agent.sys_uptime_s is not None
        assert probe.agent.engine_boots is not None


WRONG = {
    ReplyMode.LATE: SILENT,
    ReplyMode.DUPLICATE: ANSWERED,
    ReplyMode.WRONG_ID: SILENT,
    ReplyMode.WRONG_SOURCE: SILENT,
    ReplyMode.TRUNCATED: GARBLED,
    ReplyMode.GARBAGE: GARBLED,
    ReplyMode.REFUSED: CLOSED,
}


@pytest.mark.parametrize("credential", ["v1", "v2c", "netmon", "netmon-noauth"])
@pytest.mark.parametrize(("mode", "expected"), WRONG.items(), ids=WRONG)
async def test_a_wrong_answer_has_the_right_outcome(
    twin: TwinNetwork,
    mode: ReplyMode,
    expected: tuple[Outcome, str],
    credential: str,
) -> None:
    twin.misbehave(R1, mode, method=Method.SNMP, late_s=0.4)
    twin.silence([R2], FaultKind.SNMP_SILENT)
    collector = snmp((0.3,), **KNOWN)
    first, second = await asyncio.gather(
        *(collector.look(target(each, credential=credential)) for each in (R1, R2))
    )

    assert verdict(first) == expected
    assert verdict(second) == SILENT
    twin.restore()
    healed = await snmp((1.0,), **KNOWN).look(target(R1, credential=credential))
    assert verdict(healed) == ANSWERED


@pytest.mark.parametrize("credential", ["v1", "v2c", "netmon"])
async def test_an_answer_with_padding_never_raises(
    twin: TwinNetwork, credential: str
) -> None:
    twin.misbehave(R1, ReplyMode.OVERSIZED, method=Method.SNMP)
    probe = await snmp((0.3,), **KNOWN).look(target(R1, credential=credential))

    assert probe.outcome.is_alive


async def test_the_second_try_hears_what_the_first_lost() -> None:
    asked = 0

    def second_time(request: bytes) -> list[bytes]:
        nonlocal asked
        asked += 1
        return [good(request)] if asked == 2 else []

    async with loopback_agent(second_time) as port:
        probe = await snmp((0.1, 1.0)).look(target("127.0.0.1", port=port))

    assert verdict(probe) == ANSWERED
    assert probe.took_s >= 0.1


async def test_a_slow_answer_to_the_first_try_is_not_the_second_ones() -> None:
    waiting: list[bytes] = []

    def one_behind(request: bytes) -> list[bytes]:
        waiting.append(good(request))
        return waiting[:-1]

    async with loopback_agent(one_behind) as port:
        probe = await snmp((0.1, 0.1)).look(target("127.0.0.1", port=port))

    assert probe.outcome is not Outcome.ANSWERED


ENGINE = ber.oid((1, 3, 6, 1, 6, 3, 10))[2:]


def old_agent(request: bytes) -> list[bytes]:
    """An SNMPv1 agent without SNMP-FRAMEWORK-MIB: noSuchName for the whole request."""
    if ENGINE not in request:
        return [good(request)]
    _, start, _ = ber.read(request, 0, ber.SEQUENCE)
    _, _, at = ber.read(request, start)
    _, _, at = ber.read(request, at)
    error = pdu._error(pdu.parse_request(request, at), 2, 3)
    return [ber.tlv(ber.SEQUENCE, request[start:at] + error)]


async def test_an_agent_without_an_engine_still_tells_its_uptime() -> None:
    async with loopback_agent(old_agent) as port:
        probe = await snmp((1.0,), v1=SnmpCommunity("1")).look(
            target("127.0.0.1", port=port, credential="v1")
        )

    assert verdict(probe) == ANSWERED
    assert probe.agent is not None
    assert probe.agent.sys_uptime_s is not None
    assert probe.agent.sys_object_id == "1.3.6.1.4.1.14988.1"
    assert (probe.agent.engine_boots, probe.agent.engine_time_s) == (None, None)


@pytest.mark.parametrize("credential", KNOWN)
async def test_junk_before_the_good_answer_is_thrown_away(credential: str) -> None:
    def reply(request: bytes) -> list[bytes]:
        said = good(request)
        junk = [b"", b"\0", b"0", b"\x30\x84\xff\xff\xff\xff", os.urandom(40)]
        return [*junk, said[:-1], said + b"\0", *junk, said]

    async with loopback_agent(reply) as port:
        probe = await snmp((2.0,), **KNOWN).look(
            target("127.0.0.1", port=port, credential=credential)
        )

    assert verdict(probe) == ANSWERED


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a kernel table


async def test_ten_thousand_junk_datagrams_neither_hang_nor_leak() -> None:
    before = descriptors()

    def flood(request: bytes) -> Iterator[bytes]:
        for n in range(1_000):
            yield b"\x30\x03\x02\x01" + n.to_bytes(2)
            yield b"\x30\x05" + good(request)[2:7]

    async with loopback_agent(flood) as port:
        collector = snmp((1.0,))
        probes = [
            await collector.look(target("127.0.0.1", port=port)) for _ in range(5)
        ]
    gc.collect()

    assert {verdict(probe) for probe in probes} == {GARBLED}
    assert descriptors() <= before
    assert not [name for name in asyncio.all_tasks() if "look" in str(name.get_name())]


async def test_cancelled_looks_close_their_sockets() -> None:
    before = descriptors()
    async with loopback_agent(lambda _: []) as port:
        collector = snmp((5.0,), **KNOWN)
        looks = [
            asyncio.create_task(
                collector.look(target("127.0.0.1", port=port, credential=credential))
            )
            for credential in KNOWN
            for _ in range(20)
        ]
        await asyncio.sleep(0.1)
        assert descriptors() >= before + len(looks)
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)
        del looks, look
    gc.collect()

    assert descriptors() <= before


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (0, (Outcome.SILENT, "enetunreach")),
        (1, (Outcome.SILENT, "ehostunreach")),
        (3, CLOSED),
        (9, (Outcome.SILENT, "enetunreach")),
        (10, (Outcome.SILENT, "ehostunreach")),
        (13, (Outcome.SILENT, "ehostunreach")),
    ],
    ids=["net", "host", "port", "net prohibited", "host prohibited", "filtered"],
)
async def test_a_router_that_cannot_deliver_did_not_blind_us(
    code: int, expected: tuple[Outcome, str]
) -> None:
    require_icmp()
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as agent,
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as raw,
    ):
        agent.bind(("127.0.0.1", 0))
        port = agent.getsockname()[1]

        def on_readable() -> None:
            request, (asker, asked_from) = agent.recvfrom(4096)
            udp = struct.pack("!HHHH", asked_from, port, 8 + len(request), 0)
            here = socket.inet_aton(asker)
            about = packets.ip_packet(packets.UDP, here, here, udp + request)
            error = struct.pack("!BBHI", 3, code, 0, 0) + about
            total = packets.checksum(error).to_bytes(2)
            raw.sendto(error[:2] + total + error[4:], (asker, 0))

        loop = asyncio.get_running_loop()
        loop.add_reader(agent, on_readable)
        probe = await snmp((0.2, 0.2)).look(target("127.0.0.1", port=port))
        loop.remove_reader(agent)

    assert verdict(probe) == expected


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
@pytest.mark.parametrize("credential", ["v2c", "netmon"])
async def test_no_route_here_is_not_silence_there(
    address: str, credential: str
) -> None:
    require_namespace()
    probe = await snmp((0.2,), **KNOWN).look(target(address, credential=credential))

    assert verdict(probe) == (Outcome.NOT_MEASURED, "no_route")


def test_without_descriptors_nothing_is_called_silent() -> None:
    said = run_child("""
        import asyncio, os, resource
        from collectors.snmp import SnmpUser
        from tests.integration.looking import snmp, target, tcp
        async def main():
            users = {"v3": SnmpUser("a", "sha256", "password-1")}
            looks = [snmp(**users), tcp()]
            target_v3 = target("127.0.0.1", credential="v3")
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
            hoard = []
            try:
                while True:
                    hoard.append(os.dup(0))
            except OSError:
                pass
            probes = await asyncio.gather(
                *(look.look(target(a)) for look in looks for a in ("127.0.0.1", "::1")),
                looks[0].look(target_v3),
            )
            for fd in hoard:
                os.close(fd)
            probes.append(await looks[0].look(target("127.0.0.1", port=9)))
            for probe in probes:
                print(probe.method, probe.outcome, probe.reason)
        asyncio.run(main())
    """)

    assert Counter(said.splitlines()) == {
        "snmp not_measured no_descriptor": 3,
        "tcp not_measured no_descriptor": 2,
        "snmp refused port_closed": 1,
    }


def mutate(message: bytes, dice: random.Random) -> bytes:
    """Change a few octets, mostly so that the lengths still hold."""
    octets = bytearray(message)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        at = dice.randrange(len(octets))
        kind = dice.randrange(6)
        if kind == 0:
            octets[at] = dice.randrange(256)
        elif kind == 1:
            octets[at] = dice.choice((0, 1, 0x7F, 0x80, 0xFF))
        elif kind == 2:
            octets[at] ^= 1 << dice.randrange(8)
        elif kind == 3:
            octets[at] = dice.choice((2, 4, 5, 6, 0x30, 0x41, 0x44, 0x80, 0xA2, 0xA8))
        elif kind == 4:
            other = dice.randrange(len(octets))
            octets[at], octets[other] = octets[other], octets[at]
        elif at > 2:
            del octets[at]
            octets[1] = (octets[1] - 1) & 0x7F
    return bytes(octets)


@pytest.mark.parametrize(
    ("credential", "looks"),
    [("v1", 1200), ("v2c", 1200), ("netmon-noauth", 600), ("netmon", 300)],
)
async def test_mutated_answers_end_in_an_outcome(credential: str, looks: int) -> None:
    """Every mutated reply is followed by the good one, so that most looks go on."""
    dice = random.Random(credential)
    mutants = 0

    def reply(request: bytes) -> list[bytes]:
        nonlocal mutants
        said = good(request)
        if not said:  # the asker believed a mutant
            return []
        bad = [mutate(said, dice) for _ in range(3)]
        mutants += len(bad)
        return [*bad, said] if dice.random() < 0.9 else bad

    async def some(count: int) -> list[Probe]:
        return [await collector.look(where) for _ in range(count)]

    collector = snmp((0.1,), **KNOWN)
    async with loopback_agent(reply) as port:
        where = target("127.0.0.1", port=port, credential=credential)
        async with asyncio.timeout(60):
            runs = await asyncio.gather(*(some(looks // 20) for _ in range(20)))
    probes = [probe for run in runs for probe in run]

    assert len(probes) == looks
    assert mutants >= 3 * looks
    outcomes = Counter(probe.outcome for probe in probes)
    assert outcomes[Outcome.ANSWERED] > looks / 6
    assert outcomes[Outcome.NOT_MEASURED] == 0
    for probe in probes:
        assert (probe.agent is not None) == (probe.outcome is Outcome.ANSWERED)
