"""A few echo requests by raw socket, and whatever comes back."""

from __future__ import annotations

import os
import socket
import struct
import time
from typing import NamedTuple

from netmon.twin import packets

IDENTIFIER = os.getpid() & 0xFFFF


class Reply(NamedTuple):
    """One ICMP message that came, its IP header taken off."""

    source: str
    message: bytes
    after_s: float

    @property
    def is_ours(self) -> bool:
        return self.message[:1] == b"\0" and self.message[4:6] == struct.pack(
            "!H", IDENTIFIER
        )


def echo(address: str, *, count: int = 1, wait_s: float = 0.3) -> list[Reply]:
    """Send `count` echoes at once and return all ICMP that comes within `wait_s`."""
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as sock:
        started_s = time.monotonic()
        for sequence in range(count):
            rest = (
                struct.pack("!HH", IDENTIFIER, sequence)
                + b"thirty-two octets of test data.."
            )
            total = struct.pack("!H", packets.checksum(b"\x08\0\0\0" + rest))
            sock.sendto(b"\x08\0" + total + rest, (address, 0))
        replies = []
        while (left_s := started_s + wait_s - time.monotonic()) > 0:
            sock.settimeout(left_s)
            try:
                packet, (source, _) = sock.recvfrom(65535)
            except TimeoutError:
                break
            after_s = time.monotonic() - started_s
            replies.append(Reply(source, packet[20:], after_s))
        return replies


def answers(address: str, *, count: int = 3, wait_s: float = 0.3) -> int:
    """Return how many of `count` echoes were answered properly."""
    replies = echo(address, count=count, wait_s=wait_s)
    return sum(reply.is_ours and reply.source == address for reply in replies)
