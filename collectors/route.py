"""Which way our packets leave this machine, as the kernel's tables have it.

Formats: proc(5) and net/ipv4/fib_trie.c (`/proc/net/route`), net/ipv6/route.c
(`/proc/net/ipv6_route`), net/ipv4/arp.c (`/proc/net/arp`). Lines that make no sense are
left out: a table says nothing by being damaged.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
)
from typing import TypeVar

T = TypeVar("T")

MAX_LINES = 100_000
"""Read of one table; what is beyond it is left out."""

# linux/route.h
RTF_UP, RTF_GATEWAY, RTF_REJECT = 0x0001, 0x0002, 0x0200
# linux/if_arp.h
ATF_COM = 0x02


@dataclass(frozen=True, slots=True)
class Route:
    """One way out.

    Attributes:
        interface: Its name.
        network: What it leads to.
        gateway: Who forwards for us; None where the network is on the link, as on a
            point-to-point or TUN interface.
        metric: The smallest wins among equals.
    """

    interface: str
    network: IPv4Network | IPv6Network
    gateway: IPv4Address | IPv6Address | None
    metric: int


def parse_routes(text: str) -> tuple[Route, ...]:
    """Return the usable routes of a `/proc/net/route`."""
    return tuple(_each(text.splitlines()[1:], _to_route))


def parse_ipv6_routes(text: str) -> tuple[Route, ...]:
    """Return the usable routes of a `/proc/net/ipv6_route`."""
    return tuple(_each(text.splitlines(), _to_ipv6_route))


def parse_neighbours(text: str) -> frozenset[IPv4Address]:
    """Return who has answered for itself on a link, of a `/proc/net/arp`."""
    return frozenset(_each(text.splitlines()[1:], _to_neighbour))


def find_route(
    routes: Iterable[Route], address: IPv4Address | IPv6Address
) -> Route | None:
    """Return the route a packet to `address` takes, None where there is none."""
    fitting = [
        each
        for each in routes
        if each.network.version == address.version and address in each.network
    ]
    return max(fitting, key=lambda x: (x.network.prefixlen, -x.metric), default=None)


def _each(lines: Sequence[str], read: Callable[[list[str]], T | None]) -> Iterator[T]:
    """Read each line; leave out what says nothing or makes no sense."""
    for line in lines[:MAX_LINES]:
        try:
            found = read(line.split())
        except (ValueError, IndexError):
            continue
        if found is not None:
            yield found


def _to_route(fields: list[str]) -> Route | None:
    flags = int(fields[3], 16)
    if not flags & RTF_UP or flags & RTF_REJECT:
        return None
    network = IPv4Network((_to_ipv4(fields[1]), str(_to_ipv4(fields[7]))))
    gateway = _to_ipv4(fields[2]) if flags & RTF_GATEWAY else None
    return Route(fields[0], network, gateway, int(fields[6]))


def _to_ipv4(text: str) -> IPv4Address:
    """Return the address the kernel wrote as a number of its own byte order."""
    if len(text) != 8:
        raise ValueError(text)
    return IPv4Address(bytes.fromhex(text)[:: -1 if sys.byteorder == "little" else 1])


def _to_ipv6_route(fields: list[str]) -> Route | None:
    flags = int(fields[8], 16)
    if not flags & RTF_UP or flags & RTF_REJECT:
        return None
    network = IPv6Network((_to_ipv6(fields[0]), int(fields[1], 16)))
    gateway = _to_ipv6(fields[4]) if flags & RTF_GATEWAY else None
    return Route(fields[9], network, gateway, int(fields[5], 16))


def _to_ipv6(text: str) -> IPv6Address:
    if len(text) != 32:
        raise ValueError(text)
    return IPv6Address(bytes.fromhex(text))


def _to_neighbour(fields: list[str]) -> IPv4Address | None:
    is_complete = int(fields[2], 16) & ATF_COM
    return IPv4Address(fields[0]) if is_complete else None
