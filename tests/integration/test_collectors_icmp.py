"""ICMP looks on real packets: who answers counts, and nobody else."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import time
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from socket import AF_INET, AF_INET6

import pytest

from collectors.icmp import EchoSettings
from netmon.core.model import Outcome, Probe
from netmon.twin import packets
from netmon.twin.faults import FaultKind, ReplyMode
from netmon.twin.network import TwinNetwork
from tests.integration.looking import FAST, icmp, run_child, said, target
from tests.namespace import require_namespace
from tests.registers import small_register
from tests.require import require

pytestmark = pytest.mark.anyio

R1, R2, R3 = (f"198.18.2.{n}" for n in (1, 2, 3))
EMPTY = "198.18.0.255"
PING_GROUPS = Path("/proc/sys/net/ipv4/ping_group_range")
IGNORE_ALL = PING_GROUPS.with_name("icmp_echo_ignore_all")
NOBODY = 65_534


@pytest.fixture(scope="module")
def nation() -> Iterator[TwinNetwork]:
    require_namespace()
    with TwinNetwork(small_register()) as twin:
        yield twin


@pytest.fixture
def twin(nation: TwinNetwork) -> Iterator[TwinNetwork]:
    yield nation
    nation.restore()


ANSWERED = (Outcome.ANSWERED, "", 3)
SILENT = (Outcome.SILENT, "timeout", 0)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1"])
async def test_loopback_answers_three_times(address: str) -> None:
    async with icmp() as collector:
        probe = await collector.look(target(address))

        family = AF_INET6 if ":" in address else AF_INET
        assert collector.sockets[family].permission == "raw"
    assert said(probe) == ANSWERED
    assert probe.echoes is not None
    assert all(0 < rtt_s < 0.3 for rtt_s in probe.echoes.answered_s)
    assert probe.took_s >= 0.2


async def test_the_receive_buffer_is_raised() -> None:
    async with icmp(EchoSettings()) as collector:
        for sock in collector.sockets.values():
            assert sock.receive_buffer_bytes >= 8 * 1024 * 1024


AS_NOBODY = f"""
    import asyncio, logging, os, sys
    from tests.integration.looking import CLOCK, FAST, aim, target
    from collectors.icmp import IcmpCollector
    logging.basicConfig(stream=sys.stdout, format="%(levelname)s %(message)s")
    os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})
    async def main():
        async with IcmpCollector(aim(), CLOCK, FAST) as icmp:
            print(*(sock.permission for sock in icmp.sockets.values()))
            for address in ("127.0.0.1", "::1", "192.0.2.1"):
                probe = await icmp.look(target(address))
                echoes = probe.echoes.answered_s if probe.echoes else ()
                print(probe.outcome, probe.reason or "-", len(echoes))
            for sock in icmp.sockets.values():
                print(sock._read_drops(), sock._drops._table)
    asyncio.run(main())
"""


@pytest.fixture
def ping_groups() -> Iterator[Path]:
    require_namespace()
    require(os.geteuid() == 0, "root", "sets net.ipv4.ping_group_range")
    before = PING_GROUPS.read_text()
    yield PING_GROUPS
    PING_GROUPS.write_text(before)


def test_a_group_in_the_ping_range_needs_no_capability(ping_groups: Path) -> None:
    ping_groups.write_text(f"{NOBODY} {NOBODY}")

    permissions, *looks, v4, v6 = run_child(AS_NOBODY).splitlines()

    assert permissions == "dgram dgram"
    assert looks == ["answered - 3", "answered - 3", "not_measured no_route 0"]
    assert (v4, v6) == ("0 icmp", "0 icmp6")  # the drops of both can be read


def test_without_any_permission_nothing_is_measured_and_it_is_said(
    ping_groups: Path,
) -> None:
    ping_groups.write_text("1 0")

    *told, permissions, v4, v6, v4_too = run_child(AS_NOBODY).splitlines()

    assert permissions == ""
    assert v4 == v6 == v4_too == "not_measured no_permission 0"
    assert [line.split(":")[0] for line in told] == ["ERROR AF_INET", "ERROR AF_INET6"]
    for hint in ("root", "CAP_NET_RAW", "setcap", "net.ipv4.ping_group_range"):
        assert hint in told[0]


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"])
async def test_no_route_here_is_not_silence_there(address: str) -> None:
    require_namespace()
    async with icmp() as collector:
        probe = await collector.look(target(address))

        assert said(probe) == (Outcome.NOT_MEASURED, "no_route", 0)
        assert probe.echoes is None
        assert sum(sock.send_errors_count for sock in collector.sockets.values()) == 3


async def test_no_address_of_any_form_can_break_the_collector() -> None:
    require_namespace()
    dice = random.Random(7)
    forms = ["::ffff:127.0.0.1", "::127.0.0.1", "0.0.0.1", "127.255.255.255", "1::"]
    forms += ["fe80::1%lo", "fe80::1%1", "fe80::1", "255.255.255.255", "junk", ""]
    forms += [str(IPv4Address(dice.getrandbits(32))) for _ in range(300)]
    forms += [str(IPv6Address(dice.getrandbits(128))) for _ in range(300)]
    forms += [IPv6Address(dice.getrandbits(128)).exploded for _ in range(100)]
    async with icmp() as collector:
        probes = await asyncio.gather(*(collector.look(target(a)) for a in forms))

        assert said(await collector.look(target("127.0.0.1"))) == ANSWERED
    elsewhere = [probe for probe in probes if not probe.device.startswith("127.")]
    assert len(elsewhere) > 600
    for probe in elsewhere:
        assert probe.outcome in {Outcome.NOT_MEASURED, Outcome.SILENT}
        assert probe.reason


async def test_replies_the_kernel_dropped_are_not_silence(twin: TwinNetwork) -> None:
    tiny = EchoSettings((0.0, 0.1, 0.2), 0.3, receive_buffer_bytes=1)
    addresses = [f"127.0.{n}.1" for n in range(200)]
    async with icmp(tiny) as collector:
        looks = [
            asyncio.create_task(collector.look(target(address)))
            for address in addresses
        ]
        for _ in range(4):  # blind through every one of the three echoes
            await asyncio.sleep(0.01)
            time.sleep(0.1)  # noqa: ASYNC251 - the subject
        probes = await asyncio.gather(*looks)
        drops = collector.sockets[AF_INET].receive_drops_count
        after = await collector.look(target(EMPTY))

    outcomes = {probe.outcome for probe in probes}
    blind = [probe for probe in probes if probe.outcome is Outcome.NOT_MEASURED]
    assert drops > 0
    assert Outcome.SILENT not in outcomes
    assert len(blind) > 10
    assert {probe.reason for probe in blind} == {"receive_drops"}
    assert said(after) == SILENT


async def test_a_cancelled_look_costs_nobody_else_a_reply(twin: TwinNetwork) -> None:
    addresses = [f"127.0.{n}.1" for n in range(100)]
    twin.set_delay([R1], 0.15)
    async with icmp() as collector:
        looks = [
            asyncio.create_task(collector.look(target(address)))
            for address in [R1, *addresses, R1]
        ]
        await asyncio.sleep(0.06)
        for look in looks[1:-1:2]:
            look.cancel()
        looks[0].cancel()
        ended = await asyncio.gather(*looks, return_exceptions=True)

        kept = [each for each in ended if isinstance(each, Probe)]
        assert len(kept) == 51
        assert {said(probe) for probe in kept} == {ANSWERED}
        assert said(await collector.look(target(R1))) == ANSWERED
        assert not collector.sockets[AF_INET]._waiting


# The core knows its echoes by 64 random bits in their data, which nobody else's reply
# has; beside these it does not look at the 16 bits of the identifier, and half of the
# data is enough.
WRONG = {
    ReplyMode.WRONG_ID: 3,
    ReplyMode.TRUNCATED: 3,
    ReplyMode.WRONG_SOURCE: 0,
    ReplyMode.GARBAGE: 0,
    ReplyMode.LATE: 0,
    ReplyMode.DUPLICATE: 3,
    ReplyMode.OVERSIZED: 3,
}


@pytest.mark.parametrize(("mode", "count"), WRONG.items(), ids=WRONG)
async def test_a_wrong_reply_counts_for_nobody(
    twin: TwinNetwork, mode: ReplyMode, count: int
) -> None:
    """R1 answers wrongly, R2 (the wrong source) not at all, R3 as ever."""
    twin.misbehave(R1, mode, late_s=0.4)
    twin.silence([R2], FaultKind.ICMP_FILTERED)
    async with icmp() as collector:
        first, second, third = await asyncio.gather(
            *(collector.look(target(address)) for address in (R1, R2, R3))
        )

    assert (second.outcome, said(third)) == (Outcome.SILENT, ANSWERED)
    assert said(first)[2] == count
    assert first.outcome is (Outcome.ANSWERED if count else Outcome.SILENT)


FORGED: dict[str, tuple[Callable[[bytes], bytes], int]] = {
    "as it should be": (lambda said: said, 3),
    "foreign data": (lambda said: said[:8] + bytes(8) + said[16:], 0),
    "one bit of the mark": (lambda said: said[:15] + bytes((said[15] ^ 1,)), 0),
    "header alone": (lambda said: said[:8], 0),
    "no time stamp": (lambda said: said[:16], 0),
    "half a time stamp": (lambda said: said[:20], 0),
    "another type": (lambda said: b"\x0e" + said[1:], 0),
    "a sequence never sent": (lambda said: said[:6] + b"\xff\xff" + said[8:], 0),
    "a time long ago": (lambda said: said[:16] + bytes(8) + said[24:], 0),
    "a time to come": (lambda said: said[:16] + b"\x7f" * 8 + said[24:], 3),
}


@pytest.fixture
def mute_loopback() -> Iterator[None]:
    """The kernel answers no echo; the test does."""
    require_namespace()
    require(os.geteuid() == 0, "root", "sets net.ipv4.icmp_echo_ignore_all")
    IGNORE_ALL.write_text("1")
    yield
    IGNORE_ALL.write_text("0")


@pytest.mark.parametrize(("forge", "count"), FORGED.values(), ids=FORGED)
async def test_forged_replies_from_the_right_address(
    mute_loopback: None, forge: Callable[[bytes], bytes], count: int
) -> None:
    loop = asyncio.get_running_loop()
    settings = EchoSettings(FAST.offsets_s, timeout_s=0.05)
    with socket.socket(AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as raw:

        def on_readable() -> None:
            asked = raw.recv(2000)[20:]
            if asked[0] == 8:
                said = forge(b"\0" + asked[1:])
                said = said[:2] + b"\0\0" + said[4:]
                total = packets.checksum(said).to_bytes(2)
                raw.sendto(said[:2] + total + said[4:], ("127.0.0.1", 0))

        async with icmp(settings) as collector:
            await asyncio.sleep(0.07)  # the core's clock began with its socket
            loop.add_reader(raw, on_readable)
            probe = await collector.look(target("127.0.0.1"))
            loop.remove_reader(raw)

    assert said(probe)[2] == count
    assert probe.outcome is (Outcome.ANSWERED if count else Outcome.SILENT)


async def test_a_reply_to_the_last_look_does_not_answer_this_one(
    twin: TwinNetwork,
) -> None:
    twin.misbehave(R1, ReplyMode.LATE, late_s=0.6)
    async with icmp() as collector:
        late = await collector.look(target(R1))
        twin.silence([R1], FaultKind.ICMP_FILTERED)
        dark = await collector.look(target(R1))

    assert (said(late), said(dark)) == (SILENT, SILENT)


async def test_looks_at_one_address_at_once_are_told_apart(twin: TwinNetwork) -> None:
    async with icmp() as collector:
        probes = await asyncio.gather(
            *(collector.look(target(R1, device=f"D{n}")) for n in range(20))
        )

    assert {said(probe) for probe in probes} == {ANSWERED}
    assert [probe.device for probe in probes] == [f"D{n}" for n in range(20)]


async def test_a_blocked_loop_makes_no_loss(twin: TwinNetwork) -> None:
    async with icmp(EchoSettings()) as collector:
        looks = [
            asyncio.create_task(collector.look(target(address)))
            for address in (R1, R2, R3, EMPTY, "127.0.0.1")
        ]
        await asyncio.sleep(0.02)
        time.sleep(1.5)  # noqa: ASYNC251 - the subject
        probes = await asyncio.gather(*looks)

    *alive, dark = (said(probes[n]) for n in (0, 1, 2, 4, 3))
    assert alive == [ANSWERED] * 4
    assert dark == SILENT


async def test_a_closed_socket_sends_nothing_more() -> None:
    async with icmp() as collector:
        sock = collector.sockets[AF_INET]
        looking = asyncio.create_task(collector.look(target("127.0.0.1")))
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.25)

    assert (len(sock._waiting), len(sock._queue)) == (0, 0)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
