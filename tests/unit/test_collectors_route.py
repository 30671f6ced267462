"""The kernel's tables are read as they are, and damage says nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.gateway import OwnWay, is_running
from collectors.route import (
    find_route,
    parse_ipv6_routes,
    parse_neighbours,
    parse_routes,
)
from netmon.core.clock import SystemClock
from netmon.core.model import Method, Outcome, Probe, Target

pytestmark = pytest.mark.anyio

HEAD = (
    "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
)
ARP_HEAD = "IP address  HW type  Flags  HW address  Mask  Device\n"


def number(address: str) -> str:
    """Return `address` as the kernel of this machine writes it."""
    return f"{int.from_bytes(IPv4Address(address).packed, sys.byteorder):08X}"


def line(
    to: str, mask: str, via: str = "0.0.0.0", *, flags: int = 1, metric: int = 0,
    interface: str = "lo",
) -> str:  # fmt: skip
    fields = [interface, number(to), number(via), f"{flags:04X}", "0", "0", str(metric)]
    return "\t".join([*fields, number(mask), "0", "0", "0"]) + "\n"


DEFAULT = line("0.0.0.0", "0.0.0.0", "192.0.2.1", flags=3)
LINK = line("192.0.2.0", "255.255.255.0")


def test_the_longest_network_wins_then_the_smallest_metric() -> None:
    worse = line("0.0.0.0", "0.0.0.0", "192.0.2.9", flags=3, metric=100)
    routes = parse_routes(HEAD + worse + DEFAULT + LINK)

    far = find_route(routes, IPv4Address("203.0.113.1"))
    near = find_route(routes, IPv4Address("192.0.2.7"))

    assert far is not None
    assert near is not None
    assert far.gateway == IPv4Address("192.0.2.1")
    assert (near.gateway, near.network) == (None, IPv4Network("192.0.2.0/24"))


def test_a_route_that_is_down_or_refuses_is_none() -> None:
    refusing = line("203.0.113.0", "255.255.255.0", flags=0x201)
    routes = parse_routes(HEAD + line("0.0.0.0", "0.0.0.0", flags=0) + refusing)

    assert find_route(routes, IPv4Address("203.0.113.1")) is None


def test_ipv6_has_a_table_of_its_own() -> None:
    zeros = "0" * 32
    via = IPv6Address("fe80::1").packed.hex()
    usable = f"{zeros} 00 {zeros} 00 {via} 00000400 00000002 00000000 00000003     lo\n"
    refused = f"{zeros} 00 {zeros} 00 {zeros} ffffffff 00000001 0 00200200 lo\n"

    [route] = parse_ipv6_routes(usable + refused)

    assert (str(route.gateway), route.metric) == ("fe80::1", 0x400)
    assert find_route([route], IPv6Address("2001:db8::1")) == route
    assert find_route([route], IPv4Address("192.0.2.1")) is None


def test_only_who_has_answered_is_a_neighbour() -> None:
    text = (
        "192.0.2.1  0x1  0x2  02:fc:00:00:00:05  *  eth0\n"
        "192.0.2.9  0x1  0x0  00:00:00:00:00:00  *  eth0\n"
    )

    assert parse_neighbours(ARP_HEAD + text) == {IPv4Address("192.0.2.1")}


@given(st.text(max_size=400))
def test_damage_says_nothing_and_breaks_nothing(text: str) -> None:
    for parse in (parse_routes, parse_ipv6_routes, parse_neighbours):
        parse(HEAD + text)
    whole = parse_routes(HEAD + DEFAULT + text.replace("\n", " ") + "\n" + LINK)

    assert find_route(whole, IPv4Address("192.0.2.7")) is not None


@pytest.mark.parametrize(
    "bad",
    [
        "lo\t00000000\t0102\t0003\t0\t0\t0\t00000000\n",
        "lo\t00000000\tZZZZZZZZ\t0003\t0\t0\t0\t00000000\n",
        "lo\t00000000\n",
        "lo\t01010101\t00000000\t0001\t0\t0\t0\tFF00FF00\n",
        "lo\t" + "9" * 5000 + "\t00000000\t0001\t0\t0\t" + "9" * 5000 + "\t0\n",
    ],
)
def test_a_damaged_line_is_left_out(bad: str) -> None:
    assert len(parse_routes(HEAD + bad + LINK)) == 1


class Machine:
    """Tables of a kernel, and a gateway that answers or not."""

    def __init__(self, folder: Path, routes: str, arp: str = "") -> None:
        (folder / "route").write_text(HEAD + routes)
        (folder / "arp").write_text(ARP_HEAD + arp)
        self.asked: list[str] = []
        self.outcome = Outcome.SILENT
        self.way = OwnWay(self.look, SystemClock(), folder)

    async def look(self, target: Target) -> Probe:
        self.asked.append(target.address)
        now = SystemClock().now()
        return Probe(target.device, Method.ICMP, now, self.outcome, 0.1)

    async def why(self, *addresses: str) -> str:
        return await self.way.why_blind(addresses)


async def test_without_any_table_there_is_no_way_out(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    machine = Machine(tmp_path, DEFAULT)
    machine.way = OwnWay(machine.look, SystemClock(), nowhere)

    assert await machine.why("203.0.113.1") == "no_route"


@pytest.mark.parametrize(
    ("outcome", "arp", "word"),
    [
        (Outcome.ANSWERED, "", "beyond_gateway"),
        (Outcome.SILENT, "", "gateway_silent"),
        (
            Outcome.SILENT,
            "192.0.2.1 0x1 0x0 00:00:00:00:00:00 * lo\n",
            "gateway_silent",
        ),
        (Outcome.SILENT, "192.0.2.1 0x1 0x2 02:fc:00:00:00:05 * lo\n", ""),
    ],
)
async def test_the_gateway_of_the_canaries_is_asked(
    tmp_path: Path, outcome: Outcome, arp: str, word: str
) -> None:
    machine = Machine(tmp_path, DEFAULT + LINK, arp)
    machine.outcome = outcome

    assert await machine.why("203.0.113.1", "198.51.100.1") == word
    assert machine.asked == ["192.0.2.1"]


async def test_a_canary_on_the_link_needs_no_gateway(tmp_path: Path) -> None:
    machine = Machine(tmp_path, DEFAULT + LINK)

    assert await machine.why("192.0.2.7") == ""
    assert machine.asked == []


async def test_without_canaries_the_default_route_is_asked_about(
    tmp_path: Path,
) -> None:
    assert await Machine(tmp_path, DEFAULT).why() == "gateway_silent"
    assert await Machine(tmp_path, LINK).why() == "no_route"


async def test_a_route_over_an_interface_that_is_not_there_is_none(
    tmp_path: Path,
) -> None:
    gone = line("0.0.0.0", "0.0.0.0", "192.0.2.1", flags=3, interface="gone0")

    assert await Machine(tmp_path, gone).why("203.0.113.1") == "no_route"
    assert not is_running("a" * 400)
    assert not is_running("ก")


async def test_an_ipv6_gateway_that_filters_is_not_called_silent(
    tmp_path: Path,
) -> None:
    zeros = "0" * 32
    via = ip_address("2001:db8::1").packed.hex()
    machine = Machine(tmp_path, "")
    (tmp_path / "ipv6_route").write_text(
        f"{zeros} 00 {zeros} 00 {via} 00000400 0 0 00000003 lo\n"
    )

    assert await machine.why("2001:db8:9::1") == ""
    machine.outcome = Outcome.ANSWERED
    assert await machine.why("2001:db8:9::1") == "beyond_gateway"
    assert machine.asked == ["2001:db8::1"] * 2


def test_a_table_without_end_is_read_in_part() -> None:
    lines: Sequence[str] = [LINK] * 100_100

    assert len(parse_routes(HEAD + "".join(lines))) == 100_000
