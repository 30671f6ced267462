"""Is a line that answers a good line? Smoothed loss and delay, with hysteresis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmon.core.model import Echoes
    from netmon.status.rules import StatusRules


MIN_TIMED = 5


@dataclass(slots=True)
class Quality:
    """Smoothed quality of one line (exponentially weighted moving average).

    Attributes:
        loss_ratio: Smoothed share of echoes lost, 0-1. It starts at 0: one lost echo
            on the first look must not condemn a line.
        rtt_s: Smoothed mean round trip in seconds, None before the first answer. It is
            judged after MIN_TIMED looks: one slow burst condemns no line.
        is_degraded: Past a threshold, and not yet back below the lower one.
        reason: `loss`, `rtt` or empty.
    """

    rules: StatusRules
    loss_ratio: float = 0.0
    rtt_s: float | None = None
    timed_count: int = 0
    is_degraded: bool = False
    reason: str = ""

    def add(self, echoes: Echoes) -> bool:
        """Take one burst of a line that is up; return whether `is_degraded` turned."""
        self.loss_ratio = self._smooth(self.loss_ratio, echoes.loss_ratio)
        rtt_s = echoes.rtt_avg_s
        if rtt_s is not None and echoes.is_timed:
            self.timed_count += 1
            self.rtt_s = (
                rtt_s if self.rtt_s is None else self._smooth(self.rtt_s, rtt_s)
            )
        was_degraded = self.is_degraded
        if self._is_bad():
            self.is_degraded = True
            self.reason = (
                "loss" if self.loss_ratio >= self.rules.loss_enter_ratio else "rtt"
            )
        elif self._is_good():
            self.is_degraded, self.reason = False, ""
        return self.is_degraded != was_degraded

    def forget(self) -> None:
        """Start anew: what was before an outage says nothing of the line after it."""
        self.loss_ratio, self.rtt_s, self.timed_count = 0.0, None, 0
        self.is_degraded, self.reason = False, ""

    def _smooth(self, old: float, new: float) -> float:
        return old + self.rules.smoothing_ratio * (new - old)

    def _is_bad(self) -> bool:
        has_loss = self.loss_ratio >= self.rules.loss_enter_ratio
        is_slow = (self.rtt_s or 0.0) >= self.rules.rtt_enter_s
        return has_loss or (is_slow and self.timed_count >= MIN_TIMED)

    def _is_good(self) -> bool:
        has_no_loss = self.loss_ratio <= self.rules.loss_leave_ratio
        return has_no_loss and (self.rtt_s or 0.0) <= self.rules.rtt_leave_s
