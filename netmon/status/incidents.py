"""Groups outages by cause: one incident, not five hundred. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from netmon.core.model import Service, SiteCode
from netmon.status.causes import Cause, Finding, on_opening, on_return
from netmon.status.effects import (
    AgentSpokeAgain,
    BlindFrom,
    Effect,
    OutageClosed,
    OutageOpened,
    SightedAgain,
)
from netmon.status.incident import (
    EntryKind,
    Incident,
    IncidentEffect,
    IncidentEntry,
    IncidentMerged,
    IncidentSaved,
    Tell,
    TellKind,
)

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.status.topology import Topology


@dataclass(frozen=True, slots=True)
class IncidentRules:
    """How outages become incidents, and incidents become news.

    Attributes:
        area_count: So many sites of one area that go dark together, without a known
            parent, are one incident.
        area_window_s: Together means within this long, seconds.
        reopen_s: The same cause again within this long after the end goes on, seconds.
        hold_site_s, hold_group_s: News of one site, or of a group, wait this long:
            for more of the same cause, or for the end of a blip.
        tells_per_hour: More news than this of one cause in an hour is flapping.
    """

    area_count: int = 5
    area_window_s: float = 120.0
    reopen_s: float = 600.0
    hold_site_s: float = 30.0
    hold_group_s: float = 10.0
    tells_per_hour: int = 4


@dataclass(slots=True)
class IncidentBook:
    """Every incident that is open or may still be reopened.

    Attributes:
        kind_of: Kind of a node by its code, empty for one that is not known.
        is_off_hours: Whether a moment is outside a site's service hours.
    """

    rules: IncidentRules
    poller: str
    topology: Topology
    kind_of: Callable[[str], str]
    is_off_hours: Callable[[SiteCode, datetime], bool]
    incidents: dict[str, Incident] = field(default_factory=dict)
    _by_outage: dict[str, str] = field(default_factory=dict)
    _outages: dict[str, OutageOpened] = field(default_factory=dict)
    _dirty: dict[str, None] = field(default_factory=dict)
    _out: list[IncidentEffect] = field(default_factory=list)

    def restore(
        self, incidents: Iterable[Incident], outages: Iterable[OutageOpened]
    ) -> None:
        """Take up what a former process left open."""
        for incident in incidents:
            self.incidents[incident.id] = incident
            self._by_outage.update(dict.fromkeys(incident.members, incident.id))
        self._outages = {outage.id: outage for outage in outages}

    def take(self, effects: Iterable[Effect], now: datetime) -> list[IncidentEffect]:
        """Follow what happened; return what is to be kept and told."""
        for effect in effects:
            match effect:
                case OutageOpened():
                    self._open(effect, now)
                case OutageClosed():
                    self._close(effect, now)
                case AgentSpokeAgain():
                    self._hear_agent(effect, now)
                case BlindFrom():
                    self._go_blind(effect, now)
                case SightedAgain():
                    self._see_again(now)
                case _:
                    pass
        return self._flush()

    def tick(self, now: datetime) -> list[IncidentEffect]:
        """Tell what has been held long enough; forget what cannot be reopened."""
        for incident in list(self.incidents.values()):
            if incident.is_open and incident.told_at is None:
                self._tell_when_due(incident, now)
            elif not incident.is_open and self._is_past(incident, now):
                del self.incidents[incident.id]
                self._forget_outages(incident.id)
        return self._flush()

    def _forget_outages(self, incident: str) -> None:
        """Drop what belongs to an incident that cannot come back."""
        gone = [each for each, owner in self._by_outage.items() if owner == incident]
        for outage in gone:
            del self._by_outage[outage]
            self._outages.pop(outage, None)

    def _open(self, opened: OutageOpened, now: datetime) -> None:
        self._outages[opened.id] = opened
        incident = self._find(opened, now)
        self._join(incident, opened, now)
        if incident.is_alone:
            self._gather_area(opened, now)

    def _find(self, opened: OutageOpened, now: datetime) -> Incident:
        """Return the incident that explains `opened`, a new one if there is none."""
        kind = self.kind_of(opened.parent) if opened.parent else ""
        area = self.topology.areas.get(opened.site, "")
        keys = [f"site:{opened.site}:{opened.service}"]
        if opened.parent:
            keys = [f"node:{opened.parent}"]
        elif area and opened.service is Service.LINK:
            keys.append(f"area:{area}")
        off = self.is_off_hours(opened.site, opened.started_at)
        finding = on_opening(opened, kind, is_off_hours=off)
        for incident in self.incidents.values():
            is_near = incident.is_open or not self._is_past(incident, now)
            if (
                incident.key in keys
                and is_near
                and not self._is_old_area(incident, now)
            ):
                return self._take_up(incident, finding, now)
        return self._begin(keys[0], finding, opened.started_at, now)

    def _begin(
        self, key: str, finding: Finding, at: datetime, now: datetime
    ) -> Incident:
        stamp = at.strftime("%Y%m%dT%H%M%S.%fZ")
        incident = Incident(f"inc-{stamp}-{key}", key, finding, at)
        self.incidents[incident.id] = incident
        self._note(incident, now, EntryKind.OPENED, text=finding.why)
        return incident

    def _take_up(self, incident: Incident, finding: Finding, now: datetime) -> Incident:
        if not incident.is_open:
            incident.closed_at, incident.is_provisional = None, True
            incident.finding = finding
            self._note(incident, now, EntryKind.REOPENED)
            if incident.told_at is not None:
                self._tell(incident, TellKind.REOPENED, now)
        return incident

    def _join(self, incident: Incident, opened: OutageOpened, now: datetime) -> None:
        incident.members[opened.id] = opened.site
        incident.member_count += 1
        self._by_outage[opened.id] = incident.id
        self._note(incident, now, EntryKind.JOINED, site=opened.site, outage=opened.id)

    def _gather_area(self, opened: OutageOpened, now: datetime) -> None:
        """Make one incident of the lone ones that began together in one area."""
        area = self.topology.areas.get(opened.site, "")
        if not area or opened.service is not Service.LINK:
            return
        since = now - timedelta(seconds=self.rules.area_window_s)
        lone = [each for each in self._lone(area) if each.opened_at >= since]
        if len(lone) < self.rules.area_count:
            return
        first = min(lone, key=lambda each: each.opened_at)
        finding = Finding(Cause.UNKNOWN, 0.3, "same_contract_and_district")
        group = self._begin(f"area:{area}", finding, first.opened_at, now)
        group.told_at = max((x.told_at for x in lone if x.told_at), default=None)
        for each in lone:
            self._merge(each, group, now)

    def _lone(self, area: str) -> Iterable[Incident]:
        for incident in self.incidents.values():
            if incident.is_open and incident.is_alone:
                sites = set(incident.members.values())
                if sites and all(self.topology.areas.get(x) == area for x in sites):
                    yield incident

    def _merge(self, part: Incident, whole: Incident, now: datetime) -> None:
        for outage, site in part.members.items():
            whole.members[outage] = site
            whole.member_count += 1
            self._by_outage[outage] = whole.id
            self._note(whole, now, EntryKind.JOINED, site=site, outage=outage)
        part.members.clear()
        part.closed_at = now
        self._note(part, now, EntryKind.MERGED, text=whole.id)
        self._out.append(IncidentMerged(part.id, whole.id, now))
        self._out.append(IncidentSaved.of(part))
        self._dirty.pop(part.id, None)
        del self.incidents[part.id]

    def _close(self, closed: OutageClosed, now: datetime) -> None:
        incident = self._of_outage(closed.id)
        opened = self._outages.get(closed.id)
        if incident is None:
            return
        site = incident.members.pop(closed.id, None)
        self._note(incident, now, EntryKind.LEFT, site=site, outage=closed.id)
        if opened is not None:
            self._find_out(incident, on_return(opened, closed.agent_after, now), now)
        if not incident.members:
            self._end(incident, closed.ended_at, now)

    def _end(self, incident: Incident, at: datetime, now: datetime) -> None:
        incident.closed_at = max(at, incident.opened_at)
        incident.is_provisional = incident.finding.cause is Cause.UNKNOWN
        self._note(incident, now, EntryKind.CLOSED)
        if incident.told_at is not None:
            self._tell(incident, TellKind.CLOSED, now)

    def _hear_agent(self, spoken: AgentSpokeAgain, now: datetime) -> None:
        incident = self._of_outage(spoken.id)
        opened = self._outages.pop(spoken.id, None)
        if incident is None or opened is None:
            return
        ended_at = incident.closed_at or now
        self._find_out(incident, on_return(opened, spoken.agent_after, ended_at), now)

    def _find_out(
        self, incident: Incident, finding: Finding | None, now: datetime
    ) -> None:
        """Take a finding that says more than the one there is."""
        if finding is None or not incident.is_alone:
            return
        if finding.confidence_ratio >= incident.finding.confidence_ratio:
            incident.finding = finding
            incident.is_provisional = incident.is_open
            self._note(incident, now, EntryKind.FOUND, text=finding.why)

    def _go_blind(self, blind: BlindFrom, now: datetime) -> None:
        finding = Finding(Cause.COLLECTOR, 1.0, blind.reason or "no_canary_answers")
        key = f"collector:{self.poller}"
        for incident in self.incidents.values():
            if incident.key == key and not self._is_past(incident, now):
                self._take_up(incident, finding, now)
                return
        self._begin(key, finding, blind.at, now)

    def _see_again(self, now: datetime) -> None:
        for incident in self.incidents.values():
            if incident.is_open and incident.key == f"collector:{self.poller}":
                self._end(incident, now, now)

    def _of_outage(self, outage: str) -> Incident | None:
        return self.incidents.get(self._by_outage.get(outage, ""))

    def _tell_when_due(self, incident: Incident, now: datetime) -> None:
        rules = self.rules
        hold_s = rules.hold_site_s if incident.is_alone else rules.hold_group_s
        if incident.key.startswith("collector:"):
            hold_s = 0.0
        if (now - incident.opened_at).total_seconds() >= hold_s:
            self._tell(incident, TellKind.OPENED, now)

    def _tell(self, incident: Incident, kind: TellKind, now: datetime) -> None:
        """Queue news, unless the cause has been in the news too often."""
        if incident.told_at and (now - incident.told_at) > timedelta(hours=1):
            incident.told_count = 0
        incident.told_count += 1
        incident.told_at = now
        self._dirty[incident.id] = None
        if incident.told_count > self.rules.tells_per_hour + 1:
            return
        if incident.told_count == self.rules.tells_per_hour + 1:
            kind = TellKind.FLAPPING
        facts: dict[str, str | int | float] = {
            "key": incident.key,
            "cause": incident.finding.cause.value,
            "confidence_ratio": incident.finding.confidence_ratio,
            "opened_at": incident.opened_at.isoformat(),
            "open_count": len(incident.members),
            "member_count": incident.member_count,
        }
        self._out.append(Tell(incident.id, now, kind, facts))

    def _is_past(self, incident: Incident, now: datetime) -> bool:
        """Whether the same cause again would be another incident."""
        if incident.closed_at is None:
            return False
        return (now - incident.closed_at).total_seconds() > self.rules.reopen_s

    def _is_old_area(self, incident: Incident, now: datetime) -> bool:
        """Whether an area's incident is too old for a new dark site to be part of."""
        age_s = (now - incident.opened_at).total_seconds()
        return incident.key.startswith("area:") and age_s > self.rules.area_window_s

    def _note(
        self,
        incident: Incident,
        at: datetime,
        kind: EntryKind,
        *,
        site: SiteCode | None = None,
        outage: str | None = None,
        text: str = "",
    ) -> None:
        self._dirty[incident.id] = None
        self._out.append(IncidentEntry(incident.id, at, kind, site, outage, text))

    def _flush(self) -> list[IncidentEffect]:
        """Return what happened, each incident's row once, before what refers to it."""
        saved: list[IncidentEffect] = [
            IncidentSaved.of(self.incidents[each])
            for each in self._dirty
            if each in self.incidents
        ]
        out, self._out = saved + self._out, []
        self._dirty.clear()
        return out
