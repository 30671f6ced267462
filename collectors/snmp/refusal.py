"""Who says that nobody listens: the host itself, or somebody on the way.

Linux tells a connected UDP socket of every ICMP "port unreachable" about it, whoever
sent it; firewalls send it for hosts that are dark (iptables' default for REJECT). Only
the host's own word is a sign of life. The error queue knows the sender (ip(7),
IP_RECVERR; ipv6(7), IPV6_RECVERR).
"""

from __future__ import annotations

import ipaddress
import socket
import struct

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

IP_RECVERR = 11  # linux/in.h
IPV6_RECVERR = 25  # linux/in6.h
_ERROR = struct.Struct("=IBBBxII")  # struct sock_extended_err, linux/errqueue.h
_ROOM_BYTES = 512
_MOST_QUEUED = 64


def tell_refusers(descriptor: int) -> None:
    """Let the kernel keep who sends ICMP errors about a socket; before it sends."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, fileno=descriptor)
    try:
        if sock.getsockopt(socket.SOL_SOCKET, socket.SO_DOMAIN) == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, 1)
        else:
            sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
    finally:
        sock.detach()


def is_own_word(sock: socket.socket) -> bool:
    """Return whether the peer of `sock` itself sent one of the errors; empties them."""
    senders = _take_senders(sock)
    typed = socket.socket(fileno=sock.fileno())  # of the family it really has
    try:
        return ipaddress.ip_address(typed.getpeername()[0]) in senders
    except OSError:
        return False
    finally:
        typed.detach()


def _take_senders(sock: socket.socket) -> list[Address]:
    found = []
    for _ in range(_MOST_QUEUED):
        try:
            _, notes, _, _ = sock.recvmsg(0, _ROOM_BYTES, socket.MSG_ERRQUEUE)
        except OSError:  # empty
            break
        found += [_read_sender(data) for _, _, data in notes]
    return [each for each in found if each is not None]


def _read_sender(data: bytes) -> Address | None:
    """Return the address behind a struct sock_extended_err, None where none is."""
    name = data[_ERROR.size :]
    if len(name) < struct.calcsize("=H"):
        return None
    family = struct.unpack_from("=H", name)[0]
    if family == socket.AF_INET and len(name) >= 8:
        return ipaddress.IPv4Address(name[4:8])
    if family == socket.AF_INET6 and len(name) >= 24:
        return ipaddress.IPv6Address(name[8:24])
    return None
