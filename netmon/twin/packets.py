"""IPv4, ICMP, UDP and TCP packets the nation answers with, built from octets."""

from __future__ import annotations

import struct

# RFC 790 and IANA protocol numbers
ICMP = 1
TCP = 6
UDP = 17

IP_HEADER = struct.Struct("!BBHHHBBH4s4s")
UDP_HEADER = struct.Struct("!HHHH")
TCP_HEADER = struct.Struct("!HHIIBBHHH")
IP_BYTES, UDP_BYTES, TCP_BYTES, ICMP_BYTES = 20, 8, 20, 8
TTL = 64
DONT_FRAGMENT = 0x4000

# RFC 9293 section 3.1
FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
TCP_WINDOW = 64_240

PORT_UNREACHABLE = b"\x03\x03"
"""Type 3, code 3 (RFC 792)."""


def checksum(data: bytes) -> int:
    """Return the Internet checksum of `data` (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def ip_packet(protocol: int, source: bytes, target: bytes, payload: bytes) -> bytes:
    """Return `payload` in an IPv4 packet with its checksum."""
    size = IP_BYTES + len(payload)
    flags = DONT_FRAGMENT
    bare = IP_HEADER.pack(0x45, 0, size, 0, flags, TTL, protocol, 0, source, target)
    total = struct.pack("!H", checksum(bare))
    return bare[:10] + total + bare[12:] + payload


def echo_reply(request: bytes) -> bytes:
    """Return the answer to a whole ICMP echo request of an IPv4 packet without options.

    Swapping the addresses leaves the IP checksum as it is; the type falls from 8 to
    0, so the ICMP checksum grows by 0x0800 (RFC 1624).
    """
    total = (request[22] << 8 | request[23]) + 0x0800
    total = (total & 0xFFFF) + (total >> 16)
    return b"".join(
        (
            request[:12],
            request[16:20],
            request[12:16],
            b"\0\0",
            total.to_bytes(2, "big"),
            request[24:],
        )
    )


def icmp_packet(source: bytes, target: bytes, head: bytes, rest: bytes) -> bytes:
    """Return an ICMP message of type and code `head` and everything behind its sum."""
    total = struct.pack("!H", checksum(head + b"\0\0" + rest))
    return ip_packet(ICMP, source, target, head + total + rest)


def udp_reply(request: bytes, source: bytes, payload: bytes) -> bytes:
    """Return `payload` as the answer of `source` to the UDP packet `request`.

    The UDP checksum is 0, "none", as RFC 768 allows over IPv4.
    """
    sender_port, port = struct.unpack_from("!HH", request, IP_BYTES)
    return udp_packet((source, port), (request[12:16], sender_port), payload)


def udp_packet(
    source: tuple[bytes, int], target: tuple[bytes, int], payload: bytes
) -> bytes:
    """Return a UDP packet from one address and port to another, without a sum."""
    header = UDP_HEADER.pack(source[1], target[1], UDP_BYTES + len(payload), 0)
    return ip_packet(UDP, source[0], target[0], header + payload)


def port_unreachable(request: bytes) -> bytes:
    """Return what a closed UDP port answers, quoting the request (RFC 792)."""
    quoted = b"\0\0\0\0" + request[: IP_BYTES + 8]
    return icmp_packet(request[16:20], request[12:16], PORT_UNREACHABLE, quoted)


def tcp_reply(request: bytes, *, is_open: bool) -> bytes | None:
    """Return what a host says to a segment, remembering nothing; None for silence.

    Good enough to connect, to send and to close: the numbers of the answer follow
    from the segment alone. An open port never sends data.
    """
    fields = TCP_HEADER.unpack_from(request, IP_BYTES)
    sequence, acknowledged, offset, flags = fields[2:6]
    data_count = len(request) - IP_BYTES - (offset >> 4) * 4
    behind = sequence + data_count + bool(flags & SYN) + bool(flags & FIN)
    if flags & RST:
        return None
    if not is_open:
        return _segment(request, acknowledged, behind, RST | ACK)
    if flags & SYN:
        return _segment(request, first_sequence(request), behind, SYN | ACK)
    if flags & FIN:
        return _segment(request, acknowledged, behind, FIN | ACK)
    if data_count > 0:
        return _segment(request, acknowledged, behind, ACK)
    return None


def first_sequence(request: bytes) -> int:
    """Return our initial sequence number for the connection of `request`."""
    return checksum(request[12:24]) << 12


def _segment(request: bytes, sequence: int, acknowledge: int, flags: int) -> bytes:
    target_port, port = struct.unpack_from("!HH", request, IP_BYTES)
    source, target = request[16:20], request[12:16]
    numbers = (sequence & 0xFFFFFFFF, acknowledge & 0xFFFFFFFF)
    head = (port, target_port, *numbers, TCP_BYTES // 4 << 4, flags, TCP_WINDOW)
    pseudo = source + target + struct.pack("!HH", TCP, TCP_BYTES)
    total = checksum(pseudo + TCP_HEADER.pack(*head, 0, 0))
    return ip_packet(TCP, source, target, TCP_HEADER.pack(*head, total, 0))
