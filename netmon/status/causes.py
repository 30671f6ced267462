"""Why a service was down: what the evidence says, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING

from netmon.core.model import Service

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import AgentReading
    from netmon.status.effects import OutageOpened
    from netmon.status.habits import Habit


class Cause(StrEnum):
    """What was at fault."""

    POWER = "power"
    LINE = "line"
    ROUTER = "router"
    ACCESS_POINT = "access_point"
    TRUNK = "trunk"
    PROVIDER = "provider"
    COLLECTOR = "collector"
    SWITCHED_OFF = "switched_off"
    ALERT = "alert"
    OPERATOR = "operator"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the evidence says.

    Attributes:
        confidence_ratio: How sure, 0-1; an estimate to rank by, not a probability.
        why: Short machine word for the evidence, as `uptime_continued`.
    """

    cause: Cause
    confidence_ratio: float
    why: str


REBOOT_MAX_S = 300.0
"""A router back within this long after a reboot most likely rebooted by itself."""

CLOCK_SLACK_S = 30.0
"""sysUpTime of before and after may differ by this much from the time between."""


VOTES_COUNT, VOTES_RATIO = 3, 0.75
"""So many sites of a crowd, and such a share of those that say anything, name it."""

NIGHTLY = "nightly_switch_off"
"""Why: the site is switched off at this time on most working days."""

OFF_HOURS = "outside_service_hours"
"""Why: it began when the site promised no service."""

BROKE_HABIT = Finding(Cause.UNKNOWN, 0.0, "broke_habit")
"""It began like every night, and did not end like one."""

_BOOTED = (Cause.POWER, Cause.ROUTER)
"""What a router that was switched off looks like when it is back."""


def has_booted(
    before: AgentReading, after: AgentReading, lasted_s: float
) -> bool | None:
    """Return whether an agent's clock began anew, None where it does not say.

    Args:
        before: What it said before it fell silent.
        after: What it said when it was back.
        lasted_s: Seconds between.
    """
    if before.sys_uptime_s is None or after.sys_uptime_s is None:
        return None
    return after.sys_uptime_s + CLOCK_SLACK_S < before.sys_uptime_s + lasted_s


def on_opening(
    opened: OutageOpened, kind: str, *, is_off_hours: bool, habit: Habit | None = None
) -> Finding:
    """Return what can be said while it lasts; a reboot is seen only on recovery.

    Args:
        opened: The outage.
        kind: Kind of the dead parent, empty without one.
        is_off_hours: It began outside the site's service hours.
        habit: When people switch the site off, None where they do not.
    """
    if opened.service is Service.WIFI:
        return Finding(Cause.ACCESS_POINT, 0.9, "link_up_wifi_down")
    if kind:
        cause = Cause.PROVIDER if kind == "provider" else Cause.TRUNK
        return Finding(cause, 0.9, "parent_dead")
    if habit is not None and habit.holds(opened.started_at):
        return Finding(Cause.SWITCHED_OFF, habit.confidence_ratio, NIGHTLY)
    if is_off_hours:
        return Finding(Cause.SWITCHED_OFF, 0.5, OFF_HOURS)
    return Finding(Cause.UNKNOWN, 0.0, "no_evidence_yet")


def on_return(
    opened: OutageOpened, agent: AgentReading | None, ended_at: datetime
) -> Finding | None:
    """Return what the agent's clock says about an ended outage, None if nothing.

    A clock that ran on through the outage means the router kept its power: the line
    was at fault. A clock that began anew means power, or the router itself
    (sla.md 2.2, corroboration).
    """
    before = opened.agent_before
    if agent is None or before is None:
        return None
    lasted_s = (ended_at - opened.started_at).total_seconds()
    booted = has_booted(before, agent, lasted_s)
    if booted is None:
        return None
    if not booted:
        return Finding(Cause.LINE, 0.9, "uptime_continued")
    is_sure = _boots_grew(before, agent)
    if lasted_s <= REBOOT_MAX_S:
        return Finding(Cause.ROUTER, 0.6 if is_sure else 0.4, "short_reboot")
    return Finding(Cause.POWER, 0.8 if is_sure else 0.6, "booted_during_outage")


def is_better(found: Finding, known: Finding) -> bool:
    """Return whether `found` says more than what is `known`.

    A router that booted is what a switched-off one looks like; one that ran on was not
    switched off.
    """
    if known.why in (NIGHTLY, OFF_HOURS):
        return found.cause not in _BOOTED
    return found.confidence_ratio >= known.confidence_ratio


def agree(votes: Mapping[Cause, int]) -> Finding | None:
    """Return what most sites of a crowd say on return, None while they do not agree.

    Routers of neighbours that start anew together had their power cut, however short.
    """
    power_count = sum(votes.get(each, 0) for each in _BOOTED)
    counts = {Cause.POWER: power_count, Cause.LINE: votes.get(Cause.LINE, 0)}
    cause, count = max(counts.items(), key=itemgetter(1))
    share = count / max(1, sum(counts.values()))
    if count < VOTES_COUNT or share < VOTES_RATIO:
        return None
    return Finding(cause, round(0.9 * share, 2), "sites_agree")


def _boots_grew(before: AgentReading, after: AgentReading) -> bool:
    """Whether snmpEngineBoots agrees: sysUpTime alone also wraps after 497 days."""
    if before.engine_boots is None or after.engine_boots is None:
        return False
    return after.engine_boots > before.engine_boots
