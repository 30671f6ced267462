"""Did the router go dark with the line? Its own clock says."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netmon.status.history import Outage

READ_LATE_S = 180.0
"""An agent is asked every minute or so: its words are that much older or newer."""
UPTIME_WRAP_S = 2**32 / 100
"""sysUpTime counts hundredths of seconds in 32 bits: 497.1 days."""


class Restart(StrEnum):
    """What an outage did to the router."""

    RESTARTED = "restarted"
    RAN_ON = "ran_on"
    UNKNOWN = "unknown"


def to_restart(outage: Outage) -> Restart:
    """Return whether the router started anew during `outage`."""
    before, after = outage.agent_before, outage.agent_after
    if outage.ended_at is None or not before or not after:
        return Restart.UNKNOWN
    by_boots = _by_boots(before, after)
    if by_boots is not None:
        return by_boots
    lasted_s = (outage.ended_at - outage.started_at).total_seconds()
    return _by_uptime(before, after, lasted_s)


def _by_boots(before: Mapping[str, Any], after: Mapping[str, Any]) -> Restart | None:
    first, last = before.get("engine_boots"), after.get("engine_boots")
    if not isinstance(first, int) or not isinstance(last, int) or not first:
        return None
    return Restart.RESTARTED if last > first else Restart.RAN_ON


def _by_uptime(
    before: Mapping[str, Any], after: Mapping[str, Any], lasted_s: float
) -> Restart:
    first, last = before.get("sys_uptime_s"), after.get("sys_uptime_s")
    if first is None or last is None:
        return Restart.UNKNOWN
    if first + lasted_s + READ_LATE_S >= UPTIME_WRAP_S:
        return Restart.UNKNOWN
    fits_ran_on = last >= first + lasted_s - READ_LATE_S
    fits_restart = last <= lasted_s + READ_LATE_S
    if fits_ran_on == fits_restart:
        return Restart.UNKNOWN
    return Restart.RAN_ON if fits_ran_on else Restart.RESTARTED
