"""What can go wrong in the nation, and whom it befalls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from netmon.core.model import DeviceId, Method, SiteCode


class FaultKind(StrEnum):
    """How something fails."""

    POWER_CUT = "power_cut"  # sites dark; their devices have booted when it ends
    LINE_CUT = "line_cut"  # sites dark; their devices run on
    NODE_CUT = "node_cut"  # nodes dark, and every site left without a parent
    REBOOT = "reboot"  # devices dark, and booted when it ends
    ROUTER_REBOOT = "router_reboot"  # routers alone; the site is dark with its router
    AP_OFF = "ap_off"  # access points dark, and booted when it ends
    AP_HUNG = "ap_hung"  # the same, and they draw power all the while
    POE_OFF = "poe_off"  # the same for those their router powers: it no longer does
    SNMP_SILENT = "snmp_silent"  # agents say nothing
    ICMP_FILTERED = "icmp_filtered"  # echoes are dropped
    TCP_CLOSED = "tcp_closed"  # connections are reset
    LOSS = "loss"  # `amount` is the share of packets lost, 0-1
    DELAY = "delay"  # `amount` is added to every answer, seconds
    MISREPLY = "misreply"  # answers of `method` are wrong in `mode`
    DUPLICATE = "duplicate"  # another box answers for the router's address too
    COUNTER_RESET = "counter_reset"  # counters from 0, the clock runs on
    AGENT_RESTART = "agent_restart"  # the agent's clock and counters from 0, no boot
    COUNTER32_ONLY = "counter32_only"  # no ifXTable
    COUNTER_WRAP = "counter_wrap"  # counters close to the end of `amount` bits
    PORT_RENUMBERED = "port_renumbered"  # booted, and interfaces change numbers
    SLOW_AGENT = "slow_agent"  # SNMP answers come `amount` seconds later
    TOO_BIG = "too_big"  # tooBig above `amount` variables
    WALK_LOOPS = "walk_loops"  # OIDs do not increase
    WRONG_TYPES = "wrong_types"  # text for numbers, negative gauges
    PARTIAL_AGENT = "partial_agent"  # a third of the instances is missing
    UPTIME_WRAP = "uptime_wrap"  # sysUpTime is half a minute before its end
    DUPLICATE_ENGINE_ID = "duplicate_engine_id"  # one engine id for all of them
    CLIENTS_SURGE = "clients_surge"  # `amount` times the clients and traffic
    WIRE_CUT = "wire_cut"  # every answer is lost on its way to the poller


OFF_KINDS = frozenset(
    {
        *(FaultKind.REBOOT, FaultKind.ROUTER_REBOOT),
        *(FaultKind.AP_OFF, FaultKind.AP_HUNG, FaultKind.POE_OFF),
    }
)
"""Devices without power, or without sense: dark, and booted at the end."""

BOOTS_AT_END = OFF_KINDS | {FaultKind.POWER_CUT, FaultKind.PORT_RENUMBERED}

COUNTER_BITS = frozenset({32, 64})


class ReplyMode(StrEnum):
    """How an answer is wrong."""

    LATE = "late"  # `amount` seconds after it was due
    DUPLICATE = "duplicate"  # twice
    WRONG_ID = "wrong_id"  # identifier of another request
    WRONG_SOURCE = "wrong_source"  # from the next address
    TRUNCATED = "truncated"  # ends in the middle
    OVERSIZED = "oversized"  # thousands of octets too many
    GARBAGE = "garbage"  # octets without sense
    REFUSED = "refused"  # port unreachable instead; SNMP only; silence on loopback


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with some part of the nation.

    Attributes:
        kind: How it fails.
        sites, nodes, devices: Whom it befalls, all of them. Faults of devices that
            name sites or nodes befall every device there. WIRE_CUT names nobody.
        amount: Ratio, seconds, bits, variables or times as many, where `kind` or
            `mode` says so.
        method: Which answers are wrong, for MISREPLY: ICMP or SNMP.
        mode: How they are wrong, for MISREPLY.
    """

    kind: FaultKind
    sites: tuple[SiteCode, ...] = ()
    nodes: tuple[str, ...] = ()
    devices: tuple[DeviceId, ...] = ()
    amount: float = 0.0
    method: Method = Method.ICMP
    mode: ReplyMode | None = None

    def __post_init__(self) -> None:
        """Refuse what no part of the nation could carry out."""
        self._check_amount()
        if (self.kind is FaultKind.MISREPLY) != (self.mode is not None):
            raise ValueError("mode: expected with misreply and only there")
        if self.kind is FaultKind.WIRE_CUT and (
            self.sites or self.nodes or self.devices
        ):
            raise ValueError("wire_cut: befalls the poller; expected no names")
        if self.method is Method.TCP:
            raise ValueError("method: expected icmp or snmp, got tcp")
        if self.mode is ReplyMode.REFUSED and self.method is not Method.SNMP:
            raise ValueError("refused: expected with snmp only")

    def _check_amount(self) -> None:
        amount = self.amount
        expected = ""
        if self.kind is FaultKind.LOSS and not 0 <= amount <= 1:
            expected = "a ratio from 0 to 1"
        elif self.kind is FaultKind.COUNTER_WRAP and amount not in COUNTER_BITS:
            expected = "32 or 64 bits"
        elif self.kind is FaultKind.TOO_BIG and not amount >= 1:
            expected = "at least 1 variable"
        elif not amount >= 0:
            expected = "an amount of at least 0"
        if expected:
            text = f"{self.kind}: expected {expected}, got {amount:g}"
            raise ValueError(text)


@dataclass(frozen=True, slots=True)
class Air:
    """How packets travel on a day without faults.

    Attributes:
        rtt_min_s, rtt_max_s: Every device has its own round trip between these.
        jitter_s: Each answer takes up to this much longer, most far less.
        loss_ratio: Share of echoes lost one at a time, 0-1: no device ever loses two
            in a row, so no burst stays unanswered.
    """

    rtt_min_s: float = 0.0
    rtt_max_s: float = 0.0
    jitter_s: float = 0.0
    loss_ratio: float = 0.0


STILL_AIR = Air()
"""Answers come at once and all of them; what benchmarks want."""
