"""Why a service was down: what the evidence says, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from netmon.core.model import Service

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import AgentReading
    from netmon.status.effects import OutageOpened


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


def on_opening(opened: OutageOpened, kind: str, *, is_off_hours: bool) -> Finding:
    """Return what can be said while it lasts; a reboot is seen only on recovery.

    Args:
        opened: The outage.
        kind: Kind of the dead parent, empty without one.
        is_off_hours: It began outside the site's service hours.
    """
    if opened.service is Service.WIFI:
        return Finding(Cause.ACCESS_POINT, 0.9, "link_up_wifi_down")
    if kind:
        cause = Cause.PROVIDER if kind == "provider" else Cause.TRUNK
        return Finding(cause, 0.9, "parent_dead")
    if is_off_hours:
        return Finding(Cause.SWITCHED_OFF, 0.5, "outside_service_hours")
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
    if agent is None or agent.sys_uptime_s is None or before is None:
        return None
    if before.sys_uptime_s is None:
        return None
    lasted_s = (ended_at - opened.started_at).total_seconds()
    has_booted = agent.sys_uptime_s + CLOCK_SLACK_S < before.sys_uptime_s + lasted_s
    if not has_booted:
        return Finding(Cause.LINE, 0.9, "uptime_continued")
    is_sure = _boots_grew(before, agent)
    if lasted_s <= REBOOT_MAX_S:
        return Finding(Cause.ROUTER, 0.6 if is_sure else 0.4, "short_reboot")
    return Finding(Cause.POWER, 0.8 if is_sure else 0.6, "booted_during_outage")


def _boots_grew(before: AgentReading, after: AgentReading) -> bool:
    """Whether snmpEngineBoots agrees: sysUpTime alone also wraps after 497 days."""
    if before.engine_boots is None or after.engine_boots is None:
        return False
    return after.engine_boots > before.engine_boots
