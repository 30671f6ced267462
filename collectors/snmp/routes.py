"""Default routes and addresses of a device (RFC 4292, RFC 4293, RFC 1213); pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import AddressValueError, IPv4Address, IPv4Interface, NetmaskValueError
from typing import TYPE_CHECKING

from collectors.snmp.values import to_address, to_count
from collectors.snmp.wan import DefaultRoute

if TYPE_CHECKING:
    from collectors.snmp.values import Value

# RFC 1213: ipRouteIfIndex, ipRouteNextHop of 0.0.0.0.
IP_ROUTE_IF_INDEX = "1.3.6.1.2.1.4.21.1.2.0.0.0.0"
IP_ROUTE_NEXT_HOP = "1.3.6.1.2.1.4.21.1.7.0.0.0.0"
ROUTE_SCALARS = (IP_ROUTE_IF_INDEX, IP_ROUTE_NEXT_HOP)
# RFC 4292: ipCidrRouteIfIndex of 0.0.0.0 mask 0.0.0.0; the index goes on with type of
# service and next hop.
CIDR_IF_INDEX = "1.3.6.1.2.1.4.24.4.1.5.0.0.0.0.0.0.0.0"
# RFC 4292: inetCidrRouteIfIndex of ipv4 (1), four octets of 0, prefix 0; the index goes
# on with policy, type and octets of the next hop.
INET_IF_INDEX = "1.3.6.1.2.1.4.24.7.1.7.1.4.0.0.0.0.0"
ROUTE_COLUMNS = (CIDR_IF_INDEX, INET_IF_INDEX)
MAX_DEFAULT_ROUTES = 16
# RFC 1213: ipAdEntIfIndex, ipAdEntNetMask.
ADDRESS_IF_INDEX = "1.3.6.1.2.1.4.20.1.2"
ADDRESS_MASK = "1.3.6.1.2.1.4.20.1.3"
# RFC 4293: ipAddressIfIndex, ipAddressPrefix of ipv4 (1), four octets.
INET_ADDRESS_IF_INDEX = "1.3.6.1.2.1.4.34.1.3.1.4"
INET_ADDRESS_PREFIX = "1.3.6.1.2.1.4.34.1.5.1.4"
MAX_ADDRESSES = 512
ADDRESS_OCTETS = 4

Rows = Mapping[str, "Value"]


def to_routes(
    scalars: Rows, cidr: Rows | None = None, inet: Rows | None = None
) -> tuple[DefaultRoute, ...]:
    """Return the default routes, from the newest table that has any.

    Args:
        scalars: Values of ROUTE_SCALARS keyed by OID.
        cidr: Rows of CIDR_IF_INDEX keyed by what is left of the index.
        inet: Rows of INET_IF_INDEX, likewise.
    """
    found = [*_inet_routes(inet or {}), *_cidr_routes(cidr or {})]
    if IP_ROUTE_IF_INDEX in scalars or IP_ROUTE_NEXT_HOP in scalars:
        next_hop = to_address(scalars.get(IP_ROUTE_NEXT_HOP))
        if_index = to_count(scalars.get(IP_ROUTE_IF_INDEX)) or 0
        found.append(DefaultRoute(if_index, next_hop))
    return tuple(dict.fromkeys(found))


def _cidr_routes(rows: Rows) -> Iterator[DefaultRoute]:
    for index, value in rows.items():
        yield DefaultRoute(to_count(value) or 0, _last_address(index))


def _inet_routes(rows: Rows) -> Iterator[DefaultRoute]:
    for index, value in rows.items():
        parts = index.split(".")
        is_ipv4 = parts[-5:-4] == ["4"] and parts[-6:-5] == ["1"]
        next_hop = _last_address(index) if is_ipv4 else None
        yield DefaultRoute(to_count(value) or 0, next_hop)


def _last_address(index: str) -> IPv4Address | None:
    return to_address(".".join(index.split(".")[-ADDRESS_OCTETS:]))


def to_addresses(
    if_indices: Rows,
    masks: Rows,
    inet: Rows | None = None,
    prefixes: Rows | None = None,
) -> dict[IPv4Interface, int]:
    """Return the ifIndex of each address with its network.

    An index with more than four parts, as some agents send, is read by its first four.

    Args:
        if_indices: Rows of ADDRESS_IF_INDEX.
        masks: Rows of ADDRESS_MASK.
        inet: Rows of INET_ADDRESS_IF_INDEX.
        prefixes: Rows of INET_ADDRESS_PREFIX: each points at a row whose index ends in
            the length.
    """
    found: dict[IPv4Interface, int] = {}
    for index, value in if_indices.items():
        _add(found, index, value, str(to_address(masks.get(index)) or 32))
    for index, value in (inet or {}).items():
        length = str((prefixes or {}).get(index) or "32").rsplit(".", 1)[-1]
        _add(found, index, value, length)
    return found


def _add(found: dict[IPv4Interface, int], index: str, value: Value, mask: str) -> None:
    if_index = to_count(value)
    address = ".".join(index.split(".")[:ADDRESS_OCTETS])
    try:
        interface = IPv4Interface(f"{address}/{mask}")
    except (AddressValueError, NetmaskValueError, ValueError):
        return
    if if_index and int(interface.ip) and not interface.ip.is_loopback:
        found.setdefault(interface, if_index)
