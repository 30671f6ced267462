"""One device's reachability: a pure state machine that must be convinced twice.

    UNKNOWN --alive--> UP --silent--> (doubt) --rounds agree--> DOWN
    DOWN --alive--> (doubt) --round agrees--> UP

A doubt remembers the probe that raised it: a verdict is back-dated to that probe. A
doubt is settled by rounds, in which the device is looked at by every configured method.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from netmon.core.model import Method, Outcome, Probe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from netmon.status.rules import StatusRules

DROPPED = "receive_drops"
"""The reason of a probe whose silence the kernel may have made; see collectors.icmp."""


class Reach(StrEnum):
    """What has been established about a device."""

    UNKNOWN = "unknown"
    UP = "up"
    DOWN = "down"


class Verdict(StrEnum):
    """What one round of looks says."""

    ALIVE = "alive"
    DEAD = "dead"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Change:
    """Something was established.

    Attributes:
        at: UTC; when it began to be so: the probe that raised the doubt.
        evidence: Every probe from that one to the one that settled it.
    """

    before: Reach
    after: Reach
    at: datetime
    evidence: tuple[Probe, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What a machine makes of what it was told.

    Attributes:
        change: What was established, if anything was.
        ask_in_s: Seconds until a round is wanted, None when none is.
    """

    change: Change | None = None
    ask_in_s: float | None = None


NOTHING = Step()
ASK_NOW = Step(ask_in_s=0.0)


@dataclass(slots=True)
class Doubt:
    """A question a machine is asking.

    Attributes:
        probes: Evidence so far; the first one raised the doubt.
        agreeing: Rounds that confirmed it.
        unclear: Rounds in a row that could not be made.
    """

    probes: list[Probe]
    agreeing: int = 0
    unclear: int = 0

    @property
    def since(self) -> datetime:
        """When what is asked about began."""
        return self.probes[0].at


@dataclass(slots=True)
class Machine:
    """The state of one device.

    Attributes:
        primary: The method whose routine silence raises a doubt.
        since: When `reach` began, None while unknown.
        relapses: Returns that did not hold, since the device went down.
    """

    rules: StatusRules
    primary: Method
    reach: Reach = Reach.UNKNOWN
    since: datetime | None = None
    doubt: Doubt | None = None
    relapses: int = field(default=0)

    def hear(self, probe: Probe) -> Step:
        """Take one routine probe."""
        if probe.outcome.is_alive:
            return self._hear_life(probe)
        if probe.method is not self.primary or self.reach is Reach.DOWN:
            return NOTHING
        if self.doubt is not None:
            return NOTHING
        if probe.outcome is Outcome.SILENT:
            self.doubt = Doubt([probe])
            return ASK_NOW
        return ASK_NOW if probe.reason == DROPPED else NOTHING

    def judge(self, probes: Sequence[Probe]) -> Step:
        """Take one round: a probe by every configured method, all made together."""
        verdict = to_verdict(probes)
        if verdict is Verdict.UNCLEAR:
            return self._hold()
        if verdict is Verdict.ALIVE:
            return self._judge_alive(probes)
        return self._judge_dead(probes)

    def drop_doubt(self) -> None:
        """Forget the open question: something else explains it."""
        self.doubt = None

    def _hear_life(self, probe: Probe) -> Step:
        if self.reach is Reach.UNKNOWN:
            return self._become(Reach.UP, probe.at, (probe,))
        if self.reach is Reach.UP:
            if self.doubt and probe.at > self.doubt.since:
                self.doubt = None
            return NOTHING
        if self.doubt is None:
            self.doubt = Doubt([probe])
            return ASK_NOW
        return NOTHING

    def _hold(self) -> Step:
        """Ask again later, and less and less often: the fault may be ours."""
        if self.doubt is None:
            return NOTHING
        wait_s = self.rules.unclear_retry_s * 2**self.doubt.unclear
        self.doubt.unclear += 1
        return Step(ask_in_s=min(wait_s, self.rules.unclear_retry_max_s))

    def _judge_alive(self, probes: Sequence[Probe]) -> Step:
        alive = [probe for probe in probes if probe.outcome.is_alive]
        first_at = min(probe.at for probe in alive)
        if self.reach is not Reach.DOWN:
            self.doubt = None
            if self.reach is Reach.UNKNOWN:
                return self._become(Reach.UP, first_at, tuple(probes))
            return NOTHING
        if self.doubt is None:
            self.doubt = Doubt(_with_first(probes, first_at))
            return Step(ask_in_s=self.rules.round_gap_s)
        evidence = (*self.doubt.probes, *probes)
        return self._become(Reach.UP, self.doubt.since, evidence)

    def _judge_dead(self, probes: Sequence[Probe]) -> Step:
        if self.reach is Reach.DOWN:
            if self.doubt is not None:
                self.relapses += 1
                self.doubt = None
            return NOTHING
        if self.doubt is None:
            first_at = min(probe.at for probe in probes)
            self.doubt = Doubt(_with_first(probes, first_at))
            return Step(ask_in_s=self.rules.round_gap_s)
        self.doubt.probes.extend(probes)
        self.doubt.agreeing += 1
        self.doubt.unclear = 0
        if self.doubt.agreeing < self.rules.confirm_rounds:
            return Step(ask_in_s=self.rules.round_gap_s)
        return self._become(Reach.DOWN, self.doubt.since, tuple(self.doubt.probes))

    def _become(self, after: Reach, at: datetime, evidence: tuple[Probe, ...]) -> Step:
        change = Change(self.reach, after, at, evidence)
        self.reach, self.since, self.doubt, self.relapses = after, at, None, 0
        return Step(change=change)


def to_verdict(probes: Sequence[Probe]) -> Verdict:
    """Return what a round says: one sign of life is life; death needs all silent."""
    if any(probe.outcome.is_alive for probe in probes):
        return Verdict.ALIVE
    if probes and all(probe.outcome is Outcome.SILENT for probe in probes):
        return Verdict.DEAD
    return Verdict.UNCLEAR


def _with_first(probes: Sequence[Probe], first_at: datetime) -> list[Probe]:
    """Return `probes` with one made at `first_at` in front."""
    return sorted(probes, key=lambda probe: probe.at != first_at)
