"""Packets the nation builds."""

from __future__ import annotations

import struct

import pytest

from netmon.twin import packets
from netmon.twin.packets import ACK, FIN, RST, SYN

HERE, THERE = bytes((198, 18, 0, 1)), bytes((198, 18, 2, 1))


def echo_request(data: bytes, sequence: int = 1) -> bytes:
    rest = struct.pack("!HH", 7, sequence) + data
    return packets.icmp_packet(HERE, THERE, b"\x08\0", rest)


def segment(flags: int, data: bytes = b"") -> bytes:
    head = packets.TCP_HEADER.pack(40000, 22, 1000, 500, 0x50, flags, 0, 0, 0)
    return packets.ip_packet(packets.TCP, HERE, THERE, head + data)


def fields(reply: bytes | None) -> tuple[int, int, int]:
    assert reply is not None
    unpacked = packets.TCP_HEADER.unpack_from(reply, 20)
    return unpacked[2], unpacked[3], unpacked[5]


def test_the_checksum_is_that_of_rfc_1071_section_3() -> None:
    assert packets.checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0xFFFF & ~0xDDF2


@pytest.mark.parametrize("sequence", range(0, 65536, 257))
def test_an_echo_reply_has_right_checksums_for_every_sum(sequence: int) -> None:
    reply = packets.echo_reply(echo_request(b"payload!", sequence))

    assert packets.checksum(reply[:20]) == 0
    assert packets.checksum(reply[20:]) == 0
    assert (reply[12:16], reply[16:20], reply[20]) == (THERE, HERE, 0)
    assert reply[24:] == echo_request(b"payload!", sequence)[24:]


def test_a_closed_udp_port_quotes_the_request() -> None:
    request = packets.ip_packet(packets.UDP, HERE, THERE, bytes(30))

    reply = packets.port_unreachable(request)

    assert reply[20:22] == b"\x03\x03"
    assert reply[28:] == request[:28]
    assert packets.checksum(reply[20:]) == 0


@pytest.mark.parametrize(
    ("flags", "data", "is_open", "acknowledge", "answer"),
    [
        (SYN, b"", True, 1001, SYN | ACK),
        (SYN, b"", False, 1001, RST | ACK),
        (FIN | ACK, b"", True, 1001, FIN | ACK),
        (ACK, b"hello", True, 1005, ACK),
    ],
    ids=["open", "closed", "close", "data"],
)
def test_segments_are_answered_from_themselves(
    flags: int, data: bytes, is_open: bool, acknowledge: int, answer: int
) -> None:
    reply = packets.tcp_reply(segment(flags, data), is_open=is_open)

    assert fields(reply)[1:] == (acknowledge, answer)


@pytest.mark.parametrize("flags", [RST, ACK])
def test_resets_and_bare_acknowledgements_get_no_answer(flags: int) -> None:
    assert packets.tcp_reply(segment(flags), is_open=True) is None
