"""Sites switched off every night: what is a habit, what is not, and what is told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmon import migrations
from netmon.core.clock import THAI_TIME
from netmon.core.model import AgentReading, DeviceId, Service, SiteCode
from netmon.database import make_engine, sqlite_url
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
from netmon.status.journal import Journal
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
