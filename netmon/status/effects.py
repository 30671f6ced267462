"""What judgement asks the outside world to do. Plain facts, no doing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import (
        AgentReading,
        DeviceId,
        Probe,
        Service,
        SiteCode,
        SiteState,
    )
    from netmon.status.causes import Finding
    from netmon.status.report import Report


LEFT_REGISTER = "left_register"
"""Why nobody watches a service any longer: it is not in the register, or in service."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A service of a site changed its state.

    Attributes:
        at: UTC; since when it is so (back-dated).
        decided_at: UTC; when we knew.
        reason: Short machine word, as `timeout`, `loss`, `stale`; empty for a return.
        outage: Id of the outage that opens or closes with it, None without one.
    """

    site: SiteCode
    service: Service
    before: SiteState
    after: SiteState
    at: datetime
    decided_at: datetime
    reason: str = ""
    outage: str | None = None


@dataclass(frozen=True, slots=True)
class OutageOpened:
    """A service went down.

    Attributes:
        id: Natural key: site, service and start, so a repeated write leaves one row.
        agent_before: The last the agent said before it, None if it never spoke.
        parent: Code of the topmost dead node that cuts the site off, empty without one.
    """

    id: str
    site: SiteCode
    service: Service
    device: DeviceId
    started_at: datetime
    evidence: tuple[Probe, ...]
    agent_before: AgentReading | None
    parent: str = ""


@dataclass(frozen=True, slots=True)
class OutageClosed:
    """A service came back, or nobody watches it any longer.

    Attributes:
        ended_at: UTC; the first good probe, or when nobody looked any longer.
        agent_after: What the agent said on return, None while it has not spoken.
        reason: Empty for a return; else why it ended without one, as LEFT_REGISTER.
    """

    id: str
    ended_at: datetime
    evidence: tuple[Probe, ...]
    agent_after: AgentReading | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AgentSpokeAgain:
    """The agent's first words after an outage that closed without them."""

    id: str
    agent_after: AgentReading


@dataclass(frozen=True, slots=True)
class UnobservedFrom:
    """Nobody has managed to look at a site since `since` (UTC)."""

    site: SiteCode
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ObservedAgain:
    """A site is looked at again from `at` (UTC)."""

    site: SiteCode
    at: datetime


@dataclass(frozen=True, slots=True)
class ClockStepped:
    """The wall clock went from `before` to `after` (UTC) at once."""

    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A site restored from the journal has been looked at for the first time."""

    site: SiteCode


@dataclass(frozen=True, slots=True)
class BlindFrom:
    """The poller itself stopped seeing.

    Attributes:
        at: UTC; the last look anywhere that said something.
        reason: Why looks fail, as `timeout` or `no_route`.
    """

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class BlindBecause:
    """A look at our own way out told why the poller is blind.

    Attributes:
        at: UTC.
        reason: `no_route`, `gateway_silent` or `beyond_gateway`.
    """

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SightedAgain:
    """The poller sees again from `at` (UTC)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Reported:
    """Another system says that something is wrong.

    Attributes:
        key: What makes two reports one fault; see Incident.
        at: UTC; since when, as far as we believe it.
    """

    key: str
    at: datetime
    finding: Finding
    report: Report


@dataclass(frozen=True, slots=True)
class ReportEnded:
    """Another system says that what it reported is over.

    Attributes:
        key: As it was reported.
        at: UTC; since when, as far as we believe it.
    """

    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckSight:
    """The canaries should be looked at now."""


@dataclass(frozen=True, slots=True)
class Recheck:
    """A round of looks is wanted at `devices`, in this order, in `delay_s` seconds."""

    devices: tuple[DeviceId, ...]
    delay_s: float


Effect = (
    Transition
    | OutageOpened
    | OutageClosed
    | AgentSpokeAgain
    | UnobservedFrom
    | ObservedAgain
    | ClockStepped
    | BlindFrom
    | BlindBecause
    | SightedAgain
    | Seen
    | Recheck
    | CheckSight
)
"""Written to the journal, or to the incident that tells of it; Seen, Recheck and
CheckSight are asked for, not kept."""
