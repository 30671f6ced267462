"""One box of the nation: what it is and how it behaves at this moment."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from netmon.core.model import DeviceId, Method
from netmon.twin.faults import (
    OFF_KINDS,
    STILL_AIR,
    Air,
    Fault,
    FaultKind,
    ReplyMode,
)
from netmon.twin.lies import HONEST, Lies
from netmon.twin.life import LINE_DOWN_BPS, SiteLife
from netmon.twin.vendors import enterprise

if TYPE_CHECKING:
    from netmon.core.model import SiteCode
    from netmon.twin.layout import Layout
    from netmon.twin.usm import LocalKeys

Kind = Literal["router", "access_point", "node", "controller"]

SNMP_PORT = 161
SSH_PORT = 22
BOOTS_MAX = 20
DOUBLE_OLDER_MAX_S = 30 * 86_400
"""The box that takes another's address has run up to this much longer."""
LOAD_RATIO_MIN, LOAD_RATIO_MAX = 0.02, 0.25
"""A site's mean traffic as a share of its line."""


@dataclass(slots=True)
class Device:
    """One box of the nation.

    Attributes:
        site: Where it stands, None for a node or a controller.
        address: Four octets, None for a box that only others can see.
        mac: Six octets.
        booted_s: Monotonic time of its last boot; may lie before the machine's.
        agent_s: The same of its agent, which may start again alone.
        boots: snmpEngineBoots.
        life: What flows at its site; at a controller, of its own line.
        number: Which flow of `life` an access point is.
        points: The access points of a router's site, or those a controller manages.
        zero: Volumes of the flows when its counters stood at 0, octets.
        counted_s: Monotonic time since when its counters run without a break.
        line_s: Monotonic time since when its WAN port is up.
        is_off, is_dark: Without power; answering nothing for whatever reason.
        is_hung: Off in every way but that it draws power.
        is_unfed: Its router no longer powers it.
        is_plain: Answers an echo at once and always; the short way.
        tcp_port: The one open port.
        rtt_s: Its share of the nation's round trips, seconds.
        has_lost: Whether the air lost its last echo.
        is_doubled: Whether `double` answers for its address too.
        double: The other box, made when first needed; it stands behind the same line,
            and no power cut boots it.
        was_asked: Whether the last request went to this box and not to its double.
        lies: What is wrong with its agent.
        layout: What its agent can be asked, None until it is worked out.
        radios: The client counts `layout` was made for, where rows are clients.
    """

    id: DeviceId
    kind: Kind
    site: SiteCode | None
    address: bytes | None
    mac: bytes
    vendor: str
    model: str
    booted_s: float
    boots: int
    life: SiteLife
    agent_s: float = 0.0
    number: int = 0
    points: tuple[Device, ...] = ()
    zero: list[float] = field(default_factory=list)
    counted_s: float = 0.0
    line_s: float = 0.0
    snmp_port: int = SNMP_PORT
    tcp_port: int = SSH_PORT
    air: Air = STILL_AIR
    rtt_s: float = 0.0
    is_off: bool = False
    is_dark: bool = False
    is_hung: bool = False
    is_unfed: bool = False
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
    engine_id: bytes = b""
    lies: Lies = HONEST
    layout: Layout | None = None
    radios: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        """Work out what follows from the rest."""
        self.agent_s = self.line_s = self.booted_s
        self.engine_id = own_engine_id(self)
        self.count_from(self.booted_s)

    def uptime_s(self, now_s: float) -> float:
        """Return seconds since the last boot, at monotonic time `now_s`."""
        return now_s - self.booted_s

    def boot(self, now_s: float) -> None:
        """Start again: uptime from 0, one more boot (RFC 3414 section 2.2)."""
        self.booted_s = self.line_s = now_s
        self.restart_agent(now_s)

    def restart_agent(self, now_s: float) -> None:
        """Start the agent alone again: its clock and the counters from 0."""
        self.agent_s = now_s
        self.boots += 1
        self.count_from(now_s)

    def set_uptime(self, uptime_s: float, now_s: float) -> None:
        """Let the last boot have been `uptime_s` ago; counters run on."""
        self.booted_s = self.agent_s = self.line_s = now_s - uptime_s
        self.counted_s = self.agent_s

    def count_from(self, now_s: float) -> None:
        """Let the counters stand at 0 at this moment."""
        self.zero = self.life.volumes(now_s)
        self.counted_s = now_s

    def speaker(self) -> Device:
        """Return whose agent gets the next request: in turn where two share it."""
        if not self.is_doubled or self.double is None:
            return self
        self.was_asked = not self.was_asked
        return self if self.was_asked else self.double

    def clients_count(self, radio: int, now_s: float) -> int:
        """Return who is at a radio of this access point, 0 (2.4 GHz) or 1 (5 GHz)."""
        return self.life.clients_count(self.number, radio, now_s)

    def behave(self, faults: list[Fault]) -> None:
        """Behave as all of `faults` together demand."""
        kinds = {fault.kind for fault in faults}
        self.is_off = not kinds.isdisjoint(OFF_KINDS)
        self.is_unfed = FaultKind.POE_OFF in kinds
        self.is_hung = kinds & OFF_KINDS == {FaultKind.AP_HUNG}
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
        self._lie(Lies.of(faults))
        self.is_plain = not (
            self.is_icmp_filtered
            or self.is_doubled
            or self.loss_ratio
            or self.delay_s
            or self.misreplies
            or self.air is not STILL_AIR
        )

    def _lie(self, lies: Lies) -> None:
        if lies == self.lies:
            return
        self.lies, self.layout = lies, None
        engine_id = lies.engine_id or own_engine_id(self)
        if engine_id != self.engine_id:
            self.engine_id, self.keys = engine_id, {}


def own_engine_id(device: Device) -> bytes:
    """Return a unique engine id: enterprise, format 1, IPv4 (RFC 3411 section 5).

    A box without an address of its own, and one that took another's, uses format 3,
    its MAC address.
    """
    number = enterprise(device.vendor) | 0x8000_0000
    head = number.to_bytes(4, "big")
    if device.address is None or "#" in device.id:
        return head + b"\x03" + device.mac
    return head + b"\x01" + device.address


def _make_double(device: Device) -> Device:
    """Return another box with the address of `device`: a home router, say."""
    dice = random.Random(f"double:{device.id}")  # noqa: S311  a simulation
    booted_s = device.booted_s - dice.uniform(3600, DOUBLE_OLDER_MAX_S)
    return replace(
        device,
        id=DeviceId(f"{device.id}#2"),
        mac=b"\x02\0" + (device.address or b"\0\0\0\0"),
        vendor="TP-Link",
        model="Archer C6",
        booted_s=booted_s,
        boots=device.boots + dice.randint(1, BOOTS_MAX),
        life=draw_life(dice, []),
        points=(),
        keys={},
        layout=None,
    )


def draw_life(dice: random.Random, weights: list[float]) -> SiteLife:
    """Return the life of a site with access points of such weights."""
    load_ratio = dice.uniform(LOAD_RATIO_MIN, LOAD_RATIO_MAX)
    people_mean = 160 * load_ratio * dice.uniform(0.8, 1.2)
    phase = dice.uniform(-1 / 12, 1 / 12)
    return SiteLife(LINE_DOWN_BPS * load_ratio, people_mean, phase, weights)
