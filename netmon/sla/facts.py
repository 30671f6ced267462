"""What a month is judged from. Pure; everything the arithmetic may know is here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from netmon.core.intervals import Interval
from netmon.core.model import SiteCode

if TYPE_CHECKING:
    from inventory.model import ServiceHours
    from netmon.core.months import Month


class ExclusionType(StrEnum):
    """Why time may leave the reckoning."""

    MAINTENANCE = "maintenance"
    FORCE_MAJEURE = "force_majeure"
    MAINS_POWER = "mains_power"
    SITE_OWNER = "site_owner"
    MINISTRY_INSTRUCTION = "ministry_instruction"


class ExclusionStatus(StrEnum):
    """How far a request for an exclusion has come; only approved ones count."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Down:
    """One outage of a line, as the journal has it: it may overlap others.

    Attributes:
        start, end: UTC, whole seconds, as they were, not clipped to any month; end is
            None while it lasts.
        is_cut: It ended because the site left the register, not because the line came
            back.
    """

    start: datetime
    end: datetime | None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Time of one site somebody wants out of the reckoning."""

    kind: ExclusionType
    span: Interval
    status: ExclusionStatus


@dataclass(frozen=True, slots=True)
class Ticket:
    """When the contractor was told of an outage, came, and had it repaired.

    Attributes:
        outage_started_at: Which outage of the site: the start of its journal row.
    """

    outage_started_at: datetime
    sent_at: datetime | None
    on_site_at: datetime | None
    restored_at: datetime | None


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """One site and its contract's terms.

    Attributes:
        contract: Code; None where it has none.
        commissioned_at: UTC; the acceptance. None: never in service.
        decommissioned_at: UTC; None: still in service.
        monthly_fee_baht: Of this site; None: no penalty is computed.
        penalty_rate_per_hour: Share of the fee for an hour, 0-1; None as above.
        availability_target_ratio: Of the contract; None: the rule set's.
        repair_target_h: Of the contract; None: the rule set's.
        hours: When service is promised; None: round the clock.
    """

    code: SiteCode
    contract: str | None
    commissioned_at: datetime | None
    decommissioned_at: datetime | None = None
    monthly_fee_baht: Decimal | None = None
    penalty_rate_per_hour: Decimal | None = None
    availability_target_ratio: Decimal | None = None
    repair_target_h: int | None = None
    hours: ServiceHours | None = None


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """Everything one month is judged from.

    Attributes:
        until: UTC; figures end here: the month's end, or earlier for a month to date.
        sites: Sorted by code, each once.
        outages: Of the line, by site, in no order.
        not_observed: When nobody looked at a site, by site.
        blind: When nobody looked at any site: our own pollers' gaps.
        exclusions: By site, whatever their status.
        tickets: By site.
    """

    month: Month
    until: datetime
    sites: Sequence[SiteFacts]
    outages: Mapping[SiteCode, Sequence[Down]] = field(default_factory=dict)
    not_observed: Mapping[SiteCode, Sequence[Interval]] = field(default_factory=dict)
    blind: Sequence[Interval] = ()
    exclusions: Mapping[SiteCode, Sequence[Exclusion]] = field(default_factory=dict)
    tickets: Mapping[SiteCode, Sequence[Ticket]] = field(default_factory=dict)
