"""How long an agent has counted between two readings, and whether it stood still.

sysUpTime (RFC 3418) is the agent's own clock and the time of a rate. It goes back with
a reboot, and once in 497.1 days because 32 bits are full: that is believed only where a
second clock of the agent says so: the engine's within the same boots, or the host's
(hrSystemUptime). Where an agent is a program of its own the host's clock runs on while
it restarts, so a restart at the right moment looks like a wrap: both clocks stand in
one answer, and must have moved alike to SAME_ANSWER_S. An agent whose two clocks are
one, as RouterOS, has them wrap together, and that confirms nothing.

A higher sysUpTime after a long gap can hide a reboot: an agent that says it began after
the older reading did reboot. Where much more or less time passed there than here, a
clock was set, and nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collectors.rates.outcome import Reason

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.reading import DeviceReading

TICKS_PER_S = 100  # TimeTicks, RFC 2578, section 7.1.8
TICKS_WRAP = 2**32
SLACK_S = 10.0
"""What request, retry and an agent's own cache may shift a reading by."""
SAME_ANSWER_S = 2.0
"""Two clocks of one answer: one of them may tell whole seconds only."""
DRIFT_RATIO = 0.01
"""Worst clock of a cheap box: a quarter of an hour a day."""


@dataclass(frozen=True, slots=True)
class AgentClock:
    """When a reading was made, by our clock and by the agent's.

    Attributes:
        at: UTC; when the answer came.
        uptime_s: sysUpTime / 100.
        engine_boots: snmpEngineBoots.
        engine_time_s: snmpEngineTime.
        host_uptime_s: hrSystemUptime / 100 (RFC 2790).
    """

    at: datetime
    uptime_s: float | None = None
    engine_boots: int | None = None
    engine_time_s: int | None = None
    host_uptime_s: float | None = None

    @classmethod
    def of(cls, reading: DeviceReading) -> AgentClock:
        """Return the clocks of a whole reading."""
        return cls(
            reading.at,
            reading.uptime_s,
            reading.engine_boots,
            reading.engine_time_s,
            reading.host_uptime_s,
        )


def to_span_s(before: AgentClock, after: AgentClock, step_s: float) -> float | Reason:
    """Return the seconds from `before` to `after`, or why they cannot be told.

    Args:
        before: The older reading.
        after: The newer reading.
        step_s: How far apart readings are meant to be, seconds.
    """
    ours_s = (after.at - before.at).total_seconds()
    found = _to_span_s(before, after, step_s, ours_s)
    if found is Reason.REBOOTED and _host_ran_on(before, after, ours_s):
        return Reason.AGENT_RESTARTED
    return found


def _to_span_s(
    before: AgentClock, after: AgentClock, step_s: float, ours_s: float
) -> float | Reason:
    if _engine_restarted(before, after):
        return Reason.REBOOTED
    old, new = _to_ticks(before.uptime_s), _to_ticks(after.uptime_s)
    if old is None and new is None:
        return ours_s if ours_s > 0 else Reason.NO_TIME
    if old is None or new is None:  # whoever lost its clock may have rebooted
        return Reason.CLOCK_LOST
    if new >= old:
        began_later = new > old and new / TICKS_PER_S <= ours_s
        span_s = (new - old) / TICKS_PER_S
    else:
        span_s = (new - old + TICKS_WRAP) / TICKS_PER_S
        began_later = not _has_wrapped(old, before, after, step_s, span_s)
    return Reason.REBOOTED if began_later else _check(span_s, ours_s)


def _check(span_s: float, ours_s: float) -> float | Reason:
    """Return the agent's time if it is one, and not far from ours."""
    if span_s == 0:
        return Reason.NO_TIME
    is_close = abs(ours_s - span_s) <= _to_slack_s(ours_s)
    return span_s if is_close else Reason.CLOCKS_APART


def _to_ticks(uptime_s: float | None) -> int | None:
    if uptime_s is None or not 0 <= uptime_s < TICKS_WRAP / TICKS_PER_S:
        return None
    return round(uptime_s * TICKS_PER_S)


def _engine_restarted(before: AgentClock, after: AgentClock) -> bool:
    """Return whether boots changed, or time went back within the same boots."""
    if before.engine_boots is None or after.engine_boots is None:
        return False
    if before.engine_boots != after.engine_boots:
        return True
    old_s, new_s = before.engine_time_s, after.engine_time_s
    return old_s is not None and new_s is not None and new_s < old_s


def _has_wrapped(
    old: int, before: AgentClock, after: AgentClock, step_s: float, span_s: float
) -> bool:
    """Return whether sysUpTime ran over 2^32 ticks, and another clock agrees."""
    if old <= TICKS_WRAP - 2 * step_s * TICKS_PER_S:
        return False
    engine_agrees = (
        before.engine_boots is not None
        and before.engine_boots == after.engine_boots
        and _agrees(
            before.engine_time_s, after.engine_time_s, span_s, _to_slack_s(span_s)
        )
    )
    return engine_agrees or _agrees(
        before.host_uptime_s, after.host_uptime_s, span_s, SAME_ANSWER_S
    )


def _host_ran_on(before: AgentClock, after: AgentClock, ours_s: float) -> bool:
    """Return whether the host had begun before the older reading, and still runs."""
    return _agrees(
        before.host_uptime_s, after.host_uptime_s, ours_s, _to_slack_s(ours_s)
    )


def _agrees(
    old_s: float | None, new_s: float | None, span_s: float, slack_s: float
) -> bool:
    if old_s is None or new_s is None:
        return False
    return new_s > old_s and abs(new_s - old_s - span_s) <= slack_s


def _to_slack_s(span_s: float) -> float:
    return SLACK_S + DRIFT_RATIO * abs(span_s)
