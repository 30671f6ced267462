"""Is it the nation that is dark, or are we blind? Asked before anybody is called down.

Anchors: every system compared counts its own failure against the sites (anchors.md 1b,
"mass-failure guard": none by default).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

WINDOW_S = 10.0


class Sight(StrEnum):
    """What we know of our own eyes."""

    CLEAR = "clear"
    DOUBTFUL = "doubtful"
    BLIND = "blind"


@dataclass(frozen=True, slots=True)
class GuardRules:
    """When to doubt our own eyes.

    Attributes:
        doubt_ratio: Share of looks at sites believed up, in the sliding window, that
            failed; from here on canaries are asked, 0-1.
        few_count: Below this many looks in the window a share means nothing: canaries
            are asked before anybody is called down.
        blind_ratio: Without any canary, this share makes us blind, 0-1.
        check_s: Seconds between two checks of the canaries.
    """

    doubt_ratio: float = 0.1
    few_count: int = 20
    blind_ratio: float = 0.8
    check_s: float = 2.0


@dataclass(slots=True)
class Guard:
    """Watches the share of failing looks, and what the canaries say.

    Attributes:
        sight: See Sight.
        reason: Why the last failing look failed.
    """

    rules: GuardRules = field(default_factory=GuardRules)
    sight: Sight = Sight.CLEAR
    reason: str = ""
    _looks: deque[tuple[float, bool]] = field(default_factory=deque)
    _failed_count: int = 0
    _proven_s: float = float("-inf")
    _checked_s: float = float("-inf")
    _doubtful_s: float | None = None

    def note(self, *, is_failed: bool, reason: str, now_s: float) -> None:
        """Take one routine look at a device that was believed to be up."""
        self._looks.append((now_s, is_failed))
        self._failed_count += is_failed
        if is_failed:
            self.reason = reason
        self._forget(now_s)
        is_doubtful = self._is_doubtful()
        if not is_doubtful:
            self._doubtful_s = None
        elif self._doubtful_s is None:
            self._doubtful_s = now_s
        if self.sight is not Sight.BLIND:
            self.sight = Sight.DOUBTFUL if is_doubtful else Sight.CLEAR

    def may_condemn(self, now_s: float, doubted_s: float) -> bool:
        """Return whether a device may be called down now.

        Args:
            now_s: Monotonic.
            doubted_s: When its first missed look began. Only a canary that answered
                after that proves that the silence was not ours.
        """
        if self.sight is Sight.BLIND:
            return False
        if self._proven_s >= doubted_s:
            return True
        self._forget(now_s)
        has_many = len(self._looks) >= self.rules.few_count
        return has_many and not self._is_doubtful()

    def wants_check(self, now_s: float) -> bool:
        """Return whether the canaries may be asked again; a True counts as asked."""
        if now_s - self._checked_s < self.rules.check_s:
            return False
        self._checked_s = now_s
        return True

    def check(
        self, *, alive_count: int, asked_count: int, now_s: float, took_s: float = 0.0
    ) -> None:
        """Take what the canaries said: one answer proves that we can see.

        Args:
            alive_count: Canaries that answered.
            asked_count: Canaries that were looked at.
            now_s: Monotonic.
            took_s: How long the looks took: the proof is as old as their beginning.
        """
        if alive_count:
            self._proven_s = now_s - took_s
            self.sight = Sight.CLEAR
        elif asked_count or self._is_nearly_total():
            self.sight = Sight.BLIND
        elif self._is_settled(now_s):
            # Nobody to ask, and too few fail to blame ourselves: the looks stand.
            self._proven_s = now_s - took_s

    def _is_nearly_total(self) -> bool:
        has_many = len(self._looks) >= self.rules.few_count
        return has_many and self._failing_ratio() >= self.rules.blind_ratio

    def _is_settled(self, now_s: float) -> bool:
        """Whether the share has had time to show all there is to see."""
        has_many = len(self._looks) >= self.rules.few_count
        since_s = now_s if self._doubtful_s is None else self._doubtful_s
        return not has_many or now_s - since_s >= 2 * WINDOW_S

    def _is_doubtful(self) -> bool:
        return self._failing_ratio() >= self.rules.doubt_ratio

    def _failing_ratio(self) -> float:
        return self._failed_count / len(self._looks) if self._looks else 0.0

    def _forget(self, now_s: float) -> None:
        while self._looks and now_s - self._looks[0][0] > WINDOW_S:
            self._failed_count -= self._looks.popleft()[1]
