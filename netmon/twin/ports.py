"""Which interfaces the routers of the nation have, and what flows through each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

ETHERNET, LOOPBACK, BRIDGE, VIRTUAL, OTHER = 6, 24, 209, 53, 1
"""ifType: ethernetCsmacd, softwareLoopback, bridge, propVirtual, other (IANAifType)."""

GIGABIT_BPS = 1_000_000_000


class Place(Enum):
    """Where an interface leads."""

    WAN = auto()
    LAN = auto()
    INSIDE = auto()  # a bridge or VLAN interface: all that flows, from within
    NOWHERE = auto()


@dataclass(frozen=True, slots=True)
class Port:
    """One interface of a kind of router.

    Attributes:
        index: ifIndex.
        name: ifDescr and ifName.
        alias: ifAlias.
        kind: ifType.
        speed_bps: 0 for what has none.
        is_optical: Whether a module in it tells its light.
        is_powering: Whether it powers what hangs there.
    """

    index: int
    name: str
    place: Place
    alias: str = ""
    kind: int = ETHERNET
    speed_bps: int = GIGABIT_BPS
    is_optical: bool = False
    is_powering: bool = False


def _inside(index: int, name: str, kind: int, speed_bps: int = GIGABIT_BPS) -> Port:
    return Port(index, name, Place.INSIDE, kind=kind, speed_bps=speed_bps)


def _idle(index: int, name: str, kind: int) -> Port:
    return Port(index, name, Place.NOWHERE, kind=kind, speed_bps=0)


def _lan(first: int, names: list[str], powering: str = "") -> tuple[Port, ...]:
    return tuple(
        Port(index, name, Place.LAN, is_powering=name == powering)
        for index, name in enumerate(names, start=first)
    )


def _wan(index: int, name: str, alias: str, *, is_optical: bool) -> Port:
    return Port(index, name, Place.WAN, alias, is_optical=is_optical)


def _mikrotik(ports_count: int, cage: str) -> tuple[Port, ...]:
    """RouterOS: copper ports, a cage for fibre, a bridge over the copper."""
    lan = _lan(1, [f"ether{n}" for n in range(1, ports_count + 1)], "ether5")
    cage_index = ports_count + 1
    return (
        *lan,
        _wan(cage_index, cage, "WAN fibre 200/100", is_optical=True),
        _inside(cage_index + 1, "bridge", BRIDGE, 0),
        _idle(cage_index + 2, "lo", LOOPBACK),
    )


def _huawei(ports_count: int) -> tuple[Port, ...]:
    """VRP: the loopback and NULL0 first, the last port is the uplink."""
    names = [f"GigabitEthernet0/0/{n}" for n in range(ports_count)]
    wan = ports_count + 2
    return (
        _idle(1, "InLoopBack0", LOOPBACK),
        _idle(2, "NULL0", OTHER),
        *_lan(3, names[:-1]),
        _wan(wan, names[-1], "To ISP FTTH", is_optical=True),
        _inside(wan + 1, "Vlanif1", VIRTUAL),
    )


CISCO_SWITCHED = (
    _wan(1, "GigabitEthernet0/0/0", "WAN uplink", is_optical=True),
    _idle(2, "GigabitEthernet0/0/1", ETHERNET),
    *_lan(3, [f"GigabitEthernet0/1/{n}" for n in range(4)], "GigabitEthernet0/1/0"),
    _idle(7, "Null0", OTHER),
    _idle(8, "Loopback0", LOOPBACK),
    _inside(9, "Vlan1", VIRTUAL),
)
CISCO_ROUTED = (
    _wan(1, "GigabitEthernet0/0/0", "WAN uplink", is_optical=True),
    *_lan(2, ["GigabitEthernet0/0/1"]),
    _idle(3, "GigabitEthernet0", ETHERNET),
    _idle(4, "Null0", OTHER),
    _idle(5, "Loopback0", LOOPBACK),
)
JUNIPER = (
    _idle(6, "lo0", LOOPBACK),
    _idle(16, "lo0.0", LOOPBACK),
    *_lan(508, [f"ge-0/0/{n}" for n in range(6)]),
    _wan(514, "ge-0/0/6", "ISP", is_optical=True),
    _inside(520, "irb", VIRTUAL),
)
EDGE_OS = (
    _idle(1, "lo", LOOPBACK),
    *_lan(2, ["eth0", "eth1", "eth2"]),
    _wan(5, "eth3", "WAN", is_optical=False),
)
GENERIC = (
    Port(1, "wan", Place.WAN, "wan"),
    *_lan(2, ["lan1", "lan2", "lan3", "lan4"]),
    _inside(6, "br0", BRIDGE),
)

BY_MODEL = {
    "MikroTik RB5009UG+S+IN": _mikrotik(8, "sfp-sfpplus1"),
    "MikroTik RB4011iGS+RM": _mikrotik(10, "sfp-sfpplus1"),
    "Huawei AR651": _huawei(9),
    "Cisco C1111-4P": CISCO_SWITCHED,
}
BY_VENDOR = {
    "mikrotik": _mikrotik(5, "sfp1"),
    "huawei": _huawei(5),
    "cisco": CISCO_ROUTED,
    "juniper": JUNIPER,
    "ubiquiti": EDGE_OS,
}


def ports_of(vendor: str, model: str) -> tuple[Port, ...]:
    """Return the interfaces of a router, in the order of their numbers."""
    known = BY_MODEL.get(f"{vendor} {model}")
    return known or BY_VENDOR.get(vendor.lower(), GENERIC)


@dataclass(frozen=True, slots=True)
class Wired:
    """A port and what hangs from it.

    Attributes:
        index: ifIndex at this moment.
        flows: Numbers of the site's flows that pass; 0 is what is wired.
    """

    port: Port
    index: int
    flows: tuple[int, ...]


def wire(
    ports: tuple[Port, ...], points_count: int, *, is_renumbered: bool
) -> tuple[Wired, ...]:
    """Return `ports` with `points_count` access points hung from the LAN.

    Ports that give power come first. Renumbered interfaces take each other's numbers,
    the last one the first number.
    """
    lan = [port for port in ports if port.place is Place.LAN]
    lan.sort(key=lambda port: (not port.is_powering, port.index))
    hung: dict[str, list[int]] = {port.name: [] for port in lan}
    for number in (*range(1, points_count + 1), 0):
        place = number - 1 if number else points_count
        hung[lan[place % len(lan)].name].append(number)
    everything = tuple(range(points_count + 1))
    indexes = [port.index for port in ports]
    if is_renumbered:
        indexes = [*indexes[1:], indexes[0]]
    wired = [
        Wired(
            port,
            index,
            everything
            if port.place in (Place.WAN, Place.INSIDE)
            else tuple(hung.get(port.name, ())),
        )
        for port, index in zip(ports, indexes, strict=True)
    ]
    return tuple(sorted(wired, key=lambda one: one.index))
