"""Which port is the line, by every rule, and what misleads."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface

import pytest

from collectors.snmp import routes
from collectors.snmp.wan import DefaultRoute, Evidence, choose_wan
from netmon.core.reading import InterfaceReading


def port(
    if_index: int,
    name: str,
    *,
    kind: int = 6,
    up: bool = True,
    octets: tuple[int | None, int | None] = (1_000, 1_000),
    alias: str = "",
) -> InterfaceReading:
    return InterfaceReading(
        if_index,
        name,
        alias,
        kind,
        up,
        in_octets=octets[0],
        out_octets=octets[1],
    )


LAN = port(1, "ether1", octets=(100, 900))
LINE = port(2, "ether2", octets=(900, 100))
INSIDE = {IPv4Interface("192.168.1.1/24"): 1}
OUTSIDE = {IPv4Interface("10.64.0.2/30"): 2}


def chosen(
    *ports: InterfaceReading,
    addresses: dict[IPv4Interface, int] | None = None,
    routes: tuple[DefaultRoute, ...] = (),
    hint: str = "",
) -> int | None:
    return choose_wan(Evidence(ports, addresses or {}, routes, hint)).if_index


@pytest.mark.parametrize("hint", ["ether1", "ETHER1 ", "1", "to the school"])
def test_the_register_knows_best(hint: str) -> None:
    named = port(1, "ether1", alias="To the school")
    wan = port(2, "wan")

    assert chosen(named, wan, hint=hint) == 1


def test_a_hint_that_fits_nothing_is_no_hint() -> None:
    assert chosen(LAN, port(2, "wan"), hint="sfp9") == 2


def test_the_default_route_names_the_port() -> None:
    route = DefaultRoute(2, IPv4Address("10.64.0.1"))

    assert chosen(LAN, LINE, routes=(route,)) == 2


@pytest.mark.parametrize("if_index", [0, 1, 99])
def test_a_route_is_followed_by_its_next_hop(if_index: int) -> None:
    """Tables say ifIndex 0, or name a port without a cable."""
    route = DefaultRoute(if_index, IPv4Address("10.64.0.1"))

    assert chosen(LAN, LINE, addresses=INSIDE | OUTSIDE, routes=(route,)) == 2


def test_the_narrowest_network_holds_the_next_hop() -> None:
    wide = {IPv4Interface("10.0.0.1/8"): 1}
    route = DefaultRoute(0, IPv4Address("10.64.0.1"))

    assert chosen(LAN, LINE, addresses=wide | OUTSIDE, routes=(route,)) == 2


def test_a_route_into_an_idle_or_looped_port_is_not_believed() -> None:
    idle = port(9, "Virtual Interface", octets=(0, 0))
    loop = port(8, "lo", kind=24)
    both = (DefaultRoute(9, None), DefaultRoute(8, None))

    assert chosen(LAN, LINE, idle, loop, routes=both) == 2


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("wan", ""),
        ("wan1", ""),
        ("wan: cable (eth1)", ""),
        ("Gi0/0/0", "WAN: fibre 200/100"),
        ("GE0/0/4", "*** FTTH Link ***"),
        ("ether5", "ISP TOT"),
        ("pppoe-out1", ""),
        ("eth3", "Internet"),
    ],
)
def test_what_somebody_named_wan_is_the_line(name: str, alias: str) -> None:
    busy = port(1, "ether1", octets=(10**9, 10**9))

    assert chosen(busy, port(2, name, alias=alias)) == 2


@pytest.mark.parametrize("name", ["swan", "wanda", "ispell", "lan-wanless"])
def test_a_word_that_only_contains_wan_names_nothing(name: str) -> None:
    assert chosen(port(1, "a", kind=71), port(2, name, kind=71)) is None


def test_of_two_uplinks_the_busier_and_never_an_inner_one() -> None:
    inner = port(1, "ge-0/0/0", alias="Uplink CORE-1", octets=(10**12, 10**12))
    quiet = port(2, "ge-0/0/6", alias="KPN Uplink", octets=(5, 5))
    busy = port(3, "ge-0/0/7", alias="Ziggo Uplink", octets=(50, 50))

    assert chosen(inner, quiet, busy) == 3


def test_a_dialled_port_with_a_public_address_comes_before_the_port_below_it() -> None:
    below = port(3, "WAN", octets=(10**9, 10**8))
    dialled = port(11, "pppoe-a", kind=23)
    address = {IPv4Interface("1.46.8.9/32"): 11}

    assert chosen(below, dialled, addresses=address) == 11
    idle = port(11, "Dialer1", kind=23, octets=(0, 0))
    assert chosen(below, idle, addresses=address) == 3


def test_a_default_route_over_a_dialer_that_counts_nothing_goes_to_its_carrier() -> (
    None
):
    carrier = port(7, "GE0/0/4", alias="FTTH", octets=(10**9, 10**8))
    dialer = port(12, "Dialer1", kind=23, octets=(0, 0))
    private = {IPv4Interface("10.0.0.2/30"): 12}
    route = DefaultRoute(12, IPv4Address("10.0.0.1"))

    assert chosen(carrier, dialer, addresses=private, routes=(route,)) == 7


def test_a_cellular_port_with_an_address_is_a_line() -> None:
    without = port(12, "wwan0", kind=1, octets=(99, 99))
    cellular = port(21, "qmimux0", kind=1)

    found = chosen(
        LAN, without, cellular, addresses={IPv4Interface("10.215.6.98/32"): 21}
    )

    assert found == 21


def test_a_public_address_in_a_network_for_two_beats_one_for_many() -> None:
    addresses = {
        IPv4Interface("83.166.203.90/30"): 2,
        IPv4Interface("84.247.120.33/29"): 1,
    }

    assert chosen(LAN, LINE, addresses=addresses) == 2


def test_the_only_socket_with_a_link_is_the_line() -> None:
    dead = port(3, "eth1", up=False, octets=(0, 0))
    soft = [
        port(4, "br0"),
        port(5, "wlan0"),
        port(6, "eth0.10"),
        port(7, "lo", kind=24),
    ]

    assert chosen(port(2, "eth0"), dead, *soft) == 2


def test_the_bridge_of_an_access_point_goes_out_by_its_one_socket() -> None:
    bridge, socket = port(9, "br0"), port(2, "eth0")
    address = {IPv4Interface("192.168.1.20/24"): 9}
    route = DefaultRoute(9, IPv4Address("192.168.1.1"))

    assert chosen(bridge, socket, addresses=address, routes=(route,)) == 2
    two = port(3, "eth1")
    assert chosen(bridge, socket, two, addresses=address, routes=(route,)) == 9


def test_a_guess_takes_the_only_socket_that_receives_more() -> None:
    assert chosen(LAN, LINE) == 2
    assert chosen(LAN, LINE, port(3, "ether3", octets=(900, 100))) is None


def test_nothing_to_choose_from_is_said() -> None:
    nothing = choose_wan(Evidence((), {}))

    assert (nothing.if_index, "no interfaces" in nothing.why) == (None, True)


def test_routes_are_read_from_every_table() -> None:
    """RFC 1213, RFC 4292: the index goes on with the next hop."""
    found = routes.to_routes(
        {routes.IP_ROUTE_IF_INDEX: 9, routes.IP_ROUTE_NEXT_HOP: "10.0.0.1"},
        {"0.10.64.0.1": 0},
        {"2.0.0.1.4.10.64.0.9": 4},
    )

    assert found == (
        DefaultRoute(4, IPv4Address("10.64.0.9")),
        DefaultRoute(0, IPv4Address("10.64.0.1")),
        DefaultRoute(9, IPv4Address("10.0.0.1")),
    )


def test_addresses_are_read_whatever_an_agent_sends() -> None:
    found = routes.to_addresses(
        {
            "10.0.0.1": 4,
            "127.0.0.1.1": 18,
            "1.2.3": 5,
            "10.0.1.1": b"junk",
            "10.0.2.1": 6,
            "10.0.3.1.7": 7,
            "0.0.0.0": 8,
        },
        {"10.0.0.1": "255.255.255.0", "10.0.2.1": b"\xff\x00\xff\x00"},
        {"10.9.0.1": 3},
        {"10.9.0.1": "1.3.6.1.2.1.4.32.1.5.3.1.4.10.9.0.0.16"},
    )

    assert found == {
        IPv4Interface("10.0.0.1/24"): 4,
        IPv4Interface("10.0.3.1/32"): 7,
        IPv4Interface("10.9.0.1/16"): 3,
    }
