"""The nation on real packets: echoes, TCP, faults, wrong answers, life and death."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator

import pytest

from netmon.core.addresses import AddressGuard
from netmon.core.errors import ConfigError, NotFound
from netmon.core.model import SiteCode
from netmon.twin import namespace, packets
from netmon.twin.faults import FaultKind, ReplyMode
from netmon.twin.network import TwinNetwork
from tests.integration.echoes import answers, echo
from tests.namespace import require_namespace
from tests.registers import small_register

R1, R2, R3, R4 = (f"198.18.2.{n}" for n in (1, 2, 3, 4))
AP1, NODE_T1 = "198.18.3.1", "198.18.1.2"


@pytest.fixture(scope="module")
def nation() -> Iterator[TwinNetwork]:
    require_namespace()
    with TwinNetwork(small_register()) as twin:
        yield twin


@pytest.fixture
def twin(nation: TwinNetwork) -> Iterator[TwinNetwork]:
    yield nation
    nation.restore()


def test_devices_answer_and_empty_addresses_do_not(twin: TwinNetwork) -> None:
    assert [answers(address) for address in (R1, AP1, NODE_T1, "198.18.0.255")] == [
        3, 3, 3, 0,
    ]  # fmt: skip
    assert twin.is_alive()
    assert twin.cpu_seconds() >= 0.0


def test_the_process_knows_where_it_stands(twin: TwinNetwork) -> None:
    assert namespace.is_inside()
    AddressGuard(in_twin=namespace.is_inside()).check(R1)


def test_no_packet_can_leave(twin: TwinNetwork) -> None:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with sock, pytest.raises(OSError, match="unreachable"):
        sock.connect(("192.0.2.1", 9))


def test_fping_counts_every_echo(twin: TwinNetwork) -> None:
    run = subprocess.run(
        ["fping", "-c", "3", "-p", "20", "-q", R1, R2, "198.18.0.255"],
        capture_output=True,
        text=True,
        check=False,
    )

    losses = [
        line.split("=")[1].split(",")[0]
        for line in run.stderr.splitlines()
        if "xmt" in line
    ]
    assert losses == [" 3/3/0%", " 3/3/0%", " 3/0/100%"]


def test_an_open_port_connects_and_closes(twin: TwinNetwork) -> None:
    with socket.create_connection((R1, 22), timeout=2) as connection:
        connection.sendall(b"hello")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(10) == b""


def test_a_closed_port_resets(twin: TwinNetwork) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((R1, 23), timeout=2)

    twin.silence([R1], FaultKind.TCP_CLOSED)

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((R1, 22), timeout=2)


def test_a_dark_site_answers_nothing_until_its_line_is_back(twin: TwinNetwork) -> None:
    number = twin.cut_line([SiteCode("S1")])

    assert (answers(R1), answers(AP1), answers(R2)) == (0, 0, 3)
    with pytest.raises(TimeoutError):
        socket.create_connection((R1, 22), timeout=0.3)
    assert twin.restore(number)
    assert not twin.restore(number)
    assert answers(R1) == 3


def test_a_cut_trunk_takes_what_hangs_from_it_alone(twin: TwinNetwork) -> None:
    twin.cut_node("T1")

    assert [answers(a, wait_s=0.2) for a in (NODE_T1, R1, R2, R3, R4)] == [
        0,
        0,
        0,
        0,
        3,
    ]


def test_filtered_echoes_leave_tcp_alone(twin: TwinNetwork) -> None:
    twin.silence([R1], FaultKind.ICMP_FILTERED)

    assert answers(R1) == 0
    socket.create_connection((R1, 22), timeout=2).close()


def test_loss_takes_its_share(twin: TwinNetwork) -> None:
    twin.set_loss([R1], 0.5)

    assert 60 < answers(R1, count=200) < 140


def test_delay_holds_answers_back(twin: TwinNetwork) -> None:
    twin.set_delay([R1], 0.15)

    (reply,) = echo(R1, wait_s=0.5)
    assert 0.15 <= reply.after_s < 0.25


def test_a_cut_wire_loses_every_answer_though_all_is_up(twin: TwinNetwork) -> None:
    twin.set_delay([R2], 0.2)
    number = twin.cut_wire()

    assert [answers(a) for a in (R1, R2, AP1, NODE_T1)] == [0, 0, 0, 0]
    with pytest.raises(TimeoutError):
        socket.create_connection((R1, 22), timeout=0.3)
    assert twin.restore(number)
    assert [answers(a) for a in (R1, R2, AP1, NODE_T1)] == [3, 3, 3, 3]


def test_a_doubled_address_answers_an_echo_twice(twin: TwinNetwork) -> None:
    number = twin.duplicate([R1])

    assert [reply.is_ours for reply in echo(R1, count=2)] == [True] * 4
    assert len(echo(R2)) == 1
    assert twin.restore(number)
    assert len(echo(R1)) == 1


def test_unknown_names_are_refused_before_anything_happens(twin: TwinNetwork) -> None:
    with pytest.raises(NotFound, match="no site is called 'S9'"):
        twin.power_off([SiteCode("S9")])
    with pytest.raises(NotFound, match="no node is called 'T9'"):
        twin.cut_node("T9")
    with pytest.raises(NotFound, match="no device address is called"):
        twin.set_loss(["198.18.9.9"], 1.0)


def test_packets_nobody_should_send_meet_silence(twin: TwinNetwork) -> None:
    here, there = socket.inet_aton("198.18.0.1"), socket.inet_aton(R1)
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as sock:
        for protocol in (packets.ICMP, packets.TCP, packets.UDP, 89):
            for size in (0, 1, 7, 8, 19, 20, 21, 200):
                packet = packets.ip_packet(protocol, here, there, b"\x08" * size)
                sock.sendto(packet, (R1, 0))
                sock.sendto(packet[:6] + b"\x20\x01" + packet[8:], (R1, 0))

    twin.check()
    assert answers(R1) == 3


@pytest.mark.parametrize("speed", [0.0, 0.09, 10.1, float("nan")])
def test_a_speed_out_of_range_is_refused(speed: float) -> None:
    with pytest.raises(ConfigError, match=r"speed: expected 0\.1 to 10, got"):
        TwinNetwork(small_register(), speed=speed)


def test_a_late_reply_comes_when_it_was_told_to(twin: TwinNetwork) -> None:
    twin.misbehave(R1, ReplyMode.LATE, late_s=0.3)

    (reply,) = echo(R1, wait_s=0.6)
    assert reply.is_ours
    assert 0.3 <= reply.after_s < 0.4


def test_a_duplicate_reply_comes_twice(twin: TwinNetwork) -> None:
    twin.misbehave(R1, ReplyMode.DUPLICATE)

    assert [reply.is_ours for reply in echo(R1)] == [True, True]


def test_a_wrong_source_is_the_neighbour(twin: TwinNetwork) -> None:
    twin.misbehave(R1, ReplyMode.WRONG_SOURCE)

    (reply,) = echo(R1)
    assert (reply.source, reply.is_ours) == (R2, True)


def test_a_wrong_identifier_is_not_ours_but_well_formed(twin: TwinNetwork) -> None:
    twin.misbehave(R1, ReplyMode.WRONG_ID)

    (reply,) = echo(R1)
    assert not reply.is_ours
    assert packets.checksum(reply.message) == 0


@pytest.mark.parametrize(
    ("mode", "size"),
    [(ReplyMode.TRUNCATED, 24), (ReplyMode.OVERSIZED, 9040), (ReplyMode.GARBAGE, 64)],
)
def test_malformed_replies_reach_the_socket(
    twin: TwinNetwork, mode: ReplyMode, size: int
) -> None:
    twin.misbehave(R1, mode)

    (reply,) = echo(R1)
    assert len(reply.message) == size
