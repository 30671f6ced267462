"""What a month comes to, for one site and for many. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from netmon.core.model import SiteCode

if TYPE_CHECKING:
    from netmon.core.intervals import Interval


class Verdict(StrEnum):
    """What is said of a site's month."""

    COMPLIANT = "compliant"
    NON_COMPLIANT = "non-compliant"
    INSUFFICIENT = "insufficient"
    NOT_IN_SERVICE = "not-in-service"


class Reason(StrEnum):
    """Why a verdict could not be reached."""

    SHORT_SERVICE = "short-service"
    ALL_EXCLUDED = "all-excluded"
    LOW_COVERAGE = "low-coverage"


class TimeClass(StrEnum):
    """What a second of the service window counts as: the first that holds."""

    EXCLUDED = "excluded"
    NOT_OBSERVED = "not_observed"
    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Seconds:
    """How a service window is spent. They sum up over time and over sites.

    Attributes:
        up_s, down_s, not_observed_s, excluded_s: U, D, K and E; whole seconds.
    """

    up_s: int = 0
    down_s: int = 0
    not_observed_s: int = 0
    excluded_s: int = 0

    def __add__(self, other: Seconds) -> Seconds:
        return Seconds(
            self.up_s + other.up_s,
            self.down_s + other.down_s,
            self.not_observed_s + other.not_observed_s,
            self.excluded_s + other.excluded_s,
        )

    @property
    def window_s(self) -> int:
        """The service window: U + D + K + E."""
        return self.up_s + self.down_s + self.not_observed_s + self.excluded_s

    @property
    def judged_s(self) -> int:
        """S: the window without what is excluded."""
        return self.up_s + self.down_s + self.not_observed_s

    @property
    def seen_s(self) -> int:
        """U + D."""
        return self.up_s + self.down_s


@dataclass(frozen=True, slots=True)
class Repair:
    """One outage that ended in the month, booked once and whole.

    Attributes:
        span: The united outage, not clipped, exclusions not taken off.
        sent_at, on_site_at, restored_at: Of its ticket; None where nobody noted them.
        target_h: How long the contract gives, hours; None: no term.
        contract_s: From the ticket until the line was back, by the contract's clock;
            None where that clock never started.
        charged_s: How much of that counts against the term: in the service window,
            observed and not excluded; None as above.
        late_h: Begun hours of it over the target, 0 where it was kept; None: not
            judged.
        is_contradicted: The watch saw otherwise than `restored_at`, which is shown and
            not counted.
    """

    site: SiteCode
    span: Interval
    sent_at: datetime | None = None
    on_site_at: datetime | None = None
    restored_at: datetime | None = None
    target_h: int | None = None
    contract_s: int | None = None
    late_h: int | None = None
    charged_s: int | None = None
    is_contradicted: bool = False

    @property
    def service_s(self) -> int:
        """From down to up, seconds."""
        return int((self.span.end - self.span.start).total_seconds())


@dataclass(frozen=True, slots=True)
class Penalty:
    """How a penalty was worked out; every step, so that a person can repeat it.

    Attributes:
        fee_baht, rate_per_hour: Of the contract.
        allowance_s: Down time the target allows, rounded down for display only.
        excess_s: Down time beyond it, rounded up for display only.
        excess_h: Begun hours beyond it.
        availability_baht: For those.
        late_h: Begun hours of late repairs, summed up.
        repair_baht: For those.
        is_capped: The cap of the rule set was reached.
        baht: What is charged.
    """

    fee_baht: Decimal
    rate_per_hour: Decimal
    allowance_s: int
    excess_s: int
    excess_h: int
    availability_baht: Decimal
    late_h: int
    repair_baht: Decimal
    is_capped: bool
    baht: Decimal


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """One site's month.

    Attributes:
        seconds: All zero where the site was not in service.
        target_ppm: What availability was asked of it, millionths.
        reason: Set where the verdict is INSUFFICIENT.
        repairs: Outages that ended in the month, in order.
        open_since: Start of an outage that still lasts; None for none.
        blips: Outages shorter than the rule set's limit that ended in the month.
        penalty: None where the contract names no fee or no rate.
    """

    code: SiteCode
    seconds: Seconds
    target_ppm: int
    verdict: Verdict
    reason: Reason | None
    repairs: tuple[Repair, ...] = ()
    open_since: datetime | None = None
    blips: tuple[Interval, ...] = ()
    penalty: Penalty | None = None

    @property
    def mttr_s(self) -> int | None:
        """Mean time from down to up, rounded down; None without incidents."""
        if not self.repairs:
            return None
        return sum(each.service_s for each in self.repairs) // len(self.repairs)

    @property
    def mtbf_s(self) -> int | None:
        """Up time for each incident, rounded down; None without incidents."""
        return self.seconds.up_s // len(self.repairs) if self.repairs else None


RATIO_DIGITS = 9


def to_ratio_text(part: int, whole: int) -> str | None:
    """Return `part` / `whole` with nine decimals, truncated; None where whole is 0.

    A share that misses its target never prints as one that meets it.

    Args:
        part: 0 to `whole`.
        whole: 0 or more.
    """
    if whole == 0:
        return None
    scaled = part * 10**RATIO_DIGITS // whole
    return f"{scaled // 10**RATIO_DIGITS}.{scaled % 10**RATIO_DIGITS:09}"


def availability(seconds: Seconds) -> str | None:
    """Return A = U / (U + D); see sla.md 2.1."""
    return to_ratio_text(seconds.up_s, seconds.seen_s)


def availability_low(seconds: Seconds) -> str | None:
    """Return A_lo = U / S: all unknown time was down."""
    return to_ratio_text(seconds.up_s, seconds.judged_s)


def availability_high(seconds: Seconds) -> str | None:
    """Return A_hi = (U + K) / S: all unknown time was up."""
    return to_ratio_text(seconds.up_s + seconds.not_observed_s, seconds.judged_s)


def coverage(seconds: Seconds) -> str | None:
    """Return C = (U + D) / S: how much of the time somebody looked."""
    return to_ratio_text(seconds.seen_s, seconds.judged_s)
