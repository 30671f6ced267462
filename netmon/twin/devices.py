"""The nation's devices: what each is, and how it behaves at this moment."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field, replace
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING, Literal

from inventory.model import AccessPoint, Node, Router
from netmon.core.errors import ConfigError
from netmon.core.model import DeviceId, Method
from netmon.twin.faults import (
    OFF_KINDS,
    STILL_AIR,
    Air,
    Fault,
    FaultKind,
    ReplyMode,
)
from netmon.twin.vendors import enterprise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ipaddress import IPv4Network

    from inventory.model import Register
    from netmon.core.model import SiteCode
    from netmon.twin.usm import LocalKeys

Kind = Literal["router", "access_point", "node"]

SNMP_PORT = 161
SSH_PORT = 22
BASE_UPTIME_MAX_S = 300 * 86_400
"""Well below the 497.1 days at which sysUpTime wraps, so that a wrap is on purpose."""
LINE_BPS = 200_000_000
BOOTS_MAX = 20
DOUBLE_OLDER_MAX_S = 30 * 86_400
"""The box that takes another's address has run up to this much longer."""


@dataclass(slots=True)
class Device:
    """One box of the nation.

    Attributes:
        site: Where it stands, None for a node.
        address: Four octets, None for a box that only others can see.
        booted_s: Monotonic time of its last boot; may lie before the machine's.
        boots: snmpEngineBoots.
        load_bps: Mean traffic of its WAN interface, bits per second.
        is_off, is_dark: Without power; answering nothing for whatever reason.
        is_plain: Answers an echo at once and always; the short way.
        tcp_port: The one open port.
        rtt_s: Its share of the nation's round trips, seconds.
        has_lost: Whether the air lost its last echo.
        is_doubled: Whether `double` answers for its address too.
        double: The other box, made when first needed; it stands behind the same line,
            and no power cut boots it.
        was_asked: Whether the last request went to this box and not to its double.
    """

    id: DeviceId
    kind: Kind
    site: SiteCode | None
    address: bytes | None
    vendor: str
    model: str
    booted_s: float
    boots: int
    load_bps: float
    phase: float
    snmp_port: int = SNMP_PORT
    tcp_port: int = SSH_PORT
    air: Air = STILL_AIR
    rtt_s: float = 0.0
    is_off: bool = False
    is_dark: bool = False
    is_plain: bool = True
    loss_ratio: float = 0.0
    delay_s: float = 0.0
    is_snmp_silent: bool = False
    is_icmp_filtered: bool = False
    is_tcp_closed: bool = False
    has_lost: bool = False
    is_doubled: bool = False
    double: Device | None = None
    was_asked: bool = False
    misreplies: dict[Method, tuple[ReplyMode, float]] = field(default_factory=dict)
    keys: dict[str, LocalKeys] = field(default_factory=dict)
    fixed_values: dict[bytes, bytes] = field(default_factory=dict)
    engine_id: bytes = b""

    def uptime_s(self, now_s: float) -> float:
        """Return seconds since the last boot, at monotonic time `now_s`."""
        return now_s - self.booted_s

    def boot(self, now_s: float) -> None:
        """Start again: uptime from 0, one more boot (RFC 3414 section 2.2)."""
        self.booted_s = now_s
        self.boots += 1

    def speaker(self) -> Device:
        """Return whose agent gets the next request: in turn where two share it."""
        if not self.is_doubled or self.double is None:
            return self
        self.was_asked = not self.was_asked
        return self if self.was_asked else self.double

    def behave(self, faults: list[Fault]) -> None:
        """Behave as all of `faults` together demand."""
        kinds = {fault.kind for fault in faults}
        self.is_off = not kinds.isdisjoint(OFF_KINDS)
        self.is_snmp_silent = FaultKind.SNMP_SILENT in kinds
        self.is_icmp_filtered = FaultKind.ICMP_FILTERED in kinds
        self.is_tcp_closed = FaultKind.TCP_CLOSED in kinds
        losses = [f.amount for f in faults if f.kind is FaultKind.LOSS]
        self.loss_ratio = 1 - math.prod(1 - loss for loss in losses)
        self.delay_s = sum(f.amount for f in faults if f.kind is FaultKind.DELAY)
        self.misreplies = {f.method: (f.mode, f.amount) for f in faults if f.mode}
        self.is_doubled = FaultKind.DUPLICATE in kinds
        if self.is_doubled and self.double is None:
            self.double = _make_double(self)
        self.is_plain = not (
            self.is_icmp_filtered
            or self.is_doubled
            or self.loss_ratio
            or self.delay_s
            or self.misreplies
            or self.air is not STILL_AIR
        )


def make_devices(register: Register, seed: int, now_s: float) -> Iterator[Device]:
    """Yield every box of `register`; the same seed gives the same nation."""
    for router in register.routers.values():
        yield _device(router, "router", seed, now_s)
    for points in register.access_points.values():
        for point in points:
            yield _device(point, "access_point", seed, now_s)
    for node in register.nodes.values():
        yield _device(node, "node", seed, now_s)


def _device(
    row: Router | AccessPoint | Node, kind: Kind, seed: int, now_s: float
) -> Device:
    name = row.code if isinstance(row, Node) else row.id
    dice = random.Random(f"{seed}:{name}")  # noqa: S311  a simulation, not a secret
    device = Device(
        id=DeviceId(name),
        kind=kind,
        site=None if isinstance(row, Node) else row.site,
        address=IPv4Address(row.address).packed if row.address else None,
        vendor="Cisco" if isinstance(row, Node) else row.vendor,
        model="node" if isinstance(row, Node) else row.model,
        booted_s=now_s - dice.uniform(3600, BASE_UPTIME_MAX_S),
        boots=dice.randint(1, BOOTS_MAX),
        load_bps=LINE_BPS * dice.uniform(0.02, 0.25),
        phase=dice.random(),
    )
    if isinstance(row, Router):
        device.snmp_port, device.tcp_port = row.snmp.port, row.tcp_port
    device.engine_id = _engine_id(device)
    return device


def _engine_id(device: Device) -> bytes:
    """Return a unique engine id: enterprise, format 1, IPv4 (RFC 3411 section 5)."""
    number = enterprise(device.vendor) | 0x8000_0000
    return number.to_bytes(4, "big") + b"\x01" + (device.address or b"\0\0\0\0")


def _make_double(device: Device) -> Device:
    """Return another box with the address of `device`: a home router, say."""
    dice = random.Random(f"double:{device.id}")  # noqa: S311  a simulation
    double = replace(
        device,
        id=DeviceId(f"{device.id}#2"),
        vendor="TP-Link",
        model="Archer C6",
        booted_s=device.booted_s - dice.uniform(3600, DOUBLE_OLDER_MAX_S),
        boots=device.boots + dice.randint(1, BOOTS_MAX),
        load_bps=LINE_BPS * dice.uniform(0.02, 0.25),
        keys={},
        fixed_values={},
    )
    # Format 3, MAC address: the other box's is made up (RFC 3411 section 5).
    number = enterprise(double.vendor) | 0x8000_0000
    mac = b"\x02\0" + (device.address or b"\0\0\0\0")
    double.engine_id = number.to_bytes(4, "big") + b"\x03" + mac
    return double


def check_addresses(
    register: Register, network: IPv4Network, reserved: frozenset[IPv4Address]
) -> None:
    """Return if every address of `register` can be answered for.

    Raises:
        ConfigError: An address is no literal of `network`, reserved, or used twice.
    """
    owners: dict[IPv4Address, str] = {}
    problems = []
    for owner, _, text in addressed(register):
        try:
            address = IPv4Address(text)
        except AddressValueError:
            problems.append(f"{owner}: expected an address of {network}, got {text!r}")
            continue
        if address not in network or address in reserved:
            problems.append(f"{owner}: expected an address of {network}, got {text}")
        if address in owners:
            problems.append(f"{owner}: {address} already belongs to {owners[address]}")
        owners[address] = owner
    if problems:
        raise ConfigError(*problems)


def addressed(register: Register) -> Iterator[tuple[str, DeviceId, str]]:
    """Yield name for people, device id and address of all that have one."""
    for router in register.routers.values():
        if router.address:
            yield f"router {router.id}", router.id, router.address
    for points in register.access_points.values():
        for point in points:
            if point.address:
                yield f"access point {point.id}", point.id, point.address
    for node in register.nodes.values():
        if node.address:
            yield f"node {node.code}", DeviceId(node.code), node.address
