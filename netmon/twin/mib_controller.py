"""What controllers say of the access points they manage, at many sites."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from netmon.twin import ber
from netmon.twin.mib_common import (
    ENTERPRISES,
    HOST,
    UP,
    add_interfaces,
    add_system,
    gauge,
    ticks,
)
from netmon.twin.mib_health import (
    CPU_IDLE_PERCENT,
    HUAWEI,
    HUAWEI_BOARD,
    add_host,
    memory_percent,
    temperature_celsius,
)
from netmon.twin.mib_point import CHANNELS, RADIOS, SSID
from netmon.twin.ports import Place, Port, Wired
from netmon.twin.vendors import controller_descr, controller_object_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from netmon.twin.ber import Oid
    from netmon.twin.device import Device
    from netmon.twin.layout import Builder, Cell, Layout

HUAWEI_WLAN: Oid = (*ENTERPRISES, 2011, 6, 139)  # HUAWEI-WLAN-*-MIB
RUCKUS_SZ: Oid = (*ENTERPRISES, 25053, 1, 4)  # RUCKUS-SZ-SYSTEM-MIB, -WLAN-MIB
AIRESPACE: Oid = (*ENTERPRISES, 14179)  # AIRESPACE-SWITCHING-MIB, -WIRELESS-MIB
ARUBA: Oid = (*ENTERPRISES, 14823, 2, 2, 1)  # WLSX-SYSTEMEXT-MIB, WLSX-WLAN-MIB

Rows = list[tuple["Oid", "Device"]]
RadioRows = list[tuple["Oid", tuple["Device", int]]]


def build_controller(builder: Builder, device: Device) -> Layout:
    """Return the layout of a controller and all it manages."""
    add_system(
        builder,
        controller_descr(device.vendor, device.model),
        controller_object_id(device.vendor),
    )
    builder.scalar((*HOST, 1, 1), lambda d, now_s: ticks(d.uptime_s(now_s)))
    uplink = Wired(Port(1, "GigabitEthernet0/0/1", Place.WAN), 1, (0,))
    has_x_table = not device.lies.is_32_bit
    add_interfaces(builder, (uplink,), has_x_table=has_x_table, tells_breaks=False)
    BY_BRAND.get(device.vendor.lower(), _add_huawei)(builder, device)
    return builder.build()


def point_name(point: Device) -> str:
    """Return what people have called an access point at its controller.

    Most by the register's id; some in capitals, some by a MAC address as one vendor
    or another writes it.
    """
    mac = point.mac.hex()
    match crc32(point.mac) % 10:
        case 0:
            return "-".join(mac[n : n + 2] for n in range(0, 12, 2)).upper()
        case 1:
            return ".".join(mac[n : n + 4] for n in range(0, 12, 4))
        case 2:
            return point.id.upper()
        case _:
            return point.id


def clients_count(device: Device, now_s: float) -> int:
    """Return everybody at every access point of a controller."""
    return sum(point_clients(point, now_s) for point in device.points)


def point_clients(point: Device, now_s: float) -> int:
    """Return everybody at one access point; nobody where it is not joined."""
    if point.is_dark:
        return 0
    return sum(point.clients_count(radio, now_s) for radio in RADIOS)


def radio_clients(point: Device, radio: int, now_s: float) -> int:
    """Return everybody at one radio; nobody where the access point is not joined."""
    return 0 if point.is_dark else point.clients_count(radio, now_s)


def joined_count(device: Device, _: float) -> int:
    """Return how many access points are joined."""
    return sum(not point.is_dark for point in device.points)


def _rows(device: Device, *head: int) -> Rows:
    """Return the access points by MAC address, the index all vendors use."""
    return [((*head, *point.mac), point) for point in device.points]


def _radio_rows(device: Device, *tail: int) -> RadioRows:
    return [
        ((*point.mac, radio, *tail), (point, radio))
        for point in device.points
        for radio in RADIOS
    ]


def _state(joined: bytes, lost: bytes) -> Callable[[Device], Cell]:
    return lambda point: lambda _, __: lost if point.is_dark else joined


def _users(tag: int) -> Callable[[Device], Cell]:
    return lambda point: lambda _, t: ber.integer(point_clients(point, t), tag)


def _radio_users(row: tuple[Device, int]) -> Cell:
    point, radio = row
    return lambda _, now_s: ber.integer(radio_clients(point, radio, now_s))


def _number(read: Callable[[Device, float], int], tag: int = ber.INTEGER) -> Cell:
    return lambda device, now_s: ber.integer(read(device, now_s), tag)


def _mac(point: Device) -> Cell:
    return ber.tlv(ber.OCTET_STRING, point.mac)


def _name(point: Device) -> Cell:
    return ber.text(point_name(point))


def _serial(point: Device) -> Cell:
    return ber.text(f"SIM{crc32(point.mac):010}")


def _model(point: Device) -> Cell:
    return ber.text(point.model)


def _cpu_percent(device: Device, now_s: float) -> int:
    """Return the load: a little for each client."""
    return min(95, CPU_IDLE_PERCENT + clients_count(device, now_s) // 400)


PointColumns = dict[int, "Callable[[Device], Cell]"]


def _add_huawei(builder: Builder, device: Device) -> None:
    board: Oid = (HUAWEI_BOARD,)
    health: Mapping[int, Cell] = {
        5: _number(_cpu_percent),
        7: _number(memory_percent),
        11: _number(temperature_celsius),
    }
    for arc, cell in health.items():
        builder.column((*HUAWEI, 1, 1, arc), {board: cell})
    builder.scalar((*HUAWEI_WLAN, 12, 1, 2, 1), _number(joined_count))
    builder.scalar((*HUAWEI_WLAN, 12, 1, 2, 2), _number(clients_count))
    normal, fault = ber.integer(8), ber.integer(4)
    points: PointColumns = {
        2: _serial,
        3: _model,
        4: _name,
        6: _state(normal, fault),
        44: _users(ber.GAUGE32),
    }
    builder.table((*HUAWEI_WLAN, 13, 3, 3, 1), _rows(device), points)
    radios: dict[int, Callable[[tuple[Device, int]], Cell]] = {
        7: lambda row: gauge(CHANNELS[row[1]]),
        25: lambda row: lambda _, t: gauge(min(100, 2 * radio_clients(*row, t))),
    }
    builder.table((*HUAWEI_WLAN, 16, 1, 2, 1), _radio_rows(device), radios)
    vaps: dict[int, Callable[[tuple[Device, int]], Cell]] = {
        4: lambda _: ber.text(SSID),
        7: lambda row: _name(row[0]),
        9: _radio_users,
    }
    builder.table((*HUAWEI_WLAN, 17, 1, 1, 1), _radio_rows(device, 1), vaps)


def _add_ruckus(builder: Builder, device: Device) -> None:
    add_host(builder)
    known = len(device.points)
    builder.scalar((*RUCKUS_SZ, 1, 1, 1, 15, 1), gauge(known))
    builder.scalar((*RUCKUS_SZ, 1, 1, 1, 15, 2), _number(clients_count, ber.GAUGE32))
    wlan = (*RUCKUS_SZ, 2, 1, 1, 1, 2, 1)
    builder.column((*wlan, 1), {(1,): ber.text(SSID)})
    builder.column((*wlan, 12), {(1,): _number(clients_count, ber.GAUGE32)})
    points: PointColumns = {
        5: _name,
        7: lambda _: ber.text("6.1.2.0.441"),
        8: _model,
        9: _serial,
        15: _users(ber.GAUGE32),
        16: _state(ber.text("Connect"), ber.text("Disconnect")),
    }
    # The index is a text of six octets, so its length stands before it.
    builder.table((*RUCKUS_SZ, 2, 1, 1, 2, 2, 1), _rows(device, 6), points)


def _add_cisco(builder: Builder, device: Device) -> None:
    total_kbytes = 8_000_000
    builder.scalar((*AIRESPACE, 1, 1, 5, 1), _number(_cpu_percent))
    builder.scalar((*AIRESPACE, 1, 1, 5, 2), ber.integer(total_kbytes))
    builder.scalar(
        (*AIRESPACE, 1, 1, 5, 3),
        _number(lambda d, t: total_kbytes * (100 - memory_percent(d, t)) // 100),
    )
    ess = (*AIRESPACE, 2, 1, 1, 1)
    builder.column((*ess, 2), {(1,): ber.text(SSID)})
    builder.column((*ess, 38), {(1,): _number(clients_count, ber.COUNTER32)})
    associated, gone = ber.integer(1), ber.integer(2)
    points: PointColumns = {
        1: _mac,
        3: _name,
        6: _state(associated, gone),
        16: _model,
    }
    builder.table((*AIRESPACE, 2, 2, 1, 1), _rows(device), points)
    radios: dict[int, Callable[[tuple[Device, int]], Cell]] = {4: _radio_users}
    builder.table((*AIRESPACE, 2, 2, 13, 1), _radio_rows(device), radios)


def _add_aruba(builder: Builder, device: Device) -> None:
    builder.scalar((*ARUBA, 1, 3, 1), _number(joined_count))
    builder.scalar((*ARUBA, 1, 3, 2), _number(clients_count))
    row: Oid = (1,)
    builder.column((*ARUBA, 2, 1, 13, 1, 2), {row: ber.text("Supervisor Card CPU")})
    builder.column((*ARUBA, 2, 1, 13, 1, 3), {row: _number(_cpu_percent)})
    total_kbytes = 4_000_000
    used = _number(lambda d, t: total_kbytes * memory_percent(d, t) // 100)
    builder.column((*ARUBA, 1, 1, 11, 1, 2), {row: ber.integer(total_kbytes)})
    builder.column((*ARUBA, 1, 1, 11, 1, 3), {row: used})
    points: PointColumns = {3: _name, 13: _model, 19: _state(UP, ber.integer(2))}
    builder.table((*ARUBA, 5, 2, 1, 4, 1), _rows(device), points)
    radios: dict[int, Callable[[tuple[Device, int]], Cell]] = {
        3: lambda row: ber.integer(CHANNELS[row[1]]),
        7: _radio_users,
    }
    builder.table((*ARUBA, 5, 2, 1, 5, 1), _radio_rows(device), radios)


BY_BRAND: dict[str, Callable[[Builder, Device], None]] = {
    "huawei": _add_huawei,
    "ruckus": _add_ruckus,
    "cisco": _add_cisco,
    "aruba": _add_aruba,
}
