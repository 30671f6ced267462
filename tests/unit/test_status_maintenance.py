"""Maintenance windows: when they hold, and what they are about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmon.core.model import SiteCode
from netmon.status.board import Board
from netmon.status.maintenance import Phase, Plan, Reach, Window, find_fault, overlaps
from netmon.status.maintenance_calendar import AFTERGLOW, MaintenanceCalendar
from tests.unit.small_register import FIRST, SECOND, small_register

MIDNIGHT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
"""Midnight in Bangkok, the beginning of Monday 23 November 2026."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def window(number: int = 1, **changes: Any) -> Window:
    plan = Plan(Reach.SITE, FIRST, MIDNIGHT, MIDNIGHT + 4 * HOUR, reason="new fibre")
    return Window(number, replace(plan, **changes), MIDNIGHT - DAY, "noc")


def test_it_holds_from_its_start_up_to_its_end() -> None:
    once = window()

    assert once.at(MIDNIGHT - timedelta(microseconds=1)) is None
    assert once.at(MIDNIGHT) is not None
    assert once.at(MIDNIGHT + 4 * HOUR) is None
    assert [once.phase(MIDNIGHT + at * HOUR) for at in (-1, 0, 4)] == [
        Phase.PLANNED,
        Phase.RUNNING,
        Phase.OVER,
    ]


def test_it_comes_back_on_its_weekdays_at_the_same_thai_time() -> None:
    nights = window(weekdays=(1, 4), last_day=date(2026, 12, 3))

    starts = [span.start for span in nights.spans(MIDNIGHT - DAY)]

    assert starts == [MIDNIGHT + days * DAY for days in (0, 3, 7, 10)]


def test_windows_overlap_when_both_hold_at_some_moment() -> None:
    nights = window(weekdays=(1, 4), last_day=date(2026, 12, 3))
    wednesday = MIDNIGHT + 9 * DAY
    long = window(2, starts_at=wednesday, ends_at=wednesday + 2 * DAY)
    short = window(3, starts_at=wednesday, ends_at=wednesday + DAY)
    after = window(4, starts_at=wednesday + 7 * DAY, ends_at=wednesday + 9 * DAY)
    began = MIDNIGHT - 900 * DAY
    daily = window(
        5, weekdays=tuple(range(1, 8)), starts_at=began, ends_at=began + HOUR
    )

    for other, expected in (
        (long, True),
        (short, False),
        (after, False),
        (daily, True),
    ):
        assert overlaps(nights, other, MIDNIGHT - DAY) is expected
        assert overlaps(other, nights, MIDNIGHT - DAY) is expected
    assert not overlaps(nights, daily, MIDNIGHT + 11 * DAY)


def test_one_that_began_before_midnight_goes_on_after_it() -> None:
    late = MIDNIGHT - HOUR  # 23:00 of Sunday, Bangkok
    nights = window(starts_at=late, ends_at=late + 6 * HOUR, weekdays=(7,))

    found = nights.at(late + 7 * DAY + 5 * HOUR)

    assert found is not None
    assert found.start == late + 7 * DAY


def test_what_was_before_it_was_cancelled_stays() -> None:
    nights = window(weekdays=(1, 2, 3, 4, 5, 6, 7))
    cancelled = replace(nights, cancelled_at=MIDNIGHT + DAY + HOUR, cancelled_by="noc")

    spans = list(cancelled.spans(MIDNIGHT - DAY))

    assert [(each.start, each.end) for each in spans] == [
        (MIDNIGHT, MIDNIGHT + 4 * HOUR),
        (MIDNIGHT + DAY, MIDNIGHT + DAY + HOUR),
    ]
    assert cancelled.phase(MIDNIGHT + DAY + HOUR) is Phase.CANCELLED


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"ends_at": MIDNIGHT}, "it ends before it begins"),
        ({"ends_at": MIDNIGHT + 32 * DAY}, "it lasts 32.0 days, the most is 31"),
        (
            {"ends_at": MIDNIGHT + 2 * DAY, "weekdays": (1,)},
            "it lasts 2.0 days, the most is 1",
        ),
        (
            {"weekdays": (7, 3)},
            "its first day, Mon 2026-11-23, is none of its weekdays; "
            "Wed 2026-11-25 would be the first to do",
        ),
        ({"last_day": date(2026, 12, 1)}, "a last day needs weekdays"),
        (
            {"weekdays": (1,), "last_day": date(2026, 11, 22)},
            "its last day is before its first",
        ),
        (
            {"weekdays": (1,), "last_day": date.max},
            "its last day is more than a hundred years ahead",
        ),
    ],
)
def test_an_unsound_plan_is_refused(changes: dict[str, Any], fault: str) -> None:
    assert find_fault(window(**changes).plan, MIDNIGHT) == fault


def test_time_that_has_passed_cannot_be_declared() -> None:
    fault = find_fault(window().plan, MIDNIGHT + HOUR)

    assert "cannot be declared" in fault
    assert find_fault(window().plan, MIDNIGHT) == ""


@given(
    weekdays=st.sets(st.integers(1, 7), min_size=1),
    hours=st.integers(1, 24),
    offset=st.integers(0, 60 * 24 * 30),
)
def test_whether_it_holds_agrees_with_its_list(
    weekdays: set[int], hours: int, offset: int
) -> None:
    plan = window(
        weekdays=tuple(sorted(weekdays)),
        ends_at=MIDNIGHT + hours * HOUR,
        last_day=date(2026, 12, 20),
    )
    moment = MIDNIGHT + timedelta(minutes=offset)

    spans = list(plan.spans(MIDNIGHT - DAY))

    assert any(span.holds(moment) for span in spans) == (plan.at(moment) is not None)
    assert all(a.end <= b.start for a, b in pairwise(spans))


def calendar(*windows: Window) -> MaintenanceCalendar:
    made = MaintenanceCalendar(small_register())
    made.take(windows)
    return made


@pytest.mark.parametrize(
    ("reach", "subject", "sites"),
    [
        (Reach.SITE, SECOND, {SECOND}),
        (Reach.NODE, "T-1", {FIRST}),
        (Reach.NODE, "P-1", {FIRST}),
        (Reach.NODE, "A-1", set()),  # the first site has another way, A-2
        (Reach.PROVINCE, "50", {FIRST, SECOND}),
        (Reach.CONTRACT, "C-1", {FIRST, SECOND}),
    ],
)
def test_it_reaches_the_sites_it_is_about(
    reach: Reach, subject: str, sites: set[SiteCode]
) -> None:
    now = calendar(window(reach=reach, subject=subject)).sites(MIDNIGHT)

    assert dict(now) == dict.fromkeys(sites, MIDNIGHT)


def test_two_nodes_together_cut_off_what_neither_does_alone() -> None:
    both = calendar(
        window(1, reach=Reach.NODE, subject="A-1"),
        window(2, reach=Reach.NODE, subject="A-2", starts_at=MIDNIGHT + HOUR),
    )

    assert dict(both.sites(MIDNIGHT)) == {}
    assert dict(both.sites(MIDNIGHT + HOUR)) == {FIRST: MIDNIGHT + HOUR}


def test_news_wait_while_it_holds_and_a_minute_longer() -> None:
    work = calendar(window())
    ends = MIDNIGHT + 4 * HOUR

    work.sites(MIDNIGHT)
    assert work.is_muted([FIRST], MIDNIGHT)
    assert not work.is_muted([FIRST, SECOND], MIDNIGHT)
    assert not work.is_muted([], MIDNIGHT)
    work.sites(ends)
    assert work.is_muted([FIRST], ends)
    assert not work.is_muted([FIRST], ends + AFTERGLOW)


def test_the_board_shows_maintenance_before_anything_else_and_counts_it() -> None:
    board = Board(small_register(), [FIRST])

    board.maintain({FIRST: MIDNIGHT, SECOND: MIDNIGHT})

    assert board.status(FIRST).state.value == "maintenance"
    assert board.status(FIRST).since == MIDNIGHT
    assert board.status(SECOND).state.value == "unmonitored"
    assert {each.value: n for each, n in board.counts.by_state.items() if n} == {
        "maintenance": 1,
        "unmonitored": 1,
    }
    board.assign(small_register(), [FIRST])
    assert board.counts.by_state[board.status(FIRST).state] == 1
    board.maintain({})
    assert board.status(FIRST).state.value == "not_observed"
