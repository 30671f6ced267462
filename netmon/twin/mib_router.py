"""What routers say of themselves: health, the default route, what hangs from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.twin import ber
from netmon.twin.mib_common import (
    ENTERPRISES,
    HOST,
    MIB_2,
    add_interfaces,
    add_system,
    gauge,
    ticks,
)
from netmon.twin.mib_health import add_health, clients_and_points_count
from netmon.twin.ports import Place, ports_of, wire
from netmon.twin.vendors import router_descr, router_object_id

if TYPE_CHECKING:
    from netmon.twin.ber import Oid
    from netmon.twin.device import Device
    from netmon.twin.layout import Builder, Cell, Layout
    from netmon.twin.ports import Wired

GATEWAY: Oid = (100, 64, 0, 1)
"""Next hop of every line, of the shared address space (RFC 6598)."""
LAN_NETWORK: Oid = (192, 168, 10)
FIRST_POINT_HOST = 10
DEFAULT: Oid = (0, 0, 0, 0)
GATEWAY_MAC = bytes.fromhex("025e00000001")
DYNAMIC = ber.integer(3)

IP_ROUTE_ENTRY: Oid = (*MIB_2, 4, 21, 1)  # RFC 1213
IP_CIDR_ENTRY: Oid = (*MIB_2, 4, 24, 4, 1)  # RFC 2096
INET_CIDR_ENTRY: Oid = (*MIB_2, 4, 24, 7, 1)  # RFC 4292
NET_TO_MEDIA_ENTRY: Oid = (*MIB_2, 4, 22, 1)  # RFC 1213
PSE_PORT_ENTRY: Oid = (*MIB_2, 105, 1, 1, 1)  # RFC 3621
MIKROTIK: Oid = (*ENTERPRISES, 14988, 1, 1)  # MIKROTIK-MIB
DISABLED, SEARCHING, DELIVERING = 1, 2, 3

BREAKS_TOLD_BY = frozenset({"cisco", "juniper", "huawei"})
"""Whose ifCounterDiscontinuityTime says when counters broke; elsewhere it stays 0."""

Kind = tuple[str, str, int, tuple[bool, ...], bool, bool]


def build_router(builder: Builder, kind: Kind) -> Layout:
    """Return the layout of a router.

    Args:
        builder: Empty.
        kind: Vendor, model, how many access points hang from it, which of them it
            sees, whether it has no ifXTable, whether its ports are renumbered.
    """
    vendor, model, points_count, seen, is_32_bit, is_renumbered = kind
    brand = vendor.lower()
    ports = ports_of(vendor, model)
    wired = wire(ports, points_count, is_renumbered=is_renumbered)
    descr = router_descr(vendor, model)
    add_system(builder, descr, router_object_id(vendor, model))
    add_interfaces(
        builder,
        wired,
        has_x_table=not is_32_bit,
        tells_breaks=brand in BREAKS_TOLD_BY,
    )
    wan = next(one for one in wired if one.port.place is Place.WAN)
    _add_route(builder, brand, wan.index)
    _add_neighbours(builder, brand, wired, wan, seen)
    _add_power(builder, brand, wired)
    builder.scalar((*HOST, 1, 1), lambda d, now_s: ticks(d.uptime_s(now_s)))
    add_health(builder, brand, wan)
    return builder.build()


def _add_route(builder: Builder, brand: str, wan_index: int) -> None:
    """Add the default route, in the table the vendor has."""
    index, hop = ber.integer(wan_index), ber.tlv(ber.IP_ADDRESS, bytes(GATEWAY))
    nowhere = ber.tlv(ber.IP_ADDRESS, bytes(4))
    if brand in {"cisco", "juniper"}:
        # Types and lengths stand before both addresses, the policy between them.
        row: Oid = (1, 4, *DEFAULT, 0, 2, 0, 0, 1, 4, *GATEWAY)
        known: dict[int, Cell] = {7: index, 8: ber.integer(4), 9: ber.integer(3)}
        entry = INET_CIDR_ENTRY
    elif brand == "mikrotik":
        row = (*DEFAULT, *DEFAULT, 0, *GATEWAY)
        known = {1: nowhere, 2: nowhere, 4: hop, 5: index, 6: ber.integer(4)}
        entry = IP_CIDR_ENTRY
    else:
        row, entry = DEFAULT, IP_ROUTE_ENTRY
        known = {1: nowhere, 2: index, 3: ber.integer(1), 7: hop, 11: nowhere}
    for arc, cell in known.items():
        builder.column((*entry, arc), {row: cell})


def _lan_index(brand: str, wired: tuple[Wired, ...], number: int) -> int:
    """Return where the ARP table says access point `number` is.

    A MikroTik has the one it powers on a port of its own, outside the bridge.
    """
    if brand == "mikrotik":
        for one in _powering(brand, wired):
            if one.flows == (number,):
                return one.index
    for one in wired:
        if one.port.place is Place.INSIDE:
            return one.index
    return next(
        one.index
        for one in wired
        if one.port.place is Place.LAN and number in one.flows
    )


def _add_neighbours(
    builder: Builder,
    brand: str,
    wired: tuple[Wired, ...],
    wan: Wired,
    seen: tuple[bool, ...],
) -> None:
    """Add the ARP table: the gateway, and the access points that are there."""
    macs: dict[Oid, Cell] = {
        (wan.index, *GATEWAY): ber.tlv(ber.OCTET_STRING, GATEWAY_MAC)
    }
    for place, is_there in enumerate(seen):
        if is_there:
            host = (*LAN_NETWORK, FIRST_POINT_HOST + place)
            macs[(_lan_index(brand, wired, place + 1), *host)] = _point_mac(place)
    builder.column((*NET_TO_MEDIA_ENTRY, 1), {row: ber.integer(row[0]) for row in macs})
    builder.column((*NET_TO_MEDIA_ENTRY, 2), macs)
    builder.column(
        (*NET_TO_MEDIA_ENTRY, 3),
        {row: ber.tlv(ber.IP_ADDRESS, bytes(row[1:])) for row in macs},
    )
    builder.column((*NET_TO_MEDIA_ENTRY, 4), dict.fromkeys(macs, DYNAMIC))


def _point_mac(place: int) -> Cell:
    return lambda device, _: ber.tlv(ber.OCTET_STRING, device.points[place].mac)


def feeds(router: Device, number: int) -> bool:
    """Return whether a router powers access point `number` of its site."""
    ports = ports_of(router.vendor, router.model)
    wired = wire(ports, len(router.points), is_renumbered=router.lies.is_renumbered)
    return any(number in one.flows for one in _powering(router.vendor.lower(), wired))


def _powering(brand: str, wired: tuple[Wired, ...]) -> tuple[Wired, ...]:
    if brand == "cisco":
        return tuple(one for one in wired if one.port.place is Place.LAN)
    is_told = brand == "mikrotik"
    return tuple(one for one in wired if is_told and one.port.is_powering)


def _add_power(builder: Builder, brand: str, wired: tuple[Wired, ...]) -> None:
    """Add what gives power over Ethernet; nothing where no port does."""
    powering = _powering(brand, wired)
    if brand == "mikrotik":
        entry = (*MIKROTIK, 15, 1, 1)  # mtxrPOEEntry
        for one in powering:
            builder.column((*entry, 1), {(one.index,): ber.integer(one.index)})
            builder.column((*entry, 2), {(one.index,): ber.text(one.port.name)})
            builder.column((*entry, 3), {(one.index,): _status(one)})
        leases: Oid = (*MIKROTIK, 6, 1)  # mtxrDHCPLeaseCount
        builder.scalar(leases, lambda d, t: gauge(clients_and_points_count(d, t)))
    elif brand == "cisco":
        rows = {(1, one.index): one for one in powering}
        on = dict.fromkeys(rows, ber.integer(1))
        builder.column((*PSE_PORT_ENTRY, 3), dict(on))  # pethPsePortAdminEnable
        builder.column(  # pethPsePortDetectionStatus
            (*PSE_PORT_ENTRY, 6), {row: _status(one) for row, one in rows.items()}
        )


def _status(one: Wired) -> Cell:
    """Return whether power is delivered: the same numbers in both MIBs."""
    places = tuple(number - 1 for number in one.flows if number)
    states = {each: ber.integer(each) for each in (DISABLED, SEARCHING, DELIVERING)}

    def cell(device: Device, _: float) -> bytes:
        points = [device.points[place] for place in places]
        if any(point.is_unfed for point in points):
            return states[DISABLED]
        is_drawn = any(not point.is_dark or point.is_hung for point in points)
        return states[DELIVERING if is_drawn else SEARCHING]

    return cell
