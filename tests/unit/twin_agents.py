"""The nation's agents read without a network, by a decoder of their own."""

from __future__ import annotations

from netmon.twin import ber, mib
from netmon.twin.device import Device

Oid = tuple[int, ...]

MIB_2: Oid = (1, 3, 6, 1, 2, 1)
IF: Oid = (*MIB_2, 2, 2, 1)
IF_X: Oid = (*MIB_2, 31, 1, 1, 1)
UPTIME: Oid = (*MIB_2, 1, 3, 0)
BOOTS: Oid = (1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0)
ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)


def decode(value: bytes) -> int | bytes | Oid | None:
    """Return a number, octets, arcs, or None for an absent object."""
    tag, body = value[0], value[2:] if value[1] < 0x80 else value[3:]
    if tag in (ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.END_OF_MIB_VIEW):
        return None
    if tag == ber.OBJECT_ID:
        return ber.parse_oid(body)
    if tag in (ber.OCTET_STRING, ber.IP_ADDRESS):
        return body
    return int.from_bytes(body, "big", signed=True)


def read(device: Device, name: Oid, now_s: float) -> int | bytes | Oid | None:
    layout = mib.layout_of(device, now_s)
    return decode(mib.read_value(device, layout, ber.oid_body(name), now_s))


def number(device: Device, name: Oid, now_s: float) -> int:
    found = read(device, name, now_s)
    assert isinstance(found, int), (device.id, name, found)
    return found


def walk(device: Device, under: Oid, now_s: float) -> dict[Oid, object]:
    """Return all objects under a name, keyed by the rest of their names."""
    layout = mib.layout_of(device, now_s)
    found: dict[Oid, object] = {}
    at = ber.oid_body(under)
    while True:
        following = mib.read_next(device, layout, at, now_s)
        if following is None:
            return found
        at, value = following
        arcs = ber.parse_oid(at)
        if arcs[: len(under)] != under:
            return found
        assert arcs[len(under) :] not in found, "the walk runs in a circle"
        found[arcs[len(under) :]] = decode(value)


def wan_index(device: Device, now_s: float) -> int:
    """Return the ifIndex of the interface whose alias names the uplink."""
    for (index,), alias in walk(device, (*IF_X, 18), now_s).items():
        if isinstance(alias, bytes) and (b"WAN" in alias or b"ISP" in alias):
            return index
    raise AssertionError(f"{device.id} has no uplink")
