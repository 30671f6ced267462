"""What access points say of themselves and of who is on their radios."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from netmon.twin import ber
from netmon.twin.mib_common import (
    ENTERPRISES,
    HOST,
    add_interfaces,
    add_system,
    ticks,
)
from netmon.twin.mib_health import add_host, cpu_percent, memory_percent
from netmon.twin.ports import Place, Port, Wired
from netmon.twin.vendors import point_descr, point_object_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from netmon.twin.ber import Oid
    from netmon.twin.device import Device
    from netmon.twin.layout import Builder, Cell, Layout

RADIOS = (0, 1)
CHANNELS = (6, 44)
WI_FI = 71  # ifType ieee80211 (IANAifType)
SSID = "Public Internet"
HIDDEN_SSID = "mesh-hidden"
"""What a vendor adds of its own accord; nobody's network."""

RUCKUS: Oid = (*ENTERPRISES, 25053, 1, 1)  # RUCKUS-RADIO-MIB, RUCKUS-SYSTEM-MIB
MIKROTIK_REGISTRATION: Oid = (*ENTERPRISES, 14988, 1, 1, 21, 4, 1)
ARUBA_INSTANT: Oid = (*ENTERPRISES, 14823, 2, 3, 3, 1)  # AI-AP-MIB
UNIFI: Oid = (*ENTERPRISES, 41112, 1, 6)  # UBNT-UniFi-MIB


def clients(radio: int, tag: int = ber.GAUGE32) -> Cell:
    """Return the count of clients at a radio of the access point that is asked."""
    return lambda device, now_s: ber.integer(device.clients_count(radio, now_s), tag)


def build_point(builder: Builder, device: Device, radios: tuple[int, int]) -> Layout:
    """Return the layout of an access point with so many clients on its radios."""
    add_system(
        builder,
        point_descr(device.vendor, device.model),
        point_object_id(device.vendor),
    )
    brand = device.vendor.lower()
    builder.scalar((*HOST, 1, 1), lambda d, now_s: ticks(d.uptime_s(now_s)))
    if brand != "ruckus":  # theirs have no IF-MIB
        has_x_table = not device.lies.is_32_bit
        add_interfaces(
            builder, _ports(device), has_x_table=has_x_table, tells_breaks=False
        )
    BY_BRAND.get(brand, _add_generic)(builder, device, radios)
    return builder.build()


def _ports(device: Device) -> tuple[Wired, ...]:
    """Return the uplink, which to the site is what a WAN port is, and the radios."""
    uplink = Port(2, "eth0", Place.WAN)
    radios = [
        Port(3 + radio, f"wifi{radio}", Place.NOWHERE, kind=WI_FI, speed_bps=0)
        for radio in RADIOS
    ]
    idle = Port(1, "lo", Place.NOWHERE, kind=24, speed_bps=0)
    flows = (device.number,)
    return (
        Wired(idle, 1, ()),
        Wired(uplink, 2, flows),
        *(Wired(port, port.index, ()) for port in radios),
    )


def _add_ruckus(builder: Builder, device: Device, _: tuple[int, int]) -> None:
    builder.scalar((*RUCKUS, 2, 1, 1, 1, 1), ber.text(device.model))
    builder.scalar((*RUCKUS, 11, 1, 1, 1, 1), _whole(cpu_percent))
    builder.scalar((*RUCKUS, 11, 1, 1, 1, 2), _whole(memory_percent))
    # ruckusRadioStatsNumSta: a gauge in truth, declared a counter
    cells = {(radio + 1,): clients(radio, ber.COUNTER32) for radio in RADIOS}
    builder.column((*RUCKUS, 12, 1, 1, 1, 3, 1, 2), cells)


def _add_mikrotik(builder: Builder, device: Device, radios: tuple[int, int]) -> None:
    """Add the registration table of RouterOS 7.13 and later: a row is a client."""
    add_host(builder)
    seed = crc32(device.mac)
    rows = {
        (0x02, 0xC1, *(seed >> 8).to_bytes(3, "big"), number, 3 + radio)
        for radio, count in zip(RADIOS, radios, strict=True)
        for number in range(radio * 128, radio * 128 + min(count, 128))
    }
    builder.column((*MIKROTIK_REGISTRATION, 3), dict.fromkeys(rows, ber.text(SSID)))


def _add_aruba(builder: Builder, device: Device, _: tuple[int, int]) -> None:
    mac: Oid = tuple(device.mac)
    points, radios = (*ARUBA_INSTANT, 2, 1, 1), (*ARUBA_INSTANT, 2, 2, 1)
    builder.column((*points, 1), {mac: ber.tlv(ber.OCTET_STRING, device.mac)})
    builder.column((*points, 2), {mac: ber.text(device.id)})
    builder.column((*points, 7), {mac: _whole(cpu_percent)})
    percent_bytes = 5_000_000
    builder.column(
        (*points, 8),
        {mac: _whole(lambda d, t: percent_bytes * (100 - memory_percent(d, t)))},
    )
    builder.column((*points, 10), {mac: ber.integer(percent_bytes * 100)})
    builder.column((*points, 11), {mac: ber.integer(1)})
    builder.column(
        (*radios, 21), {(*mac, radio): clients(radio, ber.INTEGER) for radio in RADIOS}
    )


def _add_unifi(builder: Builder, device: Device, _: tuple[int, int]) -> None:
    add_host(builder)
    bands = ("ng", "na")
    builder.column((*UNIFI, 1, 1, 1, 3), {(r + 1,): ber.text(bands[r]) for r in RADIOS})
    builder.column((*UNIFI, 1, 1, 1, 6), {(r + 1,): ber.integer(7) for r in RADIOS})
    entry = (*UNIFI, 1, 2, 1)  # unifiVapEntry: the network, then a hidden one
    rows = [(radio, is_hidden) for radio in RADIOS for is_hidden in (False, True)]
    places = {(n,): row for n, row in enumerate(rows, start=1)}
    nobody = ber.integer(0)
    for arc, cell in _vap_columns(bands, nobody).items():
        builder.column((*entry, arc), {at: cell(*row) for at, row in places.items()})
    builder.scalar((*UNIFI, 3, 3), ber.text(device.model))
    builder.scalar((*UNIFI, 3, 5), lambda d, t: ber.integer(int(d.uptime_s(t))))


def _vap_columns(
    bands: tuple[str, str], nobody: bytes
) -> dict[int, Callable[[int, bool], Cell]]:
    return {
        4: lambda radio, _: ber.integer(CHANNELS[radio]),
        6: lambda _, is_hidden: ber.text(HIDDEN_SSID if is_hidden else SSID),
        8: lambda radio, is_hidden: nobody if is_hidden else clients(radio, 2),
        9: lambda radio, _: ber.text(bands[radio]),
        22: lambda _, __: ber.integer(1),
    }


def _add_generic(builder: Builder, _: Device, __: tuple[int, int]) -> None:
    """Add what any Linux has; nothing there tells clients."""
    add_host(builder)


def _whole(read: Callable[[Device, float], int]) -> Cell:
    return lambda device, now_s: ber.integer(read(device, now_s))


BY_BRAND: dict[str, Callable[[Builder, Device, tuple[int, int]], None]] = {
    "ruckus": _add_ruckus,
    "mikrotik": _add_mikrotik,
    "aruba": _add_aruba,
    "unifi": _add_unifi,
}
CROWDED = frozenset({"mikrotik"})
"""Whose clients are rows: the layout changes with their count."""
