"""What every agent of the nation has: the system group, its engine, interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.twin import ber, counters
from netmon.twin.ports import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from netmon.twin.ber import Oid
    from netmon.twin.device import Device
    from netmon.twin.layout import Builder, Cell
    from netmon.twin.ports import Wired

MIB_2: Oid = (1, 3, 6, 1, 2, 1)
ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)
SYSTEM: Oid = (*MIB_2, 1)  # RFC 3418
INTERFACES: Oid = (*MIB_2, 2)  # RFC 2863
IF_X_ENTRY: Oid = (*MIB_2, 31, 1, 1, 1)  # RFC 2863
HOST: Oid = (*MIB_2, 25)  # RFC 2790
ENGINE: Oid = (1, 3, 6, 1, 6, 3, 10, 2, 1)  # RFC 3411
UP, DOWN = ber.integer(1), ber.integer(2)
EMPTY = ber.tlv(ber.OCTET_STRING, b"")
NOTHING = ber.integer(0, ber.COUNTER32)
SPEED_MAX_BPS = 0xFFFF_FFFF
TENTHS_MASK = 0xFFFF_FFFF


def ticks(seconds: float) -> bytes:
    """Return TimeTicks, which wrap after 497.1 days."""
    return ber.integer(int(seconds * 100) & TENTHS_MASK, ber.TIME_TICKS)


def gauge(value: int) -> bytes:
    """Return a Gauge32."""
    return ber.integer(value, ber.GAUGE32)


def engine_time_s(device: Device, now_s: float) -> int:
    """Return snmpEngineTime: whole seconds since the agent began (RFC 3414, 2.2)."""
    return int(now_s - device.agent_s) & 0x7FFF_FFFF


def add_system(builder: Builder, descr: str, object_id: Oid) -> None:
    """Add the system group and the engine's."""
    builder.scalar((*SYSTEM, 1), ber.text(descr))
    builder.scalar((*SYSTEM, 2), ber.oid(object_id))
    builder.scalar((*SYSTEM, 3), lambda d, now_s: ticks(now_s - d.agent_s))
    builder.scalar((*SYSTEM, 4), ber.text("noc"))
    builder.scalar((*SYSTEM, 5), lambda d, _: ber.text(d.id))
    builder.scalar((*SYSTEM, 6), lambda d, _: ber.text(d.site or ""))
    builder.scalar((*ENGINE, 1), lambda d, _: ber.tlv(ber.OCTET_STRING, d.engine_id))
    builder.scalar((*ENGINE, 2), lambda d, _: ber.integer(d.boots))
    builder.scalar((*ENGINE, 3), lambda d, now_s: ber.integer(engine_time_s(d, now_s)))


def add_interfaces(
    builder: Builder,
    wired: tuple[Wired, ...],
    *,
    has_x_table: bool,
    tells_breaks: bool,
) -> None:
    """Add ifTable and, where the agent has one, ifXTable.

    Args:
        builder: What the tables are added to.
        wired: The interfaces, in the order of their numbers.
        has_x_table: Whether there are 64-bit counters.
        tells_breaks: Whether ifCounterDiscontinuityTime says when counters broke.
    """
    builder.scalar((*INTERFACES, 1), ber.integer(len(wired)))
    rows = [((one.index,), one) for one in wired]
    builder.table((*INTERFACES, 2, 1), rows, IF_COLUMNS)
    if has_x_table:
        breaks: Cell = _broke if tells_breaks else ticks(0)
        columns = {**X_COLUMNS, 19: lambda _: breaks}
        builder.table(IF_X_ENTRY, rows, columns)


def _broke(device: Device, _: float) -> bytes:
    """Return ifCounterDiscontinuityTime: sysUpTime at the last break."""
    return ticks(max(0.0, device.counted_s - device.agent_s))


def _speed_bps(one: Wired) -> Cell:
    return gauge(min(one.port.speed_bps, SPEED_MAX_BPS))


def _speed_mbps(one: Wired) -> Cell:
    return gauge(one.port.speed_bps // 1_000_000)


def _mac(one: Wired) -> Cell:
    if not one.port.speed_bps:
        return EMPTY
    index = one.index & 0xFF
    return lambda device, _: ber.tlv(
        ber.OCTET_STRING, device.mac[:5] + bytes((device.mac[5] ^ index,))
    )


def _oper_status(one: Wired) -> Cell:
    """Return ifOperStatus: a LAN port is up while something on it is."""
    if one.port.place is not Place.LAN:
        is_up = one.port.place is not Place.NOWHERE or not one.port.speed_bps
        return UP if is_up else DOWN
    points = tuple(number - 1 for number in one.flows if number)
    if 0 in one.flows:
        return UP
    if not points:
        return DOWN
    return lambda d, _: DOWN if all(d.points[n].is_dark for n in points) else UP


def _last_change(one: Wired) -> Cell:
    if one.port.place is not Place.WAN:
        return ticks(0)
    return lambda device, _: ticks(max(0.0, device.line_s - device.agent_s))


def _ways(one: Wired) -> tuple[float, float]:
    return counters.ways(is_towards_site=one.port.place is Place.WAN)


def _counted(size_bytes: int, way: int) -> Callable[[Wired], Cell]:
    def cell(one: Wired) -> Cell:
        if not one.flows:
            return NOTHING
        return counters.per_octets(one.flows, _ways(one)[way], size_bytes)

    return cell


def _counted64(
    make: Callable[[tuple[int, ...], float], Cell], way: int
) -> Callable[[Wired], Cell]:
    nothing = ber.integer(0, ber.COUNTER64)
    return lambda one: make(one.flows, _ways(one)[way]) if one.flows else nothing


IN, OUT = 0, 1
IF_COLUMNS: dict[int, Callable[[Wired], Cell]] = {
    1: lambda one: ber.integer(one.index),  # ifIndex
    2: lambda one: ber.text(one.port.name),  # ifDescr
    3: lambda one: ber.integer(one.port.kind),  # ifType
    4: lambda _: ber.integer(1500),  # ifMtu
    5: _speed_bps,  # ifSpeed
    6: _mac,  # ifPhysAddress
    7: lambda _: UP,  # ifAdminStatus
    8: _oper_status,  # ifOperStatus
    9: _last_change,  # ifLastChange
    10: _counted(1, IN),  # ifInOctets
    11: _counted(counters.PACKET_BYTES, IN),  # ifInUcastPkts
    13: _counted(counters.BYTES_PER_DISCARD, IN),  # ifInDiscards
    14: _counted(counters.BYTES_PER_ERROR, IN),  # ifInErrors
    16: _counted(1, OUT),  # ifOutOctets
    17: _counted(counters.PACKET_BYTES, OUT),  # ifOutUcastPkts
    19: _counted(counters.BYTES_PER_DISCARD, OUT),  # ifOutDiscards
    20: _counted(counters.BYTES_PER_ERROR, OUT),  # ifOutErrors
}
X_COLUMNS: dict[int, Callable[[Wired], Cell]] = {
    1: lambda one: ber.text(one.port.name),  # ifName
    6: _counted64(counters.octets64, IN),  # ifHCInOctets
    7: _counted64(counters.packets64, IN),  # ifHCInUcastPkts
    10: _counted64(counters.octets64, OUT),  # ifHCOutOctets
    11: _counted64(counters.packets64, OUT),  # ifHCOutUcastPkts
    15: _speed_mbps,  # ifHighSpeed
    18: lambda one: ber.text(one.port.alias),  # ifAlias
}
