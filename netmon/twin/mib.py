"""What the nation's agents can be asked: objects, their values and their order."""

from __future__ import annotations

import math
import time
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from netmon.twin import ber
from netmon.twin.ber import Oid
from netmon.twin.devices import LINE_BPS, Device
from netmon.twin.vendors import enterprise

Value = Callable[[Device, float], bytes]
"""Encodes one object of a device at a monotonic time, seconds."""

WAN_INTERFACE = 1
DAY_S = 86_400.0
DAY_SWING = 0.8
"""Traffic moves between 20 % and 180 % of its mean over a day."""

WALL_OFFSET_S = time.time() - time.monotonic()
"""Taken once: a stepping wall clock must not turn counters back."""

SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)  # RFC 3418
INTERFACES: Oid = (1, 3, 6, 1, 2, 1, 2)  # RFC 2863
IF_X_TABLE: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)  # RFC 2863
SNMP_ENGINE: Oid = (1, 3, 6, 1, 6, 3, 10, 2, 1)  # RFC 3411


def engine_time_s(device: Device, now_s: float) -> int:
    """Return snmpEngineTime: whole seconds since the boot (RFC 3414 section 2.2)."""
    return int(device.uptime_s(now_s)) & 0x7FFF_FFFF


def octets_since_boot(device: Device, now_s: float, share: float) -> int:
    """Return what the WAN interface carried one way since the boot, octets.

    The rate swings with the time of day, and the count is its exact integral, so any
    two readings agree with each other whenever they are made.

    `share` is the part of the device's load that flows this way, 0-1.
    """
    wall_now_s = WALL_OFFSET_S + now_s
    mean = device.load_bps / 8 * share

    def carried(at_s: float) -> float:
        turn = 2 * math.pi * (at_s / DAY_S + device.phase)
        return mean * (at_s - DAY_SWING * DAY_S / (2 * math.pi) * math.cos(turn))

    return int(carried(wall_now_s) - carried(wall_now_s - device.uptime_s(now_s)))


def _text(make: Callable[[Device], str]) -> Value:
    return lambda device, _: ber.tlv(ber.OCTET_STRING, make(device).encode())


def _fixed(octets: bytes) -> Value:
    return lambda _device, _now_s: octets


def _object_id(device: Device, _now_s: float) -> bytes:
    return ber.oid((1, 3, 6, 1, 4, 1, enterprise(device.vendor), 1))


def _ticks(device: Device, now_s: float) -> bytes:
    return ber.integer(int(device.uptime_s(now_s) * 100) & 0xFFFF_FFFF, ber.TIME_TICKS)


def _octets(share: float) -> Value:
    return lambda device, now_s: ber.integer(
        octets_since_boot(device, now_s, share) & 0xFFFF_FFFF_FFFF_FFFF, ber.COUNTER64
    )


def _engine_id(device: Device, _now_s: float) -> bytes:
    return ber.tlv(ber.OCTET_STRING, device.engine_id)


IF = WAN_INTERFACE
FIXED_OBJECTS: dict[Oid, Value] = {
    (*SYSTEM, 1, 0): _text(lambda d: f"{d.vendor} {d.model} (simulated)"),  # sysDescr
    (*SYSTEM, 2, 0): _object_id,
    (*SYSTEM, 5, 0): _text(lambda d: d.id),  # sysName
    (*INTERFACES, 1, 0): _fixed(ber.integer(1)),  # ifNumber
    (*INTERFACES, 2, 1, 1, IF): _fixed(ber.integer(IF)),  # ifIndex
    (*INTERFACES, 2, 1, 2, IF): _fixed(ber.tlv(ber.OCTET_STRING, b"wan")),  # ifDescr
    (*INTERFACES, 2, 1, 3, IF): _fixed(ber.integer(6)),  # ifType: ethernetCsmacd
    (*INTERFACES, 2, 1, 5, IF): _fixed(ber.integer(LINE_BPS, ber.GAUGE32)),  # ifSpeed
    (*INTERFACES, 2, 1, 7, IF): _fixed(ber.integer(1)),  # ifAdminStatus: up
    (*INTERFACES, 2, 1, 8, IF): _fixed(ber.integer(1)),  # ifOperStatus: up
    (*IF_X_TABLE, 1, IF): _fixed(ber.tlv(ber.OCTET_STRING, b"wan")),  # ifName
    (*IF_X_TABLE, 15, IF): _fixed(
        ber.integer(LINE_BPS // 1_000_000, ber.GAUGE32)  # ifHighSpeed, Mbps
    ),
    (*SNMP_ENGINE, 1, 0): _engine_id,
}
"""Values that never change while a device lives; encoded once per device."""

MOVING_OBJECTS: dict[Oid, Value] = {
    (*SYSTEM, 3, 0): _ticks,  # sysUpTime
    (*IF_X_TABLE, 6, IF): _octets(0.85),  # ifHCInOctets
    (*IF_X_TABLE, 10, IF): _octets(0.15),  # ifHCOutOctets
    (*SNMP_ENGINE, 2, 0): lambda d, _: ber.integer(d.boots),  # snmpEngineBoots
    (*SNMP_ENGINE, 3, 0): lambda d, now_s: ber.integer(engine_time_s(d, now_s)),
}

ORDER = tuple(sorted({**FIXED_OBJECTS, **MOVING_OBJECTS}))
KNOWN_OBJECTS = frozenset(arcs[:-1] for arcs in ORDER)
FIXED = {ber.oid_body(arcs): value for arcs, value in FIXED_OBJECTS.items()}
MOVING = {ber.oid_body(arcs): value for arcs, value in MOVING_OBJECTS.items()}


def read_value(device: Device, name: bytes, now_s: float) -> bytes | None:
    """Return the encoded value of the object whose OID body is `name`.

    Returns:
        None where the agent has no such object.
    """
    known = device.fixed_values.get(name)
    if known is not None:
        return known
    moving = MOVING.get(name)
    if moving is not None:
        return moving(device, now_s)
    fixed = FIXED.get(name)
    if fixed is None:
        return None
    value = device.fixed_values[name] = fixed(device, now_s)
    return value


@lru_cache(maxsize=1024)
def missing(name: bytes) -> bytes:
    """Return the exception for an absent object (RFC 3416 section 4.2.1)."""
    is_known = ber.parse_oid(name)[:-1] in KNOWN_OBJECTS
    return ber.tlv(ber.NO_SUCH_INSTANCE if is_known else ber.NO_SUCH_OBJECT, b"")


@lru_cache(maxsize=1024)
def next_name(name: bytes) -> bytes | None:
    """Return the OID body of the first object behind `name`, None at the end."""
    place = bisect_right(ORDER, ber.parse_oid(name))
    return ber.oid_body(ORDER[place]) if place < len(ORDER) else None
