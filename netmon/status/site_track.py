"""What the engine keeps of one site, and how devices make the state of a service."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING

from netmon.core.model import DeviceId, Probe, Role, Service, SiteState
from netmon.status.effects import (
    LEFT_REGISTER,
    Effect,
    OutageClosed,
    OutageOpened,
    Transition,
)
from netmon.status.machine import Reach

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import SiteCode
    from netmon.status.device_track import DeviceTrack

WORKING = (SiteState.UP, SiteState.DEGRADED)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something became so, when we knew, and what shows it.

    Attributes:
        at: UTC; back-dated.
        now: UTC; the present.
        parent: The dead node that explains it, empty without one.
    """

    at: datetime
    now: datetime
    device: DeviceId | None = None
    evidence: tuple[Probe, ...] = ()
    parent: str = ""


@dataclass(slots=True)
class SiteTrack:
    """One watched site and the state of its services.

    Attributes:
        looked_s: Monotonic; the last look that said something, or the beginning.
        stale_after_s: A look keeps its meaning for this long, seconds.
        access_point_count: Access points in the register, watched or not.
        looked_at: The same as UTC, None before the first.
        stale_reason: Why the last look said nothing.
        is_seen: Looked at since this process started.
        is_stale: Not looked at for too long.
        is_gone: It left the register, and that has been said.
        since: UTC; when each service came to be what it is.
        outages: Id of the open outage of each service that has one.
        awaits_agent: Outage that closed before the agent spoke, empty without one.
    """

    code: SiteCode
    looked_s: float
    stale_after_s: float
    access_point_count: int = 0
    looked_at: datetime | None = None
    stale_reason: str = "no_look"
    is_seen: bool = False
    is_stale: bool = False
    is_gone: bool = False
    router: DeviceTrack | None = None
    access_points: list[DeviceTrack] = field(default_factory=list)
    states: dict[Service, SiteState] = field(default_factory=dict)
    since: dict[Service, datetime] = field(default_factory=dict)
    outages: dict[Service, str] = field(default_factory=dict)
    awaits_agent: str = ""

    def add(self, device: DeviceTrack) -> None:
        """Put `device` in its place."""
        if device.target.role is Role.ACCESS_POINT:
            self.access_points.append(device)
        else:
            self.router = device

    def look(self, at: datetime, now_s: float) -> None:
        """Book a look that said something."""
        self.looked_at, self.looked_s = at, now_s
        self.is_seen, self.is_stale = True, False

    def state(self, service: Service) -> SiteState:
        """Return the last settled state of `service`."""
        is_watched = service is Service.LINK or self.access_points
        return self.states.get(
            service, SiteState.NOT_OBSERVED if is_watched else SiteState.UNMONITORED
        )

    def settle(self, moment: Moment) -> list[Effect]:
        """Work out both services anew; return what changed, the link first."""
        effects: list[Effect] = []
        for service, work_out in (
            (Service.LINK, self._work_out_link),
            (Service.WIFI, self._work_out_wifi),
        ):
            before, after = self.state(service), work_out()
            if after is not before:
                effects += self._enter(service, before, after, moment)
        return effects

    def _work_out_link(self) -> SiteState:
        if self.router is None:
            return SiteState.UNMONITORED
        if self.is_stale:
            return SiteState.NOT_OBSERVED
        reach = self.router.machine.reach
        if reach is Reach.UNKNOWN:
            return self.state(Service.LINK)
        if reach is Reach.DOWN:
            return SiteState.DOWN
        return SiteState.DEGRADED if self.router.quality.is_degraded else SiteState.UP

    def _work_out_wifi(self) -> SiteState:
        if not self.access_points:
            return SiteState.UNMONITORED
        if self.router is not None and self.state(Service.LINK) not in WORKING:
            return SiteState.NOT_OBSERVED
        known = [
            each.machine.reach
            for each in self.access_points
            if each.machine.reach is not Reach.UNKNOWN
        ]
        before = self.state(Service.WIFI)
        is_remembered = before is SiteState.DEGRADED and self._has_unseen()
        if not known or is_remembered:
            return before
        down_count = known.count(Reach.DOWN)
        if down_count == 0:
            return SiteState.UP
        # Those behind a controller or the router have not been seen to be down.
        is_all = down_count == max(self.access_point_count, len(self.access_points))
        return SiteState.DOWN if is_all else SiteState.DEGRADED

    def _has_unseen(self) -> bool:
        """Whether an access point has not been looked at, or not been judged, so far.

        After a restart the first to be seen well must not speak for one that is not.
        """
        return any(
            each.machine.reach is Reach.UNKNOWN
            and (each.machine.doubt or not each.last)
            for each in self.access_points
        )

    def _enter(
        self, service: Service, before: SiteState, after: SiteState, moment: Moment
    ) -> list[Effect]:
        is_news = after is not SiteState.UNMONITORED or service in self.states
        self.states[service] = after
        at = self.since[service] = self._since(service, after, moment)
        outage = self.outages.get(service)
        effects: list[Effect] = []
        if after is SiteState.DOWN and outage is None:
            opened = self._open(service, at, moment)
            self.outages[service] = outage = opened.id
            effects.append(opened)
        elif after in WORKING and outage is not None:
            del self.outages[service]
            effects.append(self._close(service, outage, at, moment))
        elif after is SiteState.UNMONITORED and outage is not None:
            del self.outages[service]
            effects.append(OutageClosed(outage, at, (), None, LEFT_REGISTER))
        reason = self._reason(service, after, moment) if is_news else ""
        return [
            *effects,
            Transition(
                self.code, service, before, after, at, moment.now, reason, outage
            ),
        ]

    def _since(self, service: Service, after: SiteState, moment: Moment) -> datetime:
        """Return when `service` came to be so: never before what it was began."""
        began = self._back_dated(service, after, moment)
        known = self.since.get(service)
        # What is known to begin after the present was seen before the clock went back.
        if known is None or known > moment.now:
            return began
        return max(began, known)

    def _back_dated(
        self, service: Service, after: SiteState, moment: Moment
    ) -> datetime:
        """Return when the looks say it began: Wi-Fi is gone with its last one.

        Where its outage is open already, it has only come into sight again.
        """
        is_gone = service is Service.WIFI and after is SiteState.DOWN
        if not is_gone or service in self.outages:
            return moment.at
        gone = [each.machine.since for each in self.access_points]
        return max((at for at in gone if at is not None), default=moment.at)

    def _open(self, service: Service, at: datetime, moment: Moment) -> OutageOpened:
        device = moment.device or DeviceId("")
        router = self.router
        stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        return OutageOpened(
            id=f"{self.code}-{service}-{stamp}",
            site=self.code,
            service=service,
            device=device,
            started_at=at,
            evidence=moment.evidence,
            agent_before=router.agent if router else None,
            parent=moment.parent,
        )

    def _close(
        self, service: Service, outage: str, at: datetime, moment: Moment
    ) -> OutageClosed:
        agent = next((probe.agent for probe in moment.evidence if probe.agent), None)
        if agent is None and service is Service.LINK:
            self.awaits_agent = outage
        return OutageClosed(outage, at, moment.evidence, agent)

    def _reason(self, service: Service, after: SiteState, moment: Moment) -> str:
        if after is SiteState.UNMONITORED:
            return LEFT_REGISTER
        if after is SiteState.NOT_OBSERVED:
            return self.stale_reason if self.is_stale else "link_down"
        if after is SiteState.DOWN:
            return next((probe.reason for probe in moment.evidence), "")
        if after is SiteState.DEGRADED and service is Service.WIFI:
            return "access_point"
        if after is SiteState.DEGRADED and self.router is not None:
            return self.router.quality.reason
        return ""
