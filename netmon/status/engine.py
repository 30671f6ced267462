"""Combines what is known of devices into the state of each site and service.

Pure: it is told of probes, rounds and the passing of time, and answers with effects.
Times inside a probe are UTC; `now_s` is monotonic, so a step of the clock ages nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.core.model import Outcome, Role, Service, SiteState
from netmon.status.device_track import DeviceTrack
from netmon.status.effects import (
    AgentSpokeAgain,
    Effect,
    ObservedAgain,
    Recheck,
    Seen,
    UnobservedFrom,
)
from netmon.status.machine import Reach, Step
from netmon.status.site_track import WORKING, Moment, SiteTrack

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import DeviceId, Probe, SiteCode, Target
    from netmon.status.rules import StatusRules


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the journal knows of one service of a site when a process starts.

    Attributes:
        outage: Id of its open outage, None without one.
        is_unobserved: An interval without looks is open for the site.
    """

    site: SiteCode
    service: Service
    state: SiteState
    since: datetime
    outage: str | None = None
    is_unobserved: bool = False


class StatusEngine:
    """The one owner of every site's state.

    Attributes:
        sites: Keyed by site code; only sites that can be watched.
    """

    def __init__(self, rules: StatusRules) -> None:
        self.rules = rules
        self.sites: dict[SiteCode, SiteTrack] = {}
        self._devices: dict[DeviceId, DeviceTrack] = {}

    def assign(
        self,
        targets: Iterable[Target],
        access_point_counts: Mapping[SiteCode, int],
        now_s: float,
    ) -> None:
        """Watch exactly `targets`; what is known of those that stay is kept."""
        old_sites, old_devices = self.sites, self._devices
        self.sites, self._devices = {}, {}
        for target in targets:
            device = old_devices.get(target.device)
            if device is None or device.target.site != target.site:
                device = DeviceTrack.fresh(target, self.rules)
            device.aim(target)
            self._devices[target.device] = device
            site = self.sites.get(target.site)
            if site is None:
                stale_after_s = self.rules.stale_after_s(target.methods[0])
                site = old_sites.get(target.site) or SiteTrack(
                    target.site, now_s, stale_after_s
                )
                site.router, site.access_points = None, []
                site.stale_after_s = stale_after_s
                site.access_point_count = access_point_counts.get(target.site, 0)
                self.sites[target.site] = site
            site.add(device)

    def restore(self, remembered: Iterable[Remembered]) -> None:
        """Take up the states a former process left in the journal.

        They stand until a look says otherwise; nothing is invented between.
        """
        for each in remembered:
            site = self.sites.get(each.site)
            if site is None:
                continue
            site.states[each.service] = each.state
            site.is_stale = site.is_stale or each.is_unobserved
            if each.outage:
                site.outages[each.service] = each.outage
            for device in _devices_of(site, each.service):
                _restore_machine(device, each)

    def device(self, device: DeviceId) -> DeviceTrack | None:
        """Return what is known of `device`, None if it is not watched."""
        return self._devices.get(device)

    def hear(self, probe: Probe, now: datetime, now_s: float) -> list[Effect]:
        """Take one routine probe."""
        device = self._devices.get(probe.device)
        if device is None:  # left the register while it was looked at
            return []
        site = self.sites[device.target.site]
        device.remember(probe)
        if _is_hidden(device, site):
            return []
        step = device.machine.hear(probe)
        device.weigh(probe)
        effects = _note_look(site, device, [probe], now_s)
        effects += _note_agent(site, device, probe)
        return effects + self._follow(site, device, step, Moment(probe.at, now))

    def judge(
        self, rounds: Mapping[DeviceId, Sequence[Probe]], now: datetime, now_s: float
    ) -> list[Effect]:
        """Take one round at each device of a Recheck, in its order."""
        effects: list[Effect] = []
        for device_id, probes in rounds.items():
            device = self._devices.get(device_id)
            if device is not None and probes:
                effects += self._judge_one(device, probes, now, now_s)
        return effects

    def tick(self, now: datetime, now_s: float) -> list[Effect]:
        """Notice sites nobody has managed to look at for too long."""
        effects: list[Effect] = []
        for site in self.sites.values():
            if site.is_stale or now_s - site.looked_s <= site.stale_after_s:
                continue
            site.is_stale = True
            since = site.looked_at or now
            effects.append(UnobservedFrom(site.code, since, site.stale_reason))
            effects += site.settle(Moment(since, now))
        return effects

    def _judge_one(
        self, device: DeviceTrack, probes: Sequence[Probe], now: datetime, now_s: float
    ) -> list[Effect]:
        site = self.sites[device.target.site]
        for probe in probes:
            device.remember(probe)
        if _is_hidden(device, site):
            device.machine.drop_doubt()
            return []
        # Behind a router in doubt nothing can be told: the round counts as not made.
        step = device.machine.judge(probes if _is_well(device, site) else ())
        device.weigh_round(probes)
        effects = _note_look(site, device, probes, now_s)
        for probe in probes:
            effects += _note_agent(site, device, probe)
        at = min(probe.at for probe in probes)
        return effects + self._follow(site, device, step, Moment(at, now))

    def _follow(
        self, site: SiteTrack, device: DeviceTrack, step: Step, moment: Moment
    ) -> list[Effect]:
        """Turn a machine's step into effects."""
        effects: list[Effect] = []
        if step.ask_in_s is not None:
            effects.append(_to_recheck(site, device, step.ask_in_s))
        change = step.change
        if change is not None:
            device.quality.forget()
            if device is site.router and change.after is Reach.DOWN:
                for access_point in site.access_points:
                    access_point.machine.drop_doubt()
            moment = Moment(
                change.at, moment.now, device.target.device, change.evidence
            )
        return effects + site.settle(moment)


def _devices_of(site: SiteTrack, service: Service) -> Sequence[DeviceTrack]:
    if service is Service.WIFI:
        return site.access_points
    return [site.router] if site.router else []


def _restore_machine(device: DeviceTrack, remembered: Remembered) -> None:
    machine = device.machine
    if remembered.outage:
        machine.reach, machine.since = Reach.DOWN, remembered.since
    elif remembered.state in WORKING and remembered.service is Service.LINK:
        machine.reach, machine.since = Reach.UP, remembered.since


def _is_hidden(device: DeviceTrack, site: SiteTrack) -> bool:
    """Whether `device` stands behind a line that is down: nothing can be said."""
    is_behind = device.target.role is Role.ACCESS_POINT and site.router is not None
    return is_behind and site.state(Service.LINK) is SiteState.DOWN


def _is_well(device: DeviceTrack, site: SiteTrack) -> bool:
    """Whether what stands before `device` is up beyond doubt, so that it shows."""
    if site.router is None or device is site.router:
        return True
    machine = site.router.machine
    return machine.reach is Reach.UP and machine.doubt is None


def _note_look(
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


def _note_agent(site: SiteTrack, device: DeviceTrack, probe: Probe) -> list[Effect]:
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


def _to_recheck(site: SiteTrack, device: DeviceTrack, delay_s: float) -> Recheck:
    """Ask for a round; before an access point is judged its router is looked at."""
    devices = [device.target.device]
    if site.router is not None and device is not site.router:
        devices.insert(0, site.router.target.device)
    return Recheck(tuple(devices), delay_s)
