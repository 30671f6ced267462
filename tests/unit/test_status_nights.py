"""Nights lived through the real book: what is named, what is told, what is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from inventory.model import ServiceHours
from netmon.core.clock import to_thai
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

    def __init__(
        self,
        sites: Iterable[SiteCode] = (SITE,),
        area: str = "",
        hours: ServiceHours | None = None,
    ) -> None:
        self.sites = list(sites)
        self.nights: dict[SiteCode, list[Night]] = {}
        self.habits: dict[SiteCode, Habit] = {}
        self.out: list[IncidentEffect] = []
        self.hours, self.is_learned = hours, True
        self.book = IncidentBook(
            IncidentRules(),
            "poller-1",
            Topology(areas=dict.fromkeys(self.sites, area)),
            lambda node: "trunk" if node else "",
            lambda _, at: hours is not None and not hours.holds(to_thai(at)),
            self.habits.get,
            opens_at=lambda _, at: hours.opens_next(to_thai(at)) if hours else None,
            are_habits_known=lambda: self.is_learned,
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


OFFICE = ServiceHours((1, 2, 3, 4, 5), time(8, 30), time(16, 30))


def test_switched_off_after_hours_and_on_before_they_begin_is_no_news() -> None:
    days = Days(hours=OFFICE)

    opened = days.off(local(MONDAY, 17))
    days.tick(local(MONDAY, 24 + 8.9))
    days.on(opened, local(MONDAY, 24 + 8.95))

    assert days.tells == []
    assert (days.last().cause, days.last().why) == (
        Cause.SWITCHED_OFF,
        "outside_service_hours",
    )


def test_a_router_off_by_hand_for_minutes_after_hours_did_not_reboot_by_itself() -> (
    None
):
    days = Days(hours=OFFICE)

    days.on(days.off(local(MONDAY, 17)), local(MONDAY, 17.05))

    assert days.last().cause is Cause.SWITCHED_OFF
    assert days.tells == []


def test_a_line_cut_after_hours_is_the_line_once_the_router_says_so() -> None:
    days = Days(hours=OFFICE)

    opened = days.off(local(MONDAY, 17))
    days.on(opened, local(MONDAY, 18), uptime_s=33_600)

    assert days.last().cause is Cause.LINE


def test_dark_half_an_hour_into_the_next_service_day_it_is_news() -> None:
    days = Days(hours=OFFICE)
    friday = MONDAY + timedelta(days=4)

    days.off(local(friday, 20))
    days.tick(local(friday, 3 * 24 + 8.99))
    waiting = days.tells
    days.tick(local(friday, 3 * 24 + 9.01))

    assert waiting == []
    assert days.tells == ["opened"]
    assert (days.last().cause, days.last().why) == (Cause.UNKNOWN, "broke_habit")


def test_dark_within_service_hours_is_news_as_ever() -> None:
    days = Days(hours=OFFICE)

    days.off(local(MONDAY, 10))

    assert days.tells == ["opened"]


def test_a_new_process_waits_for_its_habits_before_it_calls_a_night_unusual() -> None:
    days = Days()
    days.live_through_week()
    opened = days.off(local(NEXT_MONDAY, 16.5))
    [night] = [each for each in days.book.incidents.values() if each.is_open]
    after = Days()
    after.is_learned = False
    after.book.restore([replace(night, usual_end=None)], [opened])

    after.tick(local(NEXT_MONDAY, 17))
    after.habits.update(days.habits)
    after.is_learned = True
    after.tick(local(NEXT_MONDAY, 17.1))

    assert after.out == []
    after.tick(local(NEXT_MONDAY, 24 + 10.1))
    assert after.tells == ["opened"]
