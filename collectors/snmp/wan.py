"""Which port is the line: by hint, default route, name, or what is left; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Interface

    from netmon.core.reading import InterfaceReading

# IANAifType.
ETHERNET = frozenset({6, 26, 62, 69, 117})
"""ethernetCsmacd, ethernet3Mbit, fastEther, fastEtherFX, gigabitEthernet."""
PPP = frozenset({23, 108})
CELLULAR = frozenset({243, 244})
"""wwanPP, wwanPP2."""
LOOPBACK = 24
BRIDGE = 209
TUNNEL = 131
SOFT = frozenset({1, 24, 53, 131, 135, 136, 142, 150, 161, 166, 209})
"""Ports without a plug: other, loopback, propVirtual, tunnel, l2vlan, l3ipvlan,
ipForward, mplsTunnel, ieee8023adLag, mpls, bridge."""

CLEARLY_MORE = 1.2
"""More than the acknowledgements and floods of a port that only passes on."""

SAYS_WAN = re.compile(
    r"(?<![a-z])(wan\d*|waiwang|internet|isp|ftth|fttx|gpon|pppoe|upstream)(?![a-z])",
    re.IGNORECASE,
)
SAYS_UPLINK = re.compile(
    r"(?<![a-z])(uplink|up-link|fib(re|er)|adsl|vdsl)(?![a-z])", re.I
)
SAYS_BRIDGE = re.compile(r"^(br[-\d]|bridge)", re.IGNORECASE)
SAYS_INSIDE = re.compile(r"(?<![a-z])(lan|core|switch|mgmt|management|trunk)", re.I)
SAYS_CELLULAR = re.compile(
    r"^(wwan|lte|qmimux|rmnet|usb-modem|cellular|4g|5g|ppp-lte|wwp)", re.IGNORECASE
)
SAYS_SOFT = re.compile(
    r"^(lo|mgmt|meth|br|bridge|veth|docker|vlan|dummy|ifb|gre|sit|tun|tap|wg|ip6|erspan|teql|bond|"
    r"ath|ra|rai|wl\d|wlan|wifi|wds|apcli|vwire|null|stack|console|miireg|imq|soc|sw\d|"
    r"switch|virtual|service|npu|any|ssl|modem|l2t|naf|fortilink|loopback|mesh|radio|"
    r"eth\d+\.\d|vif|capwap|honeypot)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DefaultRoute:
    """A route to 0.0.0.0/0.

    Attributes:
        if_index: As the table says; 0 where it does not know.
        next_hop: None where the table does not say.
    """

    if_index: int
    next_hop: IPv4Address | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a choice is made from.

    Attributes:
        interfaces: Of the device.
        addresses: The ifIndex of each address, with its network.
        routes: Default routes in the order of preference.
        hint: ifName, ifDescr, ifAlias or ifIndex from the register, empty for none.
    """

    interfaces: Sequence[InterfaceReading]
    addresses: Mapping[IPv4Interface, int]
    routes: Sequence[DefaultRoute] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class WanPort:
    """The port chosen.

    Attributes:
        if_index: None where nothing tells.
        why: For a technician, in plain words.
    """

    if_index: int | None
    why: str


def choose_wan(evidence: Evidence) -> WanPort:
    """Return the port of the line and why it is taken for that."""
    for rule in RULES:
        found = rule(evidence)
        if found is not None:
            port, why = found
            port, why = _carrier(evidence, port, why)
            return WanPort(port.if_index, f"the line is port {_show(port)}: {why}")
    if not evidence.interfaces:
        return WanPort(None, "the device shows no interfaces")
    return WanPort(None, "nothing tells which port is the line")


def _by_hint(evidence: Evidence) -> tuple[InterfaceReading, str] | None:
    hint = evidence.hint.strip().casefold()
    if not hint:
        return None
    for port in evidence.interfaces:
        names = (port.name, port.alias, str(port.if_index))
        if hint in [(each or "").casefold() for each in names]:
            return port, "the register says so"
    return None


def _by_route(evidence: Evidence) -> tuple[InterfaceReading, str] | None:
    """Take the port behind which the next hop lies, else the one the route names.

    Tables name the wrong port more often than addresses lie: ifIndex 0, or a virtual
    port without a cable.
    """
    for route in evidence.routes:
        port = _port(evidence, _of_network(evidence, route.next_hop))
        if port is not None:
            return port, "the next hop of the default route is in its network"
        port = _port(evidence, route.if_index)
        if port is not None and port.type_number != LOOPBACK and not _is_idle(port):
            return port, "the default route leaves by it"
    return None


def _by_name(evidence: Evidence) -> tuple[InterfaceReading, str] | None:
    """Take the port somebody named so; of several the one that carries most."""
    for says, words in ((SAYS_WAN, "WAN"), (SAYS_UPLINK, "uplink")):
        named = [
            port
            for port in evidence.interfaces
            if says.search(_words(port)) and not _is_inside(port, says)
        ]
        best = _busiest(named)
        if best is not None:
            return best, f"its name or alias says {words}"
    return None


def _is_inside(port: InterfaceReading, says: re.Pattern[str]) -> bool:
    return says is SAYS_UPLINK and bool(SAYS_INSIDE.search(_words(port)))


def _by_cellular(evidence: Evidence) -> tuple[InterfaceReading, str] | None:
    """Take a cellular port with an address, the busiest: only a line is cellular."""
    addressed = set(evidence.addresses.values())
    ports = [
        port
        for port in evidence.interfaces
        if port.is_up is not False
        and (port.type_number in CELLULAR or SAYS_CELLULAR.match(port.name or ""))
    ]
    with_address = [port for port in ports if port.if_index in addressed]
    best = _busiest(with_address or ports)
    return None if best is None else (best, "it is cellular")


def _by_ppp(evidence: Evidence) -> tuple[InterfaceReading, str] | None:
    """Take the dialled port with a public address; it rides on a port named WAN."""
    public = _public(evidence)
    for port in evidence.interfaces:
        is_live = port.type_number in PPP and not _is_idle(port)
        if is_live and port.if_index in public:
            return port, "it is dialled and has a public address"
    return None


def _by_address(evidence: Evidence) -> tuple[InterfaceReading, str] | None:
    """Take the port with a public address; of several the one in the narrowest network.

    Between a provider and a site lies a network for two, behind the site a wider one.
    """
    public = _public(evidence)
    ports = [
        port
        for port in evidence.interfaces
        if port.if_index in public
        and port.type_number != LOOPBACK
        and not _is_idle(port)
    ]
    if not ports:
        return None
    narrowest = max(public[port.if_index] for port in ports)
    best = _busiest(port for port in ports if public[port.if_index] == narrowest)
    return None if best is None else (best, "it has a public address")


def _public(evidence: Evidence) -> dict[int, int]:
    """Return the longest prefix of the public addresses of each port, by ifIndex."""
    found: dict[int, int] = {}
    for address, if_index in evidence.addresses.items():
        if address.ip.is_global:
            length = address.network.prefixlen
            found[if_index] = max(length, found.get(if_index, 0))
    return found


def _by_plug(evidence: Evidence) -> tuple[InterfaceReading, str] | None:
    """Take the only real port with a link: of an access point or a host."""
    plugs = [port for port in evidence.interfaces if _has_plug(port)]
    linked = [port for port in plugs if port.is_up and not _is_idle(port)]
    if len(linked) == 1:
        return linked[0], "it is the only socket with a link"
    if len(plugs) == 1:
        return plugs[0], "it is the only socket"
    return None


def _by_flow(evidence: Evidence) -> tuple[InterfaceReading, str] | None:
    """Take the only socket that receives clearly more than it sends; a guess.

    People behind a router fetch more than they send: its line receives, its other
    ports send.
    """
    receiving = [
        port
        for port in evidence.interfaces
        if _has_plug(port)
        and port.is_up
        and (port.in_octets or 0) > CLEARLY_MORE * (port.out_octets or 0)
    ]
    if len(receiving) != 1:
        return None
    return receiving[0], "a guess: the only socket that receives more than it sends"


def _has_plug(port: InterfaceReading) -> bool:
    if port.type_number in SOFT or port.type_number not in ETHERNET:
        return False
    name = port.name or ""
    return not SAYS_SOFT.match(name) and not re.search(r"\d\.\d|[:@]", name)


RULES = (
    *(_by_hint, _by_route, _by_ppp, _by_name, _by_cellular, _by_address),
    *(_by_plug, _by_flow),
)
"""Tried in turn; what somebody wrote comes before what is concluded."""


def _carrier(
    evidence: Evidence, port: InterfaceReading, why: str
) -> tuple[InterfaceReading, str]:
    """Return the port itself, or the one below it.

    A dialer may own the address and count nothing; an access point's bridge owns the
    address of the box, and its one socket is the way out.
    """
    socket = _by_plug(evidence) if _is_bridge(port) else None
    if socket is not None:
        return socket[0], f"{why}; it is a bridge and {socket[1]}"
    if not _is_idle(port) or port.type_number not in PPP | SOFT:
        return port, why
    below = _by_name(evidence) or _by_plug(evidence)
    if below is None or _is_idle(below[0]):
        return port, why
    return below[0], f"{why}, but it counts nothing and {below[1]}"


def _is_bridge(port: InterfaceReading) -> bool:
    return port.type_number == BRIDGE or bool(SAYS_BRIDGE.match(port.name or ""))


def _is_idle(port: InterfaceReading) -> bool:
    """Whether its counters stand at 0; a port without counters may be busy."""
    return port.in_octets == 0 and port.out_octets == 0


def _of_network(evidence: Evidence, next_hop: IPv4Address | None) -> int | None:
    """Return the ifIndex whose network holds `next_hop`, the narrowest."""
    if next_hop is None or not int(next_hop):
        return None
    holds = [
        (address.network.prefixlen, if_index)
        for address, if_index in evidence.addresses.items()
        if address.network.prefixlen > 0 and next_hop in address.network
    ]
    return max(holds)[1] if holds else None


def _port(evidence: Evidence, if_index: int | None) -> InterfaceReading | None:
    return next(
        (port for port in evidence.interfaces if port.if_index == if_index), None
    )


def _busiest(ports: Iterable[InterfaceReading]) -> InterfaceReading | None:
    """Return the port that has carried most, the first of equals."""
    weigh: Callable[[InterfaceReading], int] = lambda port: (  # noqa: E731
        (port.in_octets or 0) + (port.out_octets or 0)
    )
    return max(ports, key=weigh, default=None)


def _words(port: InterfaceReading) -> str:
    return f"{port.name or ''} {port.alias or ''}"


def _show(port: InterfaceReading) -> str:
    return f"{port.if_index} ({port.name})" if port.name else str(port.if_index)
