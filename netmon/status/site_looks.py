"""What a look at a device says of its site, beside life and death."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from netmon.core.model import Outcome, Role, Service, SiteState
from netmon.status.effects import (
    AgentSpokeAgain,
    Effect,
    ObservedAgain,
    Seen,
    UnobservedFrom,
)
from netmon.status.machine import Reach
from netmon.status.site_track import WORKING, Moment, SiteTrack

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import Probe, SiteCode
    from netmon.status.device_track import DeviceTrack


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the journal knows of one service of a site when a process starts.

    Attributes:
        outage: Id of its open outage, None without one.
        is_unobserved: An interval without looks is open for the site.
        seen_until: UTC; when it was looked at last at the latest, None if never.
    """

    site: SiteCode
    service: Service
    state: SiteState
    since: datetime
    outage: str | None = None
    is_unobserved: bool = False
    seen_until: datetime | None = None


def devices_of(site: SiteTrack, service: Service) -> Sequence[DeviceTrack]:
    """Return the devices that make `service` of `site`."""
    if service is Service.WIFI:
        return site.access_points
    return [site.router] if site.router else []


def restore_machine(device: DeviceTrack, remembered: Remembered) -> None:
    """Take up what the journal knows; what it does not stays unknown."""
    machine = device.machine
    if remembered.outage:
        machine.reach, machine.since = Reach.DOWN, remembered.since
    elif remembered.state in WORKING and remembered.service is Service.LINK:
        machine.reach, machine.since = Reach.UP, remembered.since


def is_hidden(device: DeviceTrack, site: SiteTrack) -> bool:
    """Whether `device` stands behind a line that is down: nothing can be said."""
    is_behind = device.target.role is Role.ACCESS_POINT and site.router is not None
    return is_behind and site.state(Service.LINK) is SiteState.DOWN


def is_well(device: DeviceTrack, site: SiteTrack) -> bool:
    """Whether what stands before `device` is up beyond doubt, so that it shows."""
    if site.router is None or device is site.router:
        return True
    machine = site.router.machine
    return machine.reach is Reach.UP and machine.doubt is None


def note_look(
    site: SiteTrack, device: DeviceTrack, probes: Sequence[Probe], now_s: float
) -> list[Effect]:
    """Book a look that says something about the site's line."""
    if site.router is not None and device is not site.router:
        return []
    is_down = device.machine.reach is Reach.DOWN
    telling = [
        probe
        for probe in probes
        if probe.outcome.is_alive or (is_down and probe.outcome is Outcome.SILENT)
    ]
    if not telling:
        site.stale_reason = probes[0].reason
        return []
    effects: list[Effect] = []
    if site.is_stale:
        effects.append(ObservedAgain(site.code, telling[0].at))
    elif not site.is_seen:
        effects.append(Seen(site.code))
    site.look(telling[0].at, now_s)
    return effects


def note_agent(site: SiteTrack, device: DeviceTrack, probe: Probe) -> list[Effect]:
    """Keep what the router's agent says, for the evidence of an outage."""
    if probe.agent is None or device is not site.router:
        return []
    if device.machine.reach is not Reach.UP:
        return []
    device.agent = probe.agent
    if not site.awaits_agent:
        return []
    outage, site.awaits_agent = site.awaits_agent, ""
    return [AgentSpokeAgain(outage, probe.agent)]


def lose(
    site: SiteTrack,
    reason: str,
    now: datetime,
    now_s: float,
    not_after: datetime | None = None,
) -> list[Effect]:
    """Say that nobody looks at `site`, since the last look that said something.

    Where there was none, it is since this process began to watch it: what a former
    one knew of it shows nothing of the time since then.

    Args:
        site: The site.
        reason: Why.
        now: UTC.
        now_s: Monotonic.
        not_after: UTC; a silence after this moment was our own, and said nothing.
    """
    site.is_stale, site.stale_reason = True, reason
    since = min(_last_look(site, now, now_s), not_after or now)
    return [UnobservedFrom(site.code, since, reason), *site.settle(Moment(since, now))]


def leave(site: SiteTrack, now: datetime, now_s: float) -> list[Effect]:
    """Say that `site` is not watched any longer, since the last look at it.

    An outage it is in ends there: nobody knows how it went on.
    """
    site.router, site.access_points, site.is_gone = None, [], True
    if not site.is_stale:
        return lose(site, "not_watched", now, now_s)
    return site.settle(Moment(_last_look(site, now, now_s), now))


def _last_look(site: SiteTrack, now: datetime, now_s: float) -> datetime:
    """Return when `site` was looked at last, or since when it has been watched."""
    return site.looked_at or now - timedelta(seconds=now_s - site.looked_s)
