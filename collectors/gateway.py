"""Where our sight ends: at this machine, at our gateway, or somewhere beyond it.

Asked only while we doubt our own eyes. It names the reason of blindness and never
proves sight: a gateway that answers says nothing of the sites behind it.
"""

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
import sys
from collections.abc import Callable, Coroutine, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectors.route import (
    Route,
    find_route,
    parse_ipv6_routes,
    parse_neighbours,
    parse_routes,
)
from netmon.core.model import DeviceId, Method, Probe, Role, SiteCode, Target

if TYPE_CHECKING:
    from netmon.core.ports import Clock

NO_ROUTE, SILENT, BEYOND = "no_route", "gateway_silent", "beyond_gateway"

NEIGHBOUR_PROVES_S = 60.0
"""A gateway that says nothing to echoes and still holds its place among the neighbours
after so long is there and filters them: the kernel drops one that is gone within 45 s
of its last word and 8 s of asking (arp(7): base_reachable_time, delay_first_probe_time,
ucast_solicit)."""

MAX_TABLE_BYTES = 16_000_000

# linux/sockios.h, linux/if.h
SIOCGIFFLAGS = 0x8913
IFF_UP, IFF_RUNNING = 0x1, 0x40


class OwnWay:
    """Looks at our own way to the canaries.

    Args:
        look: Sends echoes to a target.
        clock: Where time comes from.
        proc: Where the kernel's tables are.
    """

    def __init__(
        self,
        look: Callable[[Target], Coroutine[Any, Any, Probe]],
        clock: Clock,
        proc: Path = Path("/proc/net"),
    ) -> None:
        self._look = look
        self._clock = clock
        self._proc = proc
        self._silent_s: float | None = None

    async def why_blind(self, addresses: Sequence[str]) -> str:
        """Return why nobody at `addresses` (IP literals) is seen, empty if not known.

        Without an address the default route is asked about.
        """
        wanted = [ip_address(each) for each in addresses] or [IPv4Address(0)]
        ways = self._find_ways(wanted)
        if not ways:
            self._silent_s = None
            return NO_ROUTE
        gateways = {way.gateway for way in ways if way.gateway is not None}
        # The echo socket cannot ask a gateway that has an address of its link alone.
        asked = [str(each) for each in gateways if not each.is_link_local]
        word = await self._ask(asked) if asked else ""
        # Who answers on an IPv6 link stands in no table of proc: silence is no proof.
        is_unsure = any(each.version == 6 for each in gateways)
        return "" if word == SILENT and is_unsure else word

    def _find_ways(self, wanted: Sequence[IPv4Address | IPv6Address]) -> list[Route]:
        routes = parse_routes(self._read("route"))
        routes += parse_ipv6_routes(self._read("ipv6_route"))
        found = (find_route(routes, each) for each in wanted)
        return [way for way in found if way is not None and is_running(way.interface)]

    async def _ask(self, gateways: Sequence[str]) -> str:
        """Return whether any of `gateways` answers us, by echo or on the link."""
        started_s = self._clock.monotonic()
        async with asyncio.TaskGroup() as group:
            looks = [group.create_task(self._look(_to_target(x))) for x in gateways]
        if any(look.result().outcome.is_alive for look in looks):
            self._silent_s = None
            return BEYOND
        if self._silent_s is None:
            self._silent_s = started_s
        if parse_neighbours(self._read("arp")).isdisjoint(map(ip_address, gateways)):
            return SILENT
        has_lasted = self._clock.monotonic() - self._silent_s >= NEIGHBOUR_PROVES_S
        return BEYOND if has_lasted else ""

    def _read(self, table: str) -> str:
        """Return a table of the kernel, empty where it has none."""
        try:
            with (self._proc / table).open("rb") as file:
                return file.read(MAX_TABLE_BYTES).decode("ascii", "replace")
        except OSError:
            return ""


def is_running(interface: str) -> bool:
    """Return whether `interface` is up and has a carrier (netdevice(7))."""
    name = interface.encode("ascii", "replace")[:15]
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            answer = fcntl.ioctl(sock, SIOCGIFFLAGS, struct.pack("16s24x", name))
    except OSError:
        return False
    flags = int.from_bytes(answer[16:18], sys.byteorder)
    return flags & (IFF_UP | IFF_RUNNING) == IFF_UP | IFF_RUNNING


def _to_target(address: str) -> Target:
    device = DeviceId(f"gateway:{address}")
    return Target(device, SiteCode(""), Role.NODE, address, (Method.ICMP,))
