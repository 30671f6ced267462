"""Nights lived through the real book: what is named, what is told, what is not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from netmon.core.model import AgentReading, DeviceId, Service, SiteCode
from netmon.status.causes import Cause
from netmon.status.effects import OutageClosed, OutageOpened
from netmon.status.habits import Habit, Night, learn
from netmon.status.incident import IncidentEffect, IncidentSaved, Tell
from netmon.status.incidents import IncidentBook, IncidentRules
from netmon.status.topology import Topology
from tests.unit.test_status_habits import MONDAY, NEXT_MONDAY, SITE, local, week


class Days:
    """A book that lives through virtual days and learns from what it saw."""

    def __init__(self, sites: Iterable[SiteCode] = (SITE,), area: str = "") -> None:
        self.sites = list(sites)
        self.nights: dict[SiteCode, list[Night]] = {}
        self.habits: dict[SiteCode, Habit] = {}
        self.out: list[IncidentEffect] = []
        self.book = IncidentBook(
            IncidentRules(),
            "poller-1",
            Topology(areas=dict.fromkeys(self.sites, area)),
            lambda node: "trunk" if node else "",
            lambda *_: False,
            self.habits.get,
        )

    def learn(self, today: date) -> None:
        for site, nights in self.nights.items():
            habit = learn(nights, today)
            if habit is not None:
                self.habits[site] = habit

    def off(
        self, at: datetime, site: SiteCode = SITE, *, parent: str = ""
    ) -> OutageOpened:
        device, agent = DeviceId(f"{site}/router"), AgentReading(sys_uptime_s=30_000)
        name = f"{site}-{at.isoformat()}"
        opened = OutageOpened(name, site, Service.LINK, device, at, (), agent, parent)
        self.out += self.book.take([opened], at + timedelta(seconds=9))
        self.tick(at, 60)
        return opened

    def on(
        self, opened: OutageOpened, at: datetime, uptime_s: float | None = 60
    ) -> None:
        agent = AgentReading(sys_uptime_s=uptime_s)
        now = at + timedelta(seconds=2)
        self.tick(at)
        closed = OutageClosed(opened.id, at, (), agent)
        self.out += self.book.take([closed], now)
        self.nights.setdefault(opened.site, []).append(Night(opened.started_at, at))
        self.tick(at, 900)

    def tick(self, at: datetime, second: float = 0) -> None:
        self.out += self.book.tick(at + timedelta(seconds=second))

    @property
    def tells(self) -> list[str]:
        return [each.kind.value for each in self.out if isinstance(each, Tell)]

    def last(self) -> IncidentSaved:
        return [each for each in self.out if isinstance(each, IncidentSaved)][-1]

    def live_through_week(self) -> None:
        """Go off and on from Monday to Friday, and learn from it."""
        for number, day in enumerate(week()):
            gone = [
                self.off(local(day, 16.5 + number / 60), site) for site in self.sites
            ]
            for opened in gone:
                self.on(opened, local(day + timedelta(days=1), 8))
        self.learn(NEXT_MONDAY)
        self.out.clear()


def test_after_a_week_the_night_is_named_and_nobody_is_woken() -> None:
    days = Days()
    days.live_through_week()

    opened = days.off(local(NEXT_MONDAY, 16.6))
    during = days.last()
    days.on(opened, local(NEXT_MONDAY + timedelta(days=1), 8.2))

    assert (during.cause, during.why) == (Cause.SWITCHED_OFF, "nightly_switch_off")
    assert during.confidence_ratio > 0.5
    over = days.last()
    assert (over.cause, over.closed_at is not None) == (Cause.SWITCHED_OFF, True)
    assert days.tells == []


def test_before_a_habit_is_known_every_night_is_told() -> None:
    days = Days()

    opened = days.off(local(MONDAY, 16.5))
    days.on(opened, local(MONDAY, 32))

    assert days.tells == ["opened", "closed"]
    assert days.last().cause is Cause.POWER


def test_what_outlasts_the_night_loses_the_name_and_is_told() -> None:
    days = Days()
    days.live_through_week()
    morning = NEXT_MONDAY + timedelta(days=1)

    opened = days.off(local(NEXT_MONDAY, 16.5))
    days.tick(local(morning, 9.9))
    waiting = days.tells
    days.tick(local(morning, 10.1))

    assert waiting == []
    assert days.tells == ["opened"]
    assert (days.last().cause, days.last().why) == (Cause.UNKNOWN, "broke_habit")
    days.on(opened, local(morning, 11))
    assert days.tells == ["opened", "closed"]
    assert days.last().cause is Cause.POWER


def test_at_another_hour_the_same_site_is_news() -> None:
    days = Days()
    days.live_through_week()

    days.off(local(NEXT_MONDAY, 11))

    assert days.last().cause is Cause.UNKNOWN
    assert days.tells == ["opened"]


def test_a_router_that_ran_on_was_not_switched_off() -> None:
    days = Days()
    days.live_through_week()
    off_at, on_at = local(NEXT_MONDAY, 16.5), local(NEXT_MONDAY, 32)

    opened = days.off(off_at)
    ran_on_s = 30_000 + (on_at - off_at).total_seconds()
    days.on(opened, on_at, uptime_s=ran_on_s)

    assert days.last().cause is Cause.LINE


def test_a_blip_in_the_evening_is_no_night() -> None:
    days = Days()
    days.live_through_week()

    opened = days.off(local(NEXT_MONDAY, 16.5))
    days.on(opened, local(NEXT_MONDAY, 16.8), uptime_s=None)

    assert (days.last().cause, days.last().why) == (Cause.UNKNOWN, "broke_habit")
    assert days.tells == []


def test_a_dead_parent_is_no_habit() -> None:
    days = Days()
    days.live_through_week()

    days.off(local(NEXT_MONDAY, 16.5), parent="T1")

    assert days.last().cause is Cause.TRUNK
    assert days.tells == ["opened"]


def test_a_district_that_goes_home_is_no_incident_of_the_district() -> None:
    sites = [SiteCode(f"S{number}") for number in range(8)]
    days = Days(sites, "C1/10/D1")
    days.live_through_week()

    for site in sites:
        days.off(local(NEXT_MONDAY, 16.5), site)

    open_ones = [each for each in days.book.incidents.values() if each.is_open]
    assert {each.key for each in open_ones} == {f"site:{site}:link" for site in sites}
    assert {each.finding.cause for each in open_ones} == {Cause.SWITCHED_OFF}
    assert days.tells == []


def test_a_district_whose_other_sites_fail_takes_the_habitual_ones_with_it() -> None:
    sites = [SiteCode(f"S{number}") for number in range(9)]
    days = Days(sites, "C1/10/D1")
    days.live_through_week()
    for site in sites[:5]:
        del days.habits[site]

    for site in reversed(sites):
        days.off(local(NEXT_MONDAY, 16.5), site)

    [area] = [each for each in days.book.incidents.values() if each.is_open]
    assert (area.key, len(area.members)) == ("area:C1/10/D1", 9)
    assert area.finding.cause is Cause.UNKNOWN


def test_the_next_process_goes_on_waiting_for_the_morning() -> None:
    days = Days()
    days.live_through_week()
    opened = days.off(local(NEXT_MONDAY, 16.5))
    later = Days()
    later.habits.update(days.habits)

    later.book.restore(
        [each for each in days.book.incidents.values() if each.is_open], [opened]
    )
    later.tick(local(NEXT_MONDAY, 20))
    quiet = later.tells
    later.tick(local(NEXT_MONDAY, 34.1))

    assert quiet == []
    assert later.tells == ["opened"]


def test_a_next_process_without_the_habit_tells_at_once() -> None:
    days = Days()
    days.live_through_week()
    opened = days.off(local(NEXT_MONDAY, 16.5))
    later = Days()

    later.book.restore(
        [each for each in days.book.incidents.values() if each.is_open], [opened]
    )
    later.tick(local(NEXT_MONDAY, 20))

    assert later.tells == ["opened"]


def test_muted_news_waits_and_is_forgotten_with_its_incident() -> None:
    muted = {SITE}
    days = Days()
    days.book = IncidentBook(
        IncidentRules(), "poller-1", Topology(), lambda _: "", lambda *_: False,
        is_muted=lambda sites, _: muted.issuperset(sites),
    )  # fmt: skip

    days.off(local(MONDAY, 12))
    muted.clear()
    days.tick(local(MONDAY, 12.5))
    told = days.tells
    muted.add(SITE)
    opened = days.off(local(MONDAY, 13), SiteCode("S2"))
    days.on(opened, local(MONDAY, 13.1))
    quiet = days.off(local(MONDAY, 14))
    days.on(quiet, local(MONDAY, 15))

    assert told == ["opened"]
    assert days.tells == ["opened", "opened", "closed"]
