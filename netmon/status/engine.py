"""Combines what is known of devices into the state of each site and service.

Pure: it is told of probes, rounds and the passing of time, and answers with effects.
Times inside a probe are UTC; `now_s` is monotonic, so a step of the clock ages nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from netmon.core.model import Role
from netmon.status.device_track import DeviceTrack
from netmon.status.effects import (
    BlindBecause,
    BlindFrom,
    CheckSight,
    Effect,
    Recheck,
    SightedAgain,
)
from netmon.status.guard import Guard, Sight
from netmon.status.machine import (
    ASK_NOW,
    NOTHING,
    Reach,
    Step,
    Verdict,
    to_verdict,
)
from netmon.status.parents import Parents
from netmon.status.site_looks import (
    Remembered,
    devices_of,
    is_hidden,
    is_well,
    leave,
    lose,
    note_agent,
    note_look,
    restore_machine,
)
from netmon.status.site_track import Moment, SiteTrack
from netmon.status.topology import Topology

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import DeviceId, Probe, SiteCode, Target
    from netmon.status.rules import StatusRules


class StatusEngine:
    """The one owner of every site's state.

    Attributes:
        sites: Keyed by site code; only sites that can be watched.
        parents: The nodes above them.
        guard: Whether we can see at all.
        canaries: Whose answers prove it.
        blind_reason: Why we cannot see; empty while we can, or do not know.
    """

    def __init__(self, rules: StatusRules) -> None:
        self.rules = rules
        self.sites: dict[SiteCode, SiteTrack] = {}
        self.parents = Parents(Topology())
        self.guard = Guard()
        self.canaries: tuple[Target, ...] = ()
        self.blind_reason = ""
        self._alive_at: datetime | None = None
        self._blind_at: datetime | None = None
        self._sighted_s = float("-inf")
        self._devices: dict[DeviceId, DeviceTrack] = {}
        self._left: dict[SiteCode, SiteTrack] = {}

    def assign(
        self,
        targets: Iterable[Target],
        access_point_counts: Mapping[SiteCode, int],
        now_s: float,
        topology: Topology | None = None,
        canaries: Iterable[Target] = (),
    ) -> None:
        """Watch exactly `targets`; what is known of those that stay is kept.

        A site that leaves is not observed until it is watched again; with the next tick
        an outage it is in is over.

        Args:
            targets: Nodes and devices of sites.
            access_point_counts: Access points in the register, watched or not.
            now_s: Monotonic.
            topology: Who hangs from whom.
            canaries: Whose answers prove that we can see.
        """
        nodes, devices = _part(targets)
        self.canaries = tuple(canaries)
        self.parents.assign(nodes, topology or Topology())
        old_sites, old_devices = self._left | self.sites, self._devices
        self.sites, self._devices = {}, {}
        for target in devices:
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
                site.router, site.access_points, site.is_gone = None, [], False
                if target.site in self._left:
                    site.states.clear()  # nobody is shown what was before
                site.stale_after_s = stale_after_s
                site.access_point_count = access_point_counts.get(target.site, 0)
                self.sites[target.site] = site
            site.add(device)
        self._left = {
            code: site for code, site in old_sites.items() if code not in self.sites
        }

    def restore(self, remembered: Iterable[Remembered]) -> None:
        """Take up the states a former process left in the journal.

        They stand until a look says otherwise; nothing is invented between. A site that
        is watched no more has left meanwhile.
        """
        for each in remembered:
            site = self.sites.get(each.site) or self._left.get(each.site)
            if site is None:
                site = SiteTrack(each.site, 0.0, 0.0, looked_at=each.seen_until)
                self._left[each.site] = site
            site.states[each.service] = each.state
            site.is_stale = site.is_stale or each.is_unobserved
            if each.outage:
                site.outages[each.service] = each.outage
            for device in devices_of(site, each.service):
                restore_machine(device, each)

    def device(self, device: DeviceId) -> DeviceTrack | None:
        """Return what is known of `device`, None if it is not watched."""
        return self._devices.get(device)

    def hear(self, probe: Probe, now: datetime, now_s: float) -> list[Effect]:
        """Take one routine probe."""
        self._note_life([probe])
        device = self._devices.get(probe.device)
        if device is None:  # a node, or it left the register while it was looked at
            self.parents.take(probe.device, [probe], now_s)
            return []
        site = self.sites[device.target.site]
        device.remember(probe)
        watching = self._watch_ourselves(device, probe, now, now_s)
        if is_hidden(device, site) or self._is_unseeing([probe], now_s):
            return watching
        step = device.machine.hear(probe)
        device.note_doubt(now_s, probe.took_s)
        device.weigh(probe)
        effects = watching + note_look(site, device, [probe], now_s)
        effects += note_agent(site, device, probe)
        return effects + self._follow(site, device, step, Moment(probe.at, now), now_s)

    def judge(
        self, rounds: Mapping[DeviceId, Sequence[Probe]], now: datetime, now_s: float
    ) -> list[Effect]:
        """Take one round at each device of a Recheck, in its order."""
        effects: list[Effect] = []
        for device_id, probes in rounds.items():
            self._note_life(probes)
            device = self._devices.get(device_id)
            if device is None:
                self.parents.take(device_id, probes, now_s)
            elif probes:
                effects += self._judge_one(device, probes, now, now_s)
        return effects

    def tick(self, now: datetime, now_s: float) -> list[Effect]:
        """Notice sites nobody has managed to look at for too long."""
        effects: list[Effect] = self._ask_canaries(now_s)
        for site in self.sites.values():
            if site.is_stale or now_s - site.looked_s <= site.stale_after_s:
                continue
            effects += lose(site, site.stale_reason, now, now_s)
        for site in self._left.values():
            if not site.is_gone:
                effects += leave(site, now, now_s)
        return effects

    def check_sight(
        self,
        rounds: Sequence[Sequence[Probe]],
        now: datetime,
        now_s: float,
        why: str = "",
    ) -> list[Effect]:
        """Take what the canaries said; everybody is lost while we are blind.

        Args:
            rounds: One per canary.
            now: UTC.
            now_s: Monotonic.
            why: What our own way out says of the reason, empty where it says nothing;
                never proof that we see.
        """
        was_blind = self.guard.sight is Sight.BLIND
        alive_count = sum(to_verdict(probes) is Verdict.ALIVE for probes in rounds)
        took_s = max((probe.took_s for probes in rounds for probe in probes), default=0)
        self.guard.check(
            alive_count=alive_count,
            asked_count=len(rounds),
            now_s=now_s,
            took_s=took_s,
        )
        is_blind = self.guard.sight is Sight.BLIND
        if is_blind and not was_blind:
            self.blind_reason = why or self.guard.reason
            return self._go_blind(now, now_s)
        if is_blind and why not in ("", self.blind_reason):
            self.blind_reason = why
            return [BlindBecause(now, why)]
        if was_blind and not is_blind:
            self._sighted_s, self.blind_reason = now_s, ""
            return [SightedAgain(now)]
        return []

    def _watch_ourselves(
        self, device: DeviceTrack, probe: Probe, now: datetime, now_s: float
    ) -> list[Effect]:
        """Count a look at a router believed up; ask the canaries where it is due."""
        machine = device.machine
        if machine.reach is not Reach.UP or probe.method is not machine.primary:
            return []
        if device.target.role is not Role.ROUTER:
            return []
        is_alive = probe.outcome.is_alive
        if is_alive and self.guard.sight is Sight.BLIND:
            # An answer from before we went blind may come in late.
            is_new = self._blind_at is None or probe.at > self._blind_at
            return self.check_sight([[probe]], now, now_s) if is_new else []
        self.guard.note(is_failed=not is_alive, reason=probe.reason, now_s=now_s)
        return [] if is_alive else self._ask_canaries(now_s)

    def _ask_canaries(self, now_s: float) -> list[Effect]:
        has_question = self.guard.sight is not Sight.CLEAR
        if has_question and self.guard.wants_check(now_s):
            return [CheckSight()]
        return []

    def _is_unseeing(self, probes: Sequence[Probe], now_s: float) -> bool:
        """Whether the silence says nothing: these looks began while we were blind."""
        if any(probe.outcome.is_alive for probe in probes):
            return False
        began_s = now_s - max(probe.took_s for probe in probes)
        return self.guard.sight is Sight.BLIND or began_s < self._sighted_s

    def _note_life(self, probes: Sequence[Probe]) -> None:
        """Keep when anything at all answered last: until then we could see."""
        for probe in probes:
            if probe.outcome.is_alive:
                self._alive_at = probe.at
                device = self._devices.get(probe.device)
                if device is not None:
                    self.parents.carry(device.target.site, probe.at)

    def _go_blind(self, now: datetime, now_s: float) -> list[Effect]:
        since = self._blind_at = self._alive_at or now
        effects: list[Effect] = [BlindFrom(since, self.blind_reason)]
        for device in self._devices.values():
            device.machine.drop_doubt()
        for site in self.sites.values():
            if not site.is_stale:
                effects += lose(site, "blind", now, now_s, not_after=since)
        return effects

    def _judge_one(
        self, device: DeviceTrack, probes: Sequence[Probe], now: datetime, now_s: float
    ) -> list[Effect]:
        site = self.sites[device.target.site]
        for probe in probes:
            device.remember(probe)
        if is_hidden(device, site):
            device.machine.drop_doubt()
            return []
        step = self._step(site, device, probes, now_s)
        device.note_doubt(now_s, max(probe.took_s for probe in probes))
        device.weigh_round(probes)
        effects = note_look(site, device, probes, now_s)
        for probe in probes:
            effects += note_agent(site, device, probe)
        at = min(probe.at for probe in probes)
        return effects + self._follow(site, device, step, Moment(at, now), now_s)

    def _step(
        self,
        site: SiteTrack,
        device: DeviceTrack,
        probes: Sequence[Probe],
        now_s: float,
    ) -> Step:
        """Let the machine judge a round, unless nobody may be condemned by it now."""
        is_dead = to_verdict(probes) is Verdict.DEAD
        if is_dead and device.machine.reach is not Reach.DOWN:
            if self._is_unseeing(probes, now_s):
                return NOTHING if device.machine.doubt is None else ASK_NOW
            doubted_s = device.doubted_s
            if doubted_s is not None and not self.guard.may_condemn(now_s, doubted_s):
                return Step(ask_in_s=self.guard.rules.check_s)
        # Behind a router in doubt nothing can be told: the round counts as not made.
        return device.machine.judge(probes if is_well(device, site) else ())

    def _follow(
        self,
        site: SiteTrack,
        device: DeviceTrack,
        step: Step,
        moment: Moment,
        now_s: float,
    ) -> list[Effect]:
        """Turn a machine's step into effects."""
        effects: list[Effect] = []
        if step.ask_in_s is not None:
            effects.append(self._to_recheck(site, device, step.ask_in_s))
            doubted_s = now_s if device.doubted_s is None else device.doubted_s
            may_condemn = self.guard.may_condemn(now_s, doubted_s)
            if not may_condemn and self.guard.wants_check(now_s):
                effects.append(CheckSight())
        change = step.change
        if change is not None:
            device.quality.forget()
            if device is site.router and change.after is Reach.DOWN:
                for access_point in site.access_points:
                    access_point.machine.drop_doubt()
            parent = self.parents.blame(site.code, now_s, change.at, moment.now)
            moment = Moment(
                change.at, moment.now, device.target.device, change.evidence, parent
            )
        return effects + site.settle(moment)

    def _to_recheck(
        self, site: SiteTrack, device: DeviceTrack, delay_s: float
    ) -> Recheck:
        """Ask for a round; who stands before `device` is looked at before it."""
        before: tuple[DeviceId, ...] = ()
        if site.router is not None and device is not site.router:
            before = (site.router.target.device,)
        elif device.machine.reach is not Reach.DOWN:
            before = self.parents.above(site.code)
        return Recheck((*before, device.target.device), delay_s)


def _part(targets: Iterable[Target]) -> tuple[list[Target], list[Target]]:
    """Return the nodes, and the devices of sites."""
    nodes: list[Target] = []
    devices: list[Target] = []
    for target in targets:
        (nodes if target.role is Role.NODE else devices).append(target)
    return nodes, devices
