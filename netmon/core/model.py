"""What is watched, how a look at it turns out, and the states people see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

SiteCode = NewType("SiteCode", str)
"""A site's register code. Its identity: names, addresses and devices change."""

DeviceId = NewType("DeviceId", str)
"""A device's register id, unique in the whole register."""


class Method(StrEnum):
    """A way to ask whether a device is there.

    REPORT asks somebody else: the controller of an access point, or the router that
    hears it. No register names it; it follows from how an access point is seen.
    """

    ICMP = "icmp"
    SNMP = "snmp"
    TCP = "tcp"
    REPORT = "report"


DIRECT = (Method.ICMP, Method.SNMP, Method.TCP)
"""Ways that send something to the device itself: those a register may name."""


class Role(StrEnum):
    """What a device does at its site."""

    ROUTER = "router"
    ACCESS_POINT = "access_point"
    NODE = "node"
    CONTROLLER = "controller"


class Service(StrEnum):
    """A promise to the site, judged on its own."""

    LINK = "link"
    WIFI = "wifi"


class Outcome(StrEnum):
    """How one look ended.

    `refused` is an answer: a TCP reset, a closed UDP port, an SNMP message that made
    no sense. Something at the address spoke. `silent` is a measurement too.
    `not_measured` says that we could not look, and proves nothing about the device.
    """

    ANSWERED = "answered"
    REFUSED = "refused"
    SILENT = "silent"
    NOT_MEASURED = "not_measured"

    @property
    def is_alive(self) -> bool:
        """Whether something at the address spoke."""
        return self in (Outcome.ANSWERED, Outcome.REFUSED)


class SiteState(StrEnum):
    """The one state of a site shown to people, most important first."""

    MAINTENANCE = "maintenance"
    NOT_OBSERVED = "not_observed"
    DOWN = "down"
    DEGRADED = "degraded"
    UP = "up"
    UNMONITORED = "unmonitored"


@dataclass(frozen=True, slots=True)
class SnmpAccess:
    """Where and with which named credential an agent is asked.

    Attributes:
        credential: Name of a credential; the secret itself stays in the settings.
        port: UDP port, 1-65535.
    """

    credential: str = "default"
    port: int = 161


@dataclass(frozen=True, slots=True)
class Target:
    """One device to look at.

    Attributes:
        device: Register id of the device.
        site: The site it serves.
        role: What it does there.
        address: IPv4 or IPv6 literal, or a host name.
        methods: Ways to look at it, at least one, each once.
        snmp: How its agent is asked.
        tcp_port: Port for a TCP connect, 1-65535.
    """

    device: DeviceId
    site: SiteCode
    role: Role
    address: str
    methods: tuple[Method, ...]
    snmp: SnmpAccess = SnmpAccess()
    tcp_port: int = 22


@dataclass(frozen=True, slots=True)
class Echoes:
    """Round trips of one burst of ICMP echo requests.

    Attributes:
        rtts_s: One entry per request in send order; seconds, None where no reply
            came within the time allowed. At least one entry.
        is_timed: False where we read a reply late ourselves, so that the round trips
            say nothing of the line.
    """

    rtts_s: tuple[float | None, ...]
    is_timed: bool = True

    @property
    def answered_s(self) -> tuple[float, ...]:
        """Round trips of the replies that came, seconds."""
        return tuple(rtt for rtt in self.rtts_s if rtt is not None)

    @property
    def loss_ratio(self) -> float:
        """Share of requests without a reply, 0-1."""
        return self.rtts_s.count(None) / len(self.rtts_s)

    @property
    def rtt_avg_s(self) -> float | None:
        """Mean round trip in seconds, None when nothing answered."""
        answered = self.answered_s
        return sum(answered) / len(answered) if answered else None

    @property
    def jitter_s(self) -> float | None:
        """Mean difference of neighbouring round trips in seconds (RFC 3393 IPDV).

        None with fewer than two replies.
        """
        answered = self.answered_s
        steps = [abs(b - a) for a, b in pairwise(answered)]
        return sum(steps) / len(steps) if steps else None


@dataclass(frozen=True, slots=True)
class AgentReading:
    """What an SNMP agent says of itself; None where it did not say.

    Attributes:
        sys_uptime_s: sysUpTime (1.3.6.1.2.1.1.3.0) / 100; wraps after 497.1 days.
        sys_object_id: sysObjectID (1.3.6.1.2.1.1.2.0).
        engine_boots: snmpEngineBoots (1.3.6.1.6.3.10.2.1.2.0).
        engine_time_s: snmpEngineTime (1.3.6.1.6.3.10.2.1.3.0), seconds.
    """

    sys_uptime_s: float | None = None
    sys_object_id: str | None = None
    engine_boots: int | None = None
    engine_time_s: int | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """One look at one device by one method, with its evidence.

    Attributes:
        device: Whom we looked at.
        method: How.
        at: UTC; when the packet that decided was sent: the first answered one, or the
            first of those that stayed unanswered.
        outcome: How it ended.
        took_s: Seconds from the first packet to the decision.
        reason: Short machine word for anything but a plain answer, as `timeout`,
            `reset`, `no_route`, `receive_drops`; empty for a plain answer.
        echoes: Round trips, for ICMP.
        agent: The agent's clock and kind, for SNMP.
    """

    device: DeviceId
    method: Method
    at: datetime
    outcome: Outcome
    took_s: float
    reason: str = ""
    echoes: Echoes | None = None
    agent: AgentReading | None = None
