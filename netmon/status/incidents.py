"""Groups outages by cause: one incident, not five hundred. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import InitVar, dataclass, field
from typing import TYPE_CHECKING

from netmon.core.model import Service, SiteCode
from netmon.status.causes import NIGHTLY, Cause, Finding, on_opening, on_return
from netmon.status.effects import (
    AgentSpokeAgain,
    BlindBecause,
    BlindFrom,
    ClockStepped,
    Effect,
    OutageClosed,
    OutageOpened,
    Reported,
    ReportEnded,
    SightedAgain,
)
from netmon.status.habits import Habit, no_habit
from netmon.status.incident import (
    COLLECTOR,
    NODE,
    SITE,
    EntryKind,
    Incident,
    IncidentEffect,
    TellKind,
)
from netmon.status.incident_crowds import Crowd, Crowds, crowds_of
from netmon.status.incident_findings import (
    Findings,
    OpensAt,
    always_known,
    always_open,
)
from netmon.status.incident_index import Agenda, IncidentIndex
from netmon.status.incident_log import IncidentLog
from netmon.status.incident_news import IsMuted, News, WhereOf, never_muted
from netmon.status.incident_rules import IncidentRules
from netmon.status.incident_where import nowhere
from netmon.status.topology import AREA, Topology

if TYPE_CHECKING:
    from datetime import datetime


__all__ = ["IncidentBook", "IncidentRules"]


@dataclass(slots=True)
class IncidentBook:
    """Every incident that is open or may still be reopened.

    Attributes:
        kind_of: Kind of a node by its code, empty for one that is not known.
        is_off_hours: Whether a moment is outside a site's service hours.
        habit_of: When people usually switch a site off.
        is_muted: See News.
        opens_at: When a site promises service again; see OpensAt.
        are_habits_known: Whether `habit_of` has learned yet; until then no night is
            said to be unusual.
        where_of: See News.
    """

    rules: IncidentRules
    poller: str
    topology: Topology
    kind_of: Callable[[str], str]
    is_off_hours: Callable[[SiteCode, datetime], bool]
    habit_of: Callable[[SiteCode], Habit | None] = no_habit
    is_muted: InitVar[IsMuted] = never_muted
    opens_at: InitVar[OpensAt] = always_open
    are_habits_known: InitVar[Callable[[], bool]] = always_known
    where_of: InitVar[WhereOf] = nowhere
    _index: IncidentIndex = field(default_factory=IncidentIndex)
    _agenda: Agenda = field(default_factory=Agenda)
    _ended: Agenda = field(default_factory=Agenda)
    _by_outage: dict[str, str] = field(default_factory=dict)
    _outages: dict[str, OutageOpened] = field(default_factory=dict)
    _log: IncidentLog = field(default_factory=IncidentLog)
    _news: News = field(init=False)
    _crowds: Crowds = field(init=False)
    _findings: Findings = field(init=False)

    def __post_init__(
        self,
        is_muted: IsMuted,
        opens_at: OpensAt,
        are_habits_known: Callable[[], bool],
        where_of: WhereOf,
    ) -> None:
        """Give the parts what they share."""
        self._news = News(self.rules, is_muted, where_of)
        self._crowds = Crowds(self.rules, self._index)
        self._findings = Findings(
            self._log, self._agenda, self.habit_of, opens_at, are_habits_known
        )

    @property
    def incidents(self) -> dict[str, Incident]:
        """By id."""
        return self._index.by_id

    def restore(
        self, incidents: Iterable[Incident], outages: Iterable[OutageOpened]
    ) -> None:
        """Take up what a former process left open."""
        self._outages = {outage.id: outage for outage in outages}
        for incident in incidents:
            self._add(incident)
            self._by_outage.update(dict.fromkeys(incident.members, incident.id))
            if incident.closed_at is not None:
                self._agenda.put(self.rules.past_at(incident.closed_at), incident.id)
                continue
            self._findings.expect_end(incident)
            if incident.told_at is None:
                self._owe(incident, TellKind.OPENED)

    def take(self, effects: Iterable[Effect], now: datetime) -> list[IncidentEffect]:
        """Follow what happened; return what is to be kept and told."""
        for effect in effects:
            self._follow(effect, now)
        return self._log.take(self.incidents)

    def _follow(self, effect: Effect, now: datetime) -> None:
        match effect:
            case OutageOpened():
                self._open(effect, now)
            case OutageClosed():
                self._close(effect, now)
            case AgentSpokeAgain():
                self._hear_agent(effect, now)
            case BlindFrom():
                self._go_blind(effect, now)
            case BlindBecause():
                self._know_why_blind(effect, now)
            case SightedAgain():
                self._see_again(now)
            case ClockStepped():
                self._agenda.put_all(now)

    def report(
        self, reports: Iterable[Reported | ReportEnded], now: datetime
    ) -> list[IncidentEffect]:
        """Follow what another system says; return what is to be kept and told."""
        for each in reports:
            if isinstance(each, Reported):
                self._hear_report(each, now)
            else:
                self._end_report(each, now)
        return self._log.take(self.incidents)

    def tick(self, now: datetime) -> list[IncidentEffect]:
        """Tell what has been held long enough; forget what cannot be reopened."""
        for outage in self._ended.take(now):
            self._forget_outage(outage)
        for name in self._agenda.take(now):
            incident = self.incidents.get(name)
            if incident is not None and incident.is_open:
                self._attend(incident, now)
            elif incident is not None and self.rules.is_past(incident, now):
                self._index.drop(incident)
        return self._log.take(self.incidents)

    def _attend(self, incident: Incident, now: datetime) -> None:
        """See to an open incident whose time has come."""
        self._findings.attend(incident, now)
        self._tell_owed(incident, now)
        if incident.owed is not None:
            self._agenda.put(max(now, self._news.due_at(incident, now)), incident.id)

    def _forget_outage(self, outage: str) -> None:
        """Drop an ended outage whose agent is not waited for any longer."""
        self._by_outage.pop(outage, None)
        self._outages.pop(outage, None)

    def _open(self, opened: OutageOpened, now: datetime) -> None:
        self._outages[opened.id] = opened
        incident = self._explain(opened, now)
        self._join(incident, opened, now)
        if incident.owed is TellKind.REOPENED:
            self._tell_owed(incident, now)
        if incident.alone_site is not None:
            self._gather_crowd(opened.site, now)

    def _explain(self, opened: OutageOpened, now: datetime) -> Incident:
        """Return the incident that explains `opened`, a new one if there is none."""
        kind = self.kind_of(opened.parent) if opened.parent else ""
        off = self.is_off_hours(opened.site, opened.started_at)
        habit = self.habit_of(opened.site)
        finding = on_opening(opened, kind, is_off_hours=off, habit=habit)
        keys = [f"{SITE}{opened.site}:{opened.service}"]
        if opened.parent:
            keys = [f"{NODE}{opened.parent}"]
        elif opened.service is Service.LINK:
            keys = [*self.topology.crowds(opened.site), *keys]
        found = next(
            (
                incident
                for key in keys
                for incident in self._index.of_key(key)
                if self._is_same(incident, finding, now)
            ),
            None,
        )
        if found is not None:
            return self._take_up(found, finding, opened.started_at, now)
        return self._begin(keys[-1], finding, opened.started_at, now)

    def _is_same(self, incident: Incident, finding: Finding, now: datetime) -> bool:
        """Whether an outage of the right key is one more of `incident`."""
        if self.rules.is_past(incident, now):
            return False
        if incident.is_alone:
            return incident.is_nightly is (finding.why == NIGHTLY)
        if incident.key.startswith((NODE, COLLECTOR)):
            return True
        age_s = abs((now - incident.gathered_at).total_seconds())
        # One that is over, or part of a wider one, comes back as a crowd: _gather.
        return incident.is_open and age_s <= self.rules.area_window_s

    def _begin(
        self, key: str, finding: Finding, at: datetime, now: datetime
    ) -> Incident:
        stamp = at.strftime("%Y%m%dT%H%M%S.%fZ")
        incident = Incident(f"inc-{stamp}-{key}", key, finding, at)
        self._add(incident)
        self._findings.expect_end(incident)
        self._log.note(incident, now, EntryKind.OPENED, text=finding.why)
        self._owe(incident, TellKind.OPENED)
        return incident

    def _add(self, incident: Incident) -> None:
        self._index.add(incident, crowds_of(incident, self.topology))

    def _take_up(
        self, incident: Incident, finding: Finding, at: datetime, now: datetime
    ) -> Incident:
        """Let `incident`, which may be over, go on from `at` (UTC)."""
        if not incident.is_open:
            incident.closed_at, incident.is_provisional = None, True
            incident.risen_at = incident.gathered_at = max(at, incident.opened_at)
            incident.finding = finding
            self._findings.expect_end(incident)
            self._log.note(incident, now, EntryKind.REOPENED)
            was_told = incident.told_at is not None
            self._owe(incident, TellKind.REOPENED if was_told else TellKind.OPENED)
        return incident

    def _join(self, incident: Incident, opened: OutageOpened, now: datetime) -> None:
        incident.members[opened.id] = opened.site
        incident.member_count += 1
        self._by_outage[opened.id] = incident.id
        self._log.note(
            incident, now, EntryKind.JOINED, site=opened.site, outage=opened.id
        )

    def _gather_crowd(self, site: SiteCode, now: datetime) -> None:
        """Make one incident of the lone ones that began together around `site`."""
        crowd = self._crowds.find_area(site, self.topology, now)
        if crowd is None:
            return
        self._gather(crowd, now)
        area = crowd.key.removeprefix(AREA)
        wide = self._crowds.find_wider(area, self.topology, now)
        if wide is not None:
            self._gather(wide, now)

    def _gather(self, crowd: Crowd, now: datetime) -> None:
        """Make one incident of `crowd`; what was told of one is told of it.

        It is the one there was, where the same crowd ended, or grew, only just now.
        """
        parts = crowd.parts
        first_at = min(each.risen_at for each in parts)
        known = [
            x for x in self._index.of_key(crowd.key) if self.rules.is_fresh(x, now)
        ]
        if known:
            whole = self._take_up(known[-1], crowd.finding, first_at, now)
            whole.gathered_at = max(whole.gathered_at, first_at)
        else:
            whole = self._begin(crowd.key, crowd.finding, first_at, now)
        told = [each.told_at for each in parts if each.told_at and each.owed is None]
        if told and whole.told_at is None:
            whole.told_at, whole.owed = max(told), None
        for each in parts:
            self._merge(each, whole, now)

    def _merge(self, part: Incident, whole: Incident, now: datetime) -> None:
        """Make `part` over; the same cause again, alone, takes it up again."""
        for outage, site in part.members.items():
            whole.members[outage] = site
            whole.member_count += 1
            self._by_outage[outage] = whole.id
            self._log.note(whole, now, EntryKind.JOINED, site=site, outage=outage)
        part.members.clear()
        part.closed_at, part.owed, part.usual_end = now, None, None
        self._log.merge(part, whole, now)
        self._agenda.put(self.rules.past_at(now), part.id)

    def _close(self, closed: OutageClosed, now: datetime) -> None:
        incident = self._of_outage(closed.id)
        opened = self._outages.get(closed.id)
        if incident is None:
            return
        site = incident.members.pop(closed.id, None)
        self._log.note(
            incident,
            now,
            EntryKind.LEFT,
            site=site,
            outage=closed.id,
            text=closed.reason,
        )
        if not closed.reason:
            self._findings.end_night(incident, closed.ended_at, now)
        if opened is not None:
            self._findings.hear(
                incident, on_return(opened, closed.agent_after, now), now
            )
        if closed.reason or closed.agent_after is not None:
            self._forget_outage(closed.id)
        else:  # its agent may still say why
            self._ended.put(self.rules.past_at(closed.ended_at), closed.id)
        if not incident.members:
            self._end(incident, closed.ended_at, now)

    def _end(self, incident: Incident, at: datetime, now: datetime) -> None:
        incident.closed_at = max(at, incident.opened_at)
        incident.is_provisional = incident.finding.cause is Cause.UNKNOWN
        self._log.note(incident, now, EntryKind.CLOSED)
        self._log.tell(self._news.tell_end(incident, now))
        self._agenda.put(self.rules.past_at(incident.closed_at), incident.id)

    def _hear_agent(self, spoken: AgentSpokeAgain, now: datetime) -> None:
        incident = self._of_outage(spoken.id)
        opened = self._outages.get(spoken.id)
        self._forget_outage(spoken.id)
        if incident is None or opened is None:
            return
        ended_at = incident.closed_at or now
        self._findings.hear(
            incident, on_return(opened, spoken.agent_after, ended_at), now
        )

    def _go_blind(self, blind: BlindFrom, now: datetime) -> None:
        finding = Finding(Cause.COLLECTOR, 1.0, blind.reason or "no_canary_answers")
        key = f"{COLLECTOR}{self.poller}"
        for incident in self._index.of_key(key):
            if not self.rules.is_past(incident, now):
                self._take_up(incident, finding, blind.at, now)
                self._tell_owed(incident, now)
                return
        self._begin(key, finding, blind.at, now)

    def _know_why_blind(self, because: BlindBecause, now: datetime) -> None:
        finding = Finding(Cause.COLLECTOR, 1.0, because.reason)
        for incident in self._index.of_key(f"{COLLECTOR}{self.poller}"):
            if incident.is_open and incident.finding != finding:
                self._findings.name(incident, finding, now)

    def _see_again(self, now: datetime) -> None:
        for incident in self._index.of_key(f"{COLLECTOR}{self.poller}"):
            if incident.is_open:
                self._end(incident, now, now)

    def _hear_report(self, reported: Reported, now: datetime) -> None:
        """Open an incident, or the same again; a word that comes late says nothing."""
        same = self._index.of_key(reported.key)
        known = next((x for x in same if not self.rules.is_past(x, now)), None)
        if known is None:
            new = self._begin(reported.key, reported.finding, reported.at, now)
            new.report = reported.report
        elif known.closed_at is not None and reported.at >= known.closed_at:
            known.report = reported.report
            self._take_up(known, reported.finding, reported.at, now)

    def _end_report(self, ended: ReportEnded, now: datetime) -> None:
        for incident in self._index.of_key(ended.key):
            if incident.is_open and ended.at >= incident.risen_at:
                self._end(incident, ended.at, now)

    def _of_outage(self, outage: str) -> Incident | None:
        return self.incidents.get(self._by_outage.get(outage, ""))

    def _owe(self, incident: Incident, kind: TellKind) -> None:
        incident.owed = kind
        self._agenda.put(incident.risen_at, incident.id)

    def _tell_owed(self, incident: Incident, now: datetime) -> None:
        owed = incident.owed
        self._log.tell(self._news.tell_owed(incident, now))
        if owed is not incident.owed:
            self._log.change(incident)
