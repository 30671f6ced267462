"""The numbers by which status is judged, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from netmon.core.model import Method


@dataclass(frozen=True, slots=True)
class StatusRules:
    """How looks become a verdict.

    Attributes:
        confirm_rounds: Rounds by all methods that must agree, after the first missed
            probe, before a device is down.
        round_gap_s: Seconds between two such rounds.
        unclear_retry_s: Seconds until the next round after one that could not be made;
            doubled each time up to `unclear_retry_max_s`.
        periods_s: Period of the routine looks by each method, seconds. Longer than two
            periods of a device's first method without a look is not observed.
        loss_enter_ratio, loss_leave_ratio: Smoothed loss at which a line becomes and
            stops being degraded, 0-1.
        rtt_enter_s, rtt_leave_s: The same for the smoothed mean round trip. A
            domestic line is far below 100 ms (sla.md 1.1: FCC and BEAD limit).
        smoothing_ratio: Weight of the newest look in the smoothed values, 0-1. One
            burst that lost two of three echoes, as at the edge of an outage, must stay
            below `loss_enter_ratio`.
        management_misses: Silent SNMP looks in a row, on a device that is alive,
            after which its management is degraded.
    """

    periods_s: Mapping[Method, float] = field(
        default_factory=lambda: {
            Method.ICMP: 30.0,
            Method.SNMP: 60.0,
            Method.TCP: 30.0,
            Method.REPORT: 60.0,
        }
    )
    confirm_rounds: int = 2
    round_gap_s: float = 2.0
    unclear_retry_s: float = 5.0
    unclear_retry_max_s: float = 40.0
    loss_enter_ratio: float = 0.10
    loss_leave_ratio: float = 0.03
    rtt_enter_s: float = 0.150
    rtt_leave_s: float = 0.100
    smoothing_ratio: float = 0.1
    management_misses: int = 2

    def stale_after_s(self, first: Method) -> float:
        """Return how long a look by `first` keeps its meaning, seconds."""
        return 2 * self.periods_s[first]

    @property
    def doubt_s(self) -> float:
        """The longest a site may be in doubt before it is not observed, seconds."""
        noticed_s = 2.0  # a tick, and the write after it
        return max(map(self.stale_after_s, self.periods_s)) + noticed_s
