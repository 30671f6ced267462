"""Wrong answers on purpose: what a poller must not fall for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from netmon.twin import ber, packets
from netmon.twin.faults import ReplyMode

if TYPE_CHECKING:
    from collections.abc import Callable

GARBAGE_BYTES = 64
PADDING_BYTES = 9000
"""More than any poller's buffer for one answer needs to hold."""
ID_OFFSET = 0x5555


def neighbour(address: bytes) -> bytes:
    """Return the address behind `address`; the last one wraps to the first."""
    number = (int.from_bytes(address, "big") + 1) & 0xFFFF_FFFF
    return number.to_bytes(4, "big")


def spoil_echo(request: bytes, mode: ReplyMode) -> bytes:
    """Return the echo reply to `request`, wrong in `mode`.

    LATE and DUPLICATE are the sender's business and change nothing here.
    """
    spoil = ECHO_SPOILERS.get(mode)
    return spoil(request) if spoil else packets.echo_reply(request)


def spoil_datagram(answer: bytes, mode: ReplyMode) -> bytes:
    """Return the SNMP `answer`, wrong in `mode`; see `spoil_echo`."""
    spoil = DATAGRAM_SPOILERS.get(mode)
    return spoil(answer) if spoil else answer


def _echo(request: bytes, rest: bytes, source: bytes | None = None) -> bytes:
    return packets.icmp_packet(source or request[16:20], request[12:16], b"\0\0", rest)


def _echo_wrong_id(request: bytes) -> bytes:
    wrong = int.from_bytes(request[24:26], "big") ^ ID_OFFSET
    return _echo(request, wrong.to_bytes(2, "big") + request[26:])


def _echo_wrong_source(request: bytes) -> bytes:
    return _echo(request, request[24:], neighbour(request[16:20]))


def _echo_truncated(request: bytes) -> bytes:
    """Return a reply without the second half of its data.

    A reply cut inside the ICMP header would not reach any socket: Linux drops it.
    """
    return _echo(request, request[24 : 28 + (len(request) - 28) // 2])


def _echo_oversized(request: bytes) -> bytes:
    return _echo(request, request[24:] + bytes(PADDING_BYTES))


def _echo_garbage(request: bytes) -> bytes:
    noise = os.urandom(GARBAGE_BYTES)
    return packets.ip_packet(packets.ICMP, request[16:20], request[12:16], noise)


def _snmp_wrong_id(answer: bytes) -> bytes:
    """Change the request id, or the message id of v3, in its last octet."""
    _, start, _ = ber.read(answer, 0, ber.SEQUENCE)
    _, _, at = ber.read(answer, start)
    tag, inner, end = ber.read(answer, at)
    if tag == ber.OCTET_STRING:
        _, inner, _ = ber.read(answer, end)
    _, _, id_end = ber.read(answer, inner, ber.INTEGER)
    wrong = answer[id_end - 1] ^ (ID_OFFSET & 0xFF)
    return answer[: id_end - 1] + bytes((wrong,)) + answer[id_end:]


def _snmp_truncated(answer: bytes) -> bytes:
    return answer[: len(answer) // 2]


def _snmp_oversized(answer: bytes) -> bytes:
    """Put padding into the outermost sequence: well-formed, but far too long."""
    _, start, end = ber.read(answer, 0, ber.SEQUENCE)
    padding = ber.tlv(ber.OCTET_STRING, bytes(PADDING_BYTES))
    return ber.tlv(ber.SEQUENCE, answer[start:end] + padding)


def _snmp_garbage(_: bytes) -> bytes:
    return os.urandom(GARBAGE_BYTES)


ECHO_SPOILERS: dict[ReplyMode, Callable[[bytes], bytes]] = {
    ReplyMode.WRONG_ID: _echo_wrong_id,
    ReplyMode.WRONG_SOURCE: _echo_wrong_source,
    ReplyMode.TRUNCATED: _echo_truncated,
    ReplyMode.OVERSIZED: _echo_oversized,
    ReplyMode.GARBAGE: _echo_garbage,
}
DATAGRAM_SPOILERS: dict[ReplyMode, Callable[[bytes], bytes]] = {
    ReplyMode.WRONG_ID: _snmp_wrong_id,
    ReplyMode.TRUNCATED: _snmp_truncated,
    ReplyMode.OVERSIZED: _snmp_oversized,
    ReplyMode.GARBAGE: _snmp_garbage,
}
