"""Looking at sites: may echoes be sent, is there room for the answers."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

from netmon.cli.doctor.finding import Finding, fail, megabytes, ok, warn

WANTED_BUFFER_BYTES = 8 * 1024 * 1024
"""As collectors/icmp asks; a test holds the two together."""

SO_RCVBUFFORCE = 33
"""Linux: raises the receive buffer past net.core.rmem_max; needs CAP_NET_ADMIN."""

_PROTOCOLS = {
    socket.AF_INET: socket.IPPROTO_ICMP,
    socket.AF_INET6: socket.IPPROTO_ICMPV6,
}
_KINDS = {socket.SOCK_RAW: "raw", socket.SOCK_DGRAM: "datagram"}


def judge_ping(v4: str, v6: str) -> Finding:
    """Say whether echoes can be sent.

    Args:
        v4: The kind of socket that could be opened, empty for none.
        v6: The same of IPv6.
    """
    name = "ping"
    if not v4:
        advice = (
            "run with CAP_NET_RAW (AmbientCapabilities=CAP_NET_RAW in the unit), or "
            'sysctl -w net.ipv4.ping_group_range="0 2147483647"'
        )
        return fail(name, "no ICMP socket may be opened", advice)
    found = f"{v4} sockets ({_permission(v4)})"
    if v6 == v4:
        return ok(name, f"{found}, IPv4 and IPv6")
    return ok(name, f"{found}; IPv6: {f'{v6} sockets' if v6 else 'none'}")


def check_ping() -> Finding:
    """See judge_ping."""
    return judge_ping(_open_kind(socket.AF_INET), _open_kind(socket.AF_INET6))


def _permission(kind: str) -> str:
    return "CAP_NET_RAW" if kind == "raw" else "net.ipv4.ping_group_range"


def _open_kind(family: socket.AddressFamily) -> str:
    for kind, name in _KINDS.items():
        with suppress(OSError), socket.socket(family, kind, _PROTOCOLS[family]):
            return name
    return ""


def judge_buffer(got_bytes: int, most_bytes: int | None) -> Finding:
    """Say whether the answers of the whole fleet find room.

    Args:
        got_bytes: What the kernel gave when WANTED_BUFFER_BYTES were asked for.
        most_bytes: net.core.rmem_max, None where it cannot be read.
    """
    name = "receive buffer"
    limit = "" if most_bytes is None else f" (net.core.rmem_max {most_bytes:,} bytes)"
    found = f"{megabytes(got_bytes)} of {megabytes(WANTED_BUFFER_BYTES)}{limit}"
    if got_bytes >= WANTED_BUFFER_BYTES:
        return ok(name, found)
    advice = f"sysctl -w net.core.rmem_max={WANTED_BUFFER_BYTES}, or CAP_NET_ADMIN"
    return warn(name, f"{found}; a mass answer may be dropped", advice)


def check_buffer() -> Finding:
    """See judge_buffer."""
    try:
        most = int(Path("/proc/sys/net/core/rmem_max").read_text(encoding="ascii"))
    except (OSError, ValueError):  # not shown inside a network namespace
        most = None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for option in (SO_RCVBUFFORCE, socket.SO_RCVBUF):
            with suppress(OSError):
                probe.setsockopt(socket.SOL_SOCKET, option, WANTED_BUFFER_BYTES)
                break
        # The kernel doubles what it is asked, for its own book-keeping (socket(7)).
        got = probe.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) // 2
    return judge_buffer(got, most)
