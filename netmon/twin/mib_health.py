"""Processor, memory, temperature and light of routers, each where its vendor has it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from zlib import crc32

from netmon.twin import ber
from netmon.twin.life import LINE_DOWN_BPS, TURN
from netmon.twin.mib_common import ENTERPRISES, HOST, MIB_2, gauge

if TYPE_CHECKING:
    from collections.abc import Callable

    from netmon.twin.ber import Oid
    from netmon.twin.device import Device
    from netmon.twin.layout import Builder, Cell
    from netmon.twin.ports import Wired

CPU_IDLE_PERCENT, CPU_BUSY_PERCENT = 4, 60
"""Without traffic, and how much a full line adds."""
RAM_TYPE: Oid = (*HOST, 2, 1, 2)  # hrStorageRam
RAM_KBYTES = 262_144
RAM_ROW = 65_536
CPU_CORES = 4

HUAWEI: Oid = (*ENTERPRISES, 2011, 5, 25, 31, 1, 1)  # HUAWEI-ENTITY-EXTENT-MIB
HUAWEI_BOARD = 9
CISCO: Oid = (*ENTERPRISES, 9, 9)
CISCO_ENTITY = 1
JUNIPER: Oid = (*ENTERPRISES, 2636, 3)
ROUTING_ENGINE: Oid = (9, 1, 0, 0)  # jnxOperatingTable
MIKROTIK: Oid = (*ENTERPRISES, 14988, 1, 1)  # MIKROTIK-MIB
UCD: Oid = (*ENTERPRISES, 2021)  # UCD-SNMP-MIB


def cpu_percent(device: Device, now_s: float) -> int:
    """Return the load of the processor: more when more flows."""
    fill = device.life.rate_bps(now_s) / LINE_DOWN_BPS
    return min(100, round(CPU_IDLE_PERCENT + CPU_BUSY_PERCENT * fill))


def memory_percent(device: Device, _: float) -> int:
    """Return the memory in use: the same while a device lives."""
    return 25 + crc32(device.mac) % 40


def temperature_celsius(device: Device, now_s: float) -> int:
    """Return the temperature inside: warmer in the afternoon and under load."""
    afternoon = 4 * math.sin(TURN * now_s)
    work = cpu_percent(device, now_s) / 9
    return round(36 + crc32(device.mac) % 8 + afternoon + work)


def light_dbm(device: Device, now_s: float) -> tuple[float, float]:
    """Return received and sent optical power: steady but for a hundredth or two."""
    steady = -14.0 - crc32(device.mac) % 900 / 100
    return steady + 0.02 * math.sin(now_s / 97), 2.1 + 0.01 * math.sin(now_s / 89)


def clients_and_points_count(device: Device, now_s: float) -> int:
    """Return how many a router's DHCP server has given an address."""
    return sum(
        point.clients_count(0, now_s) + point.clients_count(1, now_s) + 1
        for point in device.points
        if not point.is_dark
    )


def _whole(read: Callable[[Device, float], float], scale: float = 1.0) -> Cell:
    return lambda device, now_s: ber.integer(round(read(device, now_s) * scale))


def _gauge(read: Callable[[Device, float], float], scale: float = 1.0) -> Cell:
    return lambda device, now_s: gauge(round(read(device, now_s) * scale))


def _light(way: int, scale: float) -> Cell:
    return _whole(lambda device, now_s: light_dbm(device, now_s)[way], scale)


def add_host(builder: Builder, cores: int = CPU_CORES) -> None:
    """Add processor and memory as HOST-RESOURCES-MIB has them (RFC 2790)."""
    builder.column(
        (*HOST, 3, 3, 1, 2),  # hrProcessorLoad
        dict.fromkeys(((n,) for n in range(1, cores + 1)), _whole(cpu_percent)),
    )
    row = (RAM_ROW,)
    entry = (*HOST, 2, 3, 1)
    builder.column((*entry, 1), {row: ber.integer(RAM_ROW)})
    builder.column((*entry, 2), {row: ber.oid(RAM_TYPE)})
    builder.column((*entry, 3), {row: ber.text("main memory")})
    builder.column((*entry, 4), {row: ber.integer(1024)})
    builder.column((*entry, 5), {row: ber.integer(RAM_KBYTES)})
    builder.column((*entry, 6), {row: _whole(memory_percent, RAM_KBYTES / 100)})


def _add_mikrotik(builder: Builder, wan: Wired) -> None:
    add_host(builder)
    builder.scalar((*MIKROTIK, 3, 8), ber.integer(240))  # mtxrHlVoltage, tenths
    builder.scalar((*MIKROTIK, 3, 10), _whole(temperature_celsius, 10))
    builder.scalar((*MIKROTIK, 4, 4), ber.text("7.15.3"))  # mtxrLicVersion
    if wan.port.is_optical:
        entry, row = (*MIKROTIK, 19, 1, 1), (wan.index,)  # mtxrOpticalEntry
        builder.column((*entry, 2), {row: ber.text(wan.port.name)})
        builder.column((*entry, 9), {row: _light(1, 1000)})
        builder.column((*entry, 10), {row: _light(0, 1000)})


def _add_huawei(builder: Builder, wan: Wired) -> None:
    board, module = (HUAWEI_BOARD,), (HUAWEI_BOARD + wan.index * 64,)
    names: dict[Oid, Cell] = {
        board: ber.text("SRU Board 0"),
        module: ber.text(wan.port.name),
    }
    builder.column((*MIB_2, 47, 1, 1, 1, 1, 7), names)  # entPhysicalName
    zero = ber.integer(0)
    for arc, read in ((5, cpu_percent), (7, memory_percent), (11, temperature_celsius)):
        cells: dict[Oid, Cell] = {board: _whole(read), module: zero}
        builder.column((*HUAWEI, 1, 1, arc), cells)
    builder.column((*HUAWEI, 3, 1, 5), {module: _whole(temperature_celsius)})
    builder.column((*HUAWEI, 3, 1, 8), {module: _light(0, 100)})
    builder.column((*HUAWEI, 3, 1, 9), {module: _light(1, 100)})


def _add_cisco(builder: Builder, wan: Wired) -> None:
    row = (CISCO_ENTITY,)
    process = (*CISCO, 109, 1, 1, 1, 1)  # cpmCPUTotalEntry
    builder.column((*process, 2), {row: ber.integer(CISCO_ENTITY)})
    for arc in (6, 7, 8):
        builder.column((*process, arc), {row: _gauge(cpu_percent)})
    pool = (*CISCO, 48, 1, 1, 1)  # ciscoMemoryPoolEntry
    pool_bytes = 1_024_000_000
    builder.column((*pool, 2), {row: ber.text("Processor")})
    builder.column((*pool, 5), {row: _gauge(memory_percent, pool_bytes / 100)})
    free = _gauge(lambda d, now_s: 100 - memory_percent(d, now_s), pool_bytes / 100)
    builder.column((*pool, 6), {row: free})
    builder.column((*CISCO, 13, 1, 3, 1, 2), {row: ber.text("Inlet")})
    builder.column((*CISCO, 13, 1, 3, 1, 3), {row: _gauge(temperature_celsius)})
    sensor = (*CISCO, 91, 1, 1, 1, 1)  # entSensorValueEntry: dBm(14), units(9), tenths
    names: dict[Oid, Cell] = {
        (1097,): ber.text(f"{wan.port.name} Transmit Power Sensor"),
        (1098,): ber.text(f"{wan.port.name} Receive Power Sensor"),
    }
    for arc in (2, 7):  # entPhysicalDescr, entPhysicalName
        builder.column((*MIB_2, 47, 1, 1, 1, 1, arc), names)
    for arc, value in ((1, 14), (2, 9), (3, 1), (5, 1)):
        builder.column((*sensor, arc), dict.fromkeys(names, ber.integer(value)))
    builder.column((*sensor, 4), {(1097,): _light(1, 10), (1098,): _light(0, 10)})


def _add_juniper(builder: Builder, wan: Wired) -> None:
    operating = (*JUNIPER, 1, 13, 1)  # jnxOperatingEntry
    row = ROUTING_ENGINE
    builder.column((*operating, 5), {row: ber.text("Routing Engine")})
    builder.column((*operating, 7), {row: _gauge(temperature_celsius)})
    builder.column((*operating, 8), {row: _gauge(cpu_percent)})
    builder.column((*operating, 11), {row: _gauge(memory_percent)})
    module = (*JUNIPER, 60, 1, 1, 1, 1)  # jnxDomCurrentEntry, hundredths
    builder.column((*module, 5), {(wan.index,): _light(0, 100)})
    builder.column((*module, 7), {(wan.index,): _light(1, 100)})


def _add_linux(builder: Builder, _: Wired) -> None:
    add_host(builder)
    builder.scalar((*UCD, 4, 5), ber.integer(RAM_KBYTES))  # memTotalReal
    free = _whole(lambda d, now_s: 100 - memory_percent(d, now_s), RAM_KBYTES / 100)
    builder.scalar((*UCD, 4, 6), free)  # memAvailReal
    idle = _whole(lambda d, now_s: 100 - cpu_percent(d, now_s))
    builder.scalar((*UCD, 11, 11), idle)  # ssCpuIdle


BY_BRAND: dict[str, Callable[[Builder, Wired], None]] = {
    "mikrotik": _add_mikrotik,
    "huawei": _add_huawei,
    "cisco": _add_cisco,
    "juniper": _add_juniper,
}


def add_health(builder: Builder, brand: str, wan: Wired) -> None:
    """Add what a router of `brand`, in lower case, says of its own state."""
    BY_BRAND.get(brand, _add_linux)(builder, wan)
