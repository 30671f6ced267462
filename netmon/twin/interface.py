"""Network interfaces by ioctl and netlink; bare Debian may lack `ip`."""

from __future__ import annotations

import fcntl
import os
import socket
import struct
from ipaddress import IPv4Address

# Requests of linux/sockios.h (Linux 6.1); stable kernel ABI.
SIOCGIFFLAGS = 0x8913
SIOCSIFFLAGS = 0x8914
SIOCGIFADDR = 0x8915
SIOCSIFADDR = 0x8916
SIOCSIFNETMASK = 0x891C
SIOCSIFMTU = 0x8922

IFF_UP = 0x1

# linux/netlink.h, linux/rtnetlink.h, linux/if_link.h
NLM_F_REQUEST, NLM_F_ACK = 0x1, 0x4
NLMSG_ERROR = 2
RTM_SETLINK = 19
IFLA_TXQLEN = 13
IFREQ_BYTES = 40
"""Size of struct ifreq on 64-bit Linux: 16 of name, 24 of union."""


def set_up(name: str) -> None:
    """Bring interface `name` up.

    Raises:
        OSError: No such interface, or not allowed.
    """
    flags = _flags(name) | IFF_UP
    _request(SIOCSIFFLAGS, name, struct.pack("=H", flags))


def is_up(name: str) -> bool:
    """Return whether interface `name` exists and is up."""
    try:
        return bool(_flags(name) & IFF_UP)
    except OSError:
        return False


def set_address(name: str, address: IPv4Address, netmask: IPv4Address) -> None:
    """Give `name` its address; the kernel adds the connected route when it is up.

    Raises:
        OSError: No such interface, or not allowed.
    """
    _request(SIOCSIFADDR, name, _sockaddr(address))
    _request(SIOCSIFNETMASK, name, _sockaddr(netmask))


def read_address(name: str) -> IPv4Address | None:
    """Return the first IPv4 address of `name`, None where it has none."""
    try:
        answer = _request(SIOCGIFADDR, name, b"")
    except OSError:
        return None
    return IPv4Address(answer[20:24])


def set_mtu(name: str, mtu_bytes: int) -> None:
    """Set the largest packet of `name`, bytes."""
    _request(SIOCSIFMTU, name, struct.pack("=i", mtu_bytes))


def set_queue(name: str, packet_count: int) -> None:
    """Set how many packets may wait for the reader of `name`.

    By netlink: the ioctl for it asks for rights outside our user namespace.

    Raises:
        OSError: No such interface, or not allowed.
    """
    attribute = struct.pack("=HHI", 8, IFLA_TXQLEN, packet_count)
    link = struct.pack(
        "=BxHiII", socket.AF_UNSPEC, 0, socket.if_nametoindex(name), 0, 0
    )
    body = link + attribute
    flags = NLM_F_REQUEST | NLM_F_ACK
    header = struct.pack("=IHHII", 16 + len(body), RTM_SETLINK, flags, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as handle:
        handle.send(header + body)
        kind, code = struct.unpack_from("=4xH10xi", handle.recv(4096))
    if kind != NLMSG_ERROR or code:
        raise OSError(-code, os.strerror(-code))


def _flags(name: str) -> int:
    answer = _request(SIOCGIFFLAGS, name, b"")
    (flags,) = struct.unpack_from("=H", answer, 16)
    return int(flags)


def _sockaddr(address: IPv4Address) -> bytes:
    return struct.pack("=HH4s8x", socket.AF_INET, 0, address.packed)


def _request(code: int, name: str, value: bytes) -> bytes:
    request = struct.pack(f"16s{IFREQ_BYTES - 16}s", name.encode(), value)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        return fcntl.ioctl(handle, code, request)
