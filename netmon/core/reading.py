"""What a device says of itself in one slot. None means: it does not say; never 0."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import DeviceId


@dataclass(frozen=True, slots=True)
class InterfaceReading:
    """One row of the interface tables (IF-MIB, RFC 2863).

    Attributes:
        if_index: ifIndex, as the agent numbers it; may change with a reboot.
        name: ifName, else ifDescr.
        alias: ifAlias: what an operator wrote.
        type_number: IANAifType.
        is_up: ifOperStatus is up(1).
        speed_bps: ifHighSpeed x 10^6, else ifSpeed, bits per second.
        in_octets, out_octets: Since the agent began to count; the 64-bit counters
            where they exist, else the 32-bit.
        counter_bits: 64 or 32: how wide the octet counters are.
        in_errors_count, out_errors_count, in_discards_count, out_discards_count: As
            counted by the agent.
        discontinuity_ticks: ifCounterDiscontinuityTime, hundredths of a second.
    """

    if_index: int
    name: str | None = None
    alias: str | None = None
    type_number: int | None = None
    is_up: bool | None = None
    speed_bps: int | None = None
    in_octets: int | None = None
    out_octets: int | None = None
    counter_bits: int | None = None
    in_errors_count: int | None = None
    out_errors_count: int | None = None
    in_discards_count: int | None = None
    out_discards_count: int | None = None
    discontinuity_ticks: int | None = None


@dataclass(frozen=True, slots=True)
class RadioReading:
    """Clients of one radio, SSID or access point, as the device divides them.

    Attributes:
        key: How the device tells it from the others, as `wlan1` or an index.
        clients_count: Associated now.
    """

    key: str
    clients_count: int | None = None


@dataclass(frozen=True, slots=True)
class ApReading:
    """An access point as its controller sees it.

    Attributes:
        mac: Six octets, lower-case hex with colons, empty where unknown.
        name: As configured on the controller, empty where unknown.
        is_joined: Whether it is connected now.
        clients_count: Associated with it now.
    """

    mac: str
    name: str = ""
    is_joined: bool | None = None
    clients_count: int | None = None


@dataclass(frozen=True, slots=True)
class WifiReading:
    """The Wi-Fi side of a device.

    Attributes:
        clients_count: The device's own total where it has one, else the sum; 0 where
            a client table is there and empty, None where there is none.
        aps_count: Access points joined now, None where the device has no such list.
        by_radio: In the order of the table.
        access_points: Of a controller.
    """

    clients_count: int | None = None
    aps_count: int | None = None
    by_radio: tuple[RadioReading, ...] = ()
    access_points: tuple[ApReading, ...] = ()


@dataclass(frozen=True, slots=True)
class NeighbourReading:
    """Evidence a router has of a device behind it.

    Attributes:
        mac: Six octets, lower-case hex with colons.
        source: `arp`; no MIB of a router we know lists its DHCP leases.
        address: Where it is, empty where the source does not say.
        is_present: Whether the source says that it is there now.
        if_index: ifIndex it was heard on, None where the source does not say; the
            bridge where its port is one of a bridge.
    """

    mac: str
    source: str
    address: str = ""
    is_present: bool = True
    if_index: int | None = None


@dataclass(frozen=True, slots=True)
class PowerPortReading:
    """A port that can give power over Ethernet.

    Attributes:
        key: How the device tells it from the others, as `5` or `1.3`.
        if_index: ifIndex, None where the MIB does not say which interface it is.
        is_delivering: Whether something on it draws power now.
    """

    key: str
    if_index: int | None = None
    is_delivering: bool | None = None


@dataclass(frozen=True, slots=True)
class DeviceReading:
    """Everything one device said in one slot.

    Attributes:
        at: UTC; when the first answer came.
        took_s: Seconds from the first request to the last answer.
        profile: Name of the vendor profile it was read by.
        vendor: As the profile names it.
        uptime_s: sysUpTime / 100 as read; wraps after 497.1 days.
        engine_boots, engine_time_s: snmpEngineBoots, snmpEngineTime (RFC 3411).
        host_uptime_s: hrSystemUptime / 100 (RFC 2790) as read; wraps as sysUpTime does.
        cpu_ratio: Mean over cores, 0-1.
        memory_ratio: In use, without cache where the device tells, 0-1.
        optical_rx_dbm, optical_tx_dbm: Of the line's transceiver.
        interfaces: In ifIndex order; empty where the table is absent.
        wan_if_index: The port of the line, None where it cannot be told.
        power_ports: Empty where the device gives no power, or was not asked.
        notes: What a technician should know, in plain short sentences.
        is_partial: Something that was asked for did not come within the deadline.
    """

    device: DeviceId
    at: datetime
    took_s: float
    profile: str
    vendor: str
    sys_name: str | None = None
    sys_descr: str | None = None
    sys_object_id: str | None = None
    uptime_s: float | None = None
    engine_boots: int | None = None
    engine_time_s: int | None = None
    host_uptime_s: float | None = None
    cpu_ratio: float | None = None
    memory_ratio: float | None = None
    temperature_celsius: float | None = None
    optical_rx_dbm: float | None = None
    optical_tx_dbm: float | None = None
    interfaces: tuple[InterfaceReading, ...] = ()
    wan_if_index: int | None = None
    wifi: WifiReading = field(default_factory=WifiReading)
    neighbours: tuple[NeighbourReading, ...] = ()
    power_ports: tuple[PowerPortReading, ...] = ()
    notes: tuple[str, ...] = ()
    is_partial: bool = False
