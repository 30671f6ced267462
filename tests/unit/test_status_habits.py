"""Sites switched off every night: what is a habit, what is not, and what is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmon import migrations
from netmon.core.clock import THAI_TIME
from netmon.core.model import AgentReading, DeviceId, Service, SiteCode
from netmon.database import make_engine, sqlite_url
from netmon.status.causes import Cause
from netmon.status.effects import OutageClosed, OutageOpened
from netmon.status.habit_book import HabitBook
from netmon.status.habits import (
    DAY_MIN,
    OFFICE_DAYS,
    Habit,
    Night,
    circular_median,
    learn,
)
from netmon.status.incident import IncidentEffect, IncidentSaved, Tell
from netmon.status.incidents import IncidentBook, IncidentRules
from netmon.status.journal import Journal
from netmon.status.topology import Topology
from tests.live import HandClock

MONDAY = date(2026, 11, 16)
NEXT_MONDAY = MONDAY + timedelta(days=7)
SITE = SiteCode("PI-00001")
minutes_of_day = st.integers(0, DAY_MIN - 1)
HABIT = Habit(time(16, 30), time(8, 0), 5, 7)


def local(day: date, hour: float) -> datetime:
    midnight = datetime.combine(day, time(), THAI_TIME)
    return midnight + timedelta(hours=hour)


def night(
    day: date, off: float = 16.5, on: float = 8.0, *, booted: bool | None = None
) -> Night:
    return Night(local(day, off), local(day + timedelta(days=1), on), booted)


def week(count: int = 5) -> list[date]:
    return [MONDAY + timedelta(days=number) for number in range(count)]


def test_most_working_days_at_one_time_are_a_habit() -> None:
    habit = learn([night(day) for day in week()], NEXT_MONDAY)

    assert habit is not None
    assert (habit.off_at, habit.on_at) == (time(16, 30), time(8, 0))
    assert (habit.days_seen_count, habit.days_looked_count) == (5, 7)
    assert 0.7 <= habit.confidence_ratio < 0.8


@pytest.mark.parametrize(
    "nights",
    [
        [night(day) for day in week(2)],
        [night(day, off=16.5 + number * 2) for number, day in enumerate(week(4))],
        [night(day, on=4 + number * 4) for number, day in enumerate(week(4))],
        [night(day, booted=False) for day in week()],
        [Night(local(day, 12), local(day, 13)) for day in week()],
        [night(MONDAY)] * 5,
        [night(day - timedelta(days=28)) for day in week()],
    ],
    ids=[
        "twice only",
        "at any hour",
        "back at any hour",
        "the router ran on",
        "at noon",
        "one night",
        "long ago",
    ],
)
def test_what_is_no_habit(nights: list[Night]) -> None:
    assert learn(nights, NEXT_MONDAY) is None


def test_proof_that_power_was_off_makes_it_surer() -> None:
    proven = learn([night(day, booted=True) for day in week()], NEXT_MONDAY)
    unproven = learn([night(day) for day in week()], NEXT_MONDAY)

    assert proven is not None
    assert unproven is not None
    assert proven.booted_count == 5
    assert proven.confidence_ratio > unproven.confidence_ratio


def test_a_habit_around_midnight_is_one_habit() -> None:
    hours = (23.8, 24.2, 23.9, 24.1, 24.0)
    nights = [night(day, off=hour) for day, hour in zip(week(), hours, strict=True)]

    habit = learn(nights, NEXT_MONDAY)

    assert habit is not None
    assert habit.off_at in (time(0), time(23, 54), time(0, 6))
    assert habit.holds(local(MONDAY, 23.5))
    assert habit.holds(local(MONDAY, 0.5))
    assert not habit.holds(local(MONDAY, 22.5))


def test_a_site_off_on_friday_is_awaited_on_monday() -> None:
    friday = MONDAY + timedelta(days=4)

    assert HABIT.returns_at(local(friday, 16.5)) == local(NEXT_MONDAY, 8)
    assert HABIT.returns_at(local(MONDAY, 16.5)) == local(MONDAY, 32)
    assert HABIT.returns_at(local(MONDAY, 0.5)) == local(MONDAY, 8)


def test_a_site_that_comes_back_on_saturdays_is_awaited_on_saturday() -> None:
    habit = learn([night(day) for day in week()], NEXT_MONDAY)

    assert habit is not None
    assert habit.weekdays == (*OFFICE_DAYS, 6)
    assert habit.returns_at(local(MONDAY + timedelta(days=4), 16.5)).isoweekday() == 6


@given(st.lists(st.integers(0, DAY_MIN - 1), min_size=1, max_size=9), minutes_of_day)
def test_turning_the_clock_turns_the_median(minutes: list[int], turn: int) -> None:
    turned = [(each + turn) % DAY_MIN for each in minutes]

    assert circular_median(turned) == (circular_median(minutes) + turn) % DAY_MIN


@given(
    minutes_of_day, st.lists(st.integers(-40, 40), min_size=3, max_size=7), st.data()
)
def test_a_minority_does_not_move_the_median_away(
    centre: int, offsets: list[int], data: st.DataObject
) -> None:
    near = [(centre + each) % DAY_MIN for each in offsets]
    far = data.draw(st.lists(minutes_of_day, max_size=(len(near) - 1) // 2))

    found = circular_median([*far, *near])

    apart = abs(found - centre) % DAY_MIN
    assert min(apart, DAY_MIN - apart) <= 320


@given(minutes_of_day, st.integers(1, 6))
def test_an_outage_is_expected_back_after_it_began_and_within_days(
    minute: int, day_count: int
) -> None:
    began = local(MONDAY + timedelta(days=day_count), minute / 60)

    back = HABIT.returns_at(began)

    assert began < back <= began + timedelta(days=4)
    assert (back.time(), back.isoweekday() in OFFICE_DAYS) == (HABIT.on_at, True)


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


@pytest.mark.anyio
async def test_habits_are_learned_from_the_journal(tmp_path: Path) -> None:
    database = make_engine(sqlite_url(tmp_path / "habits.db"))
    await migrations.upgrade(database)
    journal = Journal(database, "poller-1")
    other, behind = SiteCode("PI-00002"), SiteCode("PI-00003")
    for day in week():
        for site, off, lasts_h, parent in (
            (SITE, 16.5, 15.5, ""),
            (other, 12, 1, ""),
            (behind, 16.5, 15.5, "T1"),
        ):
            began = local(day, off)
            agent = AgentReading(sys_uptime_s=30_000)
            device = DeviceId(f"{site}/router")
            name = f"{site}-{day}"
            after = AgentReading(sys_uptime_s=50)
            ended = began + timedelta(hours=lasts_h)
            opened = OutageOpened(
                name, site, Service.LINK, device, began, (), agent, parent
            )
            closed = OutageClosed(name, ended, (), after)
            await journal.write([opened, closed], ended)
    clock = HandClock(local(NEXT_MONDAY, 9))
    book = HabitBook(database, clock, lambda _: OFFICE_DAYS)

    await book.refresh()

    habit = book.of(SITE)
    assert habit is not None
    assert (habit.off_at, habit.days_seen_count, habit.booted_count) == (
        time(16, 30),
        5,
        5,
    )
    assert (book.of(other), book.of(behind)) == (None, None)
    await database.dispose()
