"""What a device tells of its own accord: SNMPv2-Trap PDUs (RFC 3416, 4.2.6)."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from netmon.twin import ber
from netmon.twin.credentials import COMMUNITY
from netmon.twin.mib_common import INTERFACES, SYSTEM, ticks
from netmon.twin.ports import Place, ports_of, wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from netmon.twin.ber import Oid
    from netmon.twin.device import Device
    from netmon.twin.ports import Wired

V2_TRAP = 0xA7
SNMP_TRAPS: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 5)  # snmpTraps, RFC 3418
TRAP_OID: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)  # snmpTrapOID.0
COLD_START, LINK_DOWN, LINK_UP = 1, 3, 4
UP, DOWN = 1, 2


class Notifier:
    """Tells what happens to devices."""

    def __init__(self, send: Callable[[Device, bytes], None]) -> None:
        """Build one; `send` takes a device and the datagram it sends."""
        self._send = send
        self._ids = count(1)

    def booted(self, device: Device, now_s: float) -> None:
        """Tell coldStart."""
        self._tell(device, COLD_START, [], now_s)

    def link(self, device: Device, one: Wired, now_s: float, *, is_up: bool) -> None:
        """Tell linkUp or linkDown of a port, as RFC 2863 has them."""
        status = ber.integer(UP if is_up else DOWN)
        objects = [
            ((*INTERFACES, 2, 1, 1, one.index), ber.integer(one.index)),
            ((*INTERFACES, 2, 1, 7, one.index), ber.integer(UP)),
            ((*INTERFACES, 2, 1, 8, one.index), status),
        ]
        self._tell(device, LINK_UP if is_up else LINK_DOWN, objects, now_s)

    def _tell(
        self, device: Device, kind: int, objects: list[tuple[Oid, bytes]], now_s: float
    ) -> None:
        if device.is_dark or device.is_snmp_silent or device.address is None:
            return
        self._send(device, trap(device, kind, objects, next(self._ids), now_s))


def trap(
    device: Device,
    kind: int,
    objects: list[tuple[Oid, bytes]],
    request_id: int,
    now_s: float,
) -> bytes:
    """Return an SNMPv2c message with a trap of snmpTraps.`kind` about `objects`."""
    rows = [
        ((*SYSTEM, 3, 0), ticks(now_s - device.agent_s)),
        (TRAP_OID, ber.oid((*SNMP_TRAPS, kind))),
        *objects,
    ]
    varbinds = b"".join(ber.tlv(ber.SEQUENCE, ber.oid(n) + v) for n, v in rows)
    body = ber.integer(request_id) + b"\x02\x01\0\x02\x01\0"
    pdu = ber.tlv(V2_TRAP, body + ber.tlv(ber.SEQUENCE, varbinds))
    head = ber.integer(1) + ber.tlv(ber.OCTET_STRING, COMMUNITY)
    return ber.tlv(ber.SEQUENCE, head + pdu)


def wan_port(router: Device) -> Wired:
    """Return the port a router's line ends at."""
    return next(one for one in _wired(router) if one.port.place is Place.WAN)


def port_of_point(router: Device, number: int) -> Wired | None:
    """Return the port access point `number` alone hangs from, None where it shares."""
    for one in _wired(router):
        if one.port.place is Place.LAN and one.flows == (number,):
            return one
    return None


def _wired(router: Device) -> tuple[Wired, ...]:
    return wire(
        ports_of(router.vendor, router.model),
        len(router.points),
        is_renumbered=router.lies.is_renumbered,
    )
