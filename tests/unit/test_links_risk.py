"""Which sessions of the coming week are at risk, and completion side by side."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from netmon.core.clock import THAI_TIME
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode, SiteState
from netmon.links.completion import LEAST_SESSIONS, compare_completion
from netmon.links.facts import Session
from netmon.links.line import UNSEEN, Line, to_line
from netmon.links.risk import PAST_DAYS, Risk, RiskLevel, sort_risks, to_risk
from netmon.links.training import SessionLook, Verdict
from netmon.status.board import ServiceStatus

SITE = SiteCode("PI-1")
NOW = datetime(2026, 11, 20, 12, tzinfo=THAI_TIME)
UP = ServiceStatus(SiteState.UP)
ONE_DAY = timedelta(days=1)


def coming(days: int = 2, hour: int = 9) -> Session:
    start = NOW.replace(hour=hour) + days * ONE_DAY
    return Session("TS-1", "DC-1", "c", start, start + timedelta(hours=31))


def dark_mornings(count: int, *, since_days: int = 60) -> Line:
    """Return a line that was dark from ten to half past on the last mornings."""
    ten = NOW.replace(hour=10)
    outages = [
        Interval(ten - n * ONE_DAY, ten - n * ONE_DAY + timedelta(minutes=30))
        for n in range(count)
    ]
    return to_line(outages, [Interval(NOW - since_days * ONE_DAY, NOW)])


def risk_of(session: Session, line: Line, link: ServiceStatus = UP) -> Risk:
    found = to_risk(session, SITE, line, link, NOW)
    assert found is not None
    return found


def test_a_line_that_was_never_dark_in_class_hours_is_no_risk() -> None:
    at_night = to_line(
        [Interval(NOW - timedelta(hours=14), NOW - timedelta(hours=4))],
        [Interval(NOW - 60 * ONE_DAY, NOW)],
    )

    found = risk_of(coming(), at_night)

    assert (found.seen_days_count, found.dark_days_count) == (PAST_DAYS, 0)
    assert found.level is RiskLevel.NONE


def test_days_are_counted_in_the_hours_of_the_session() -> None:
    # Today's class hours, 9 to 16, are not over: the mornings before count.
    few, many = risk_of(coming(), dark_mornings(3)), risk_of(coming(), dark_mornings(8))

    assert (few.dark_days_count, few.level) == (2, RiskLevel.SOME)
    assert (many.dark_days_count, many.level) == (7, RiskLevel.HIGH)
    start = NOW.replace(hour=17) + ONE_DAY
    evening = Session("TS-2", "DC-1", "c", start, start + timedelta(hours=3))
    assert risk_of(evening, dark_mornings(8)).level is RiskLevel.NONE


def test_a_line_seen_for_six_days_says_nothing() -> None:
    assert risk_of(coming(), dark_mornings(0, since_days=6)).level is RiskLevel.UNKNOWN
    assert risk_of(coming(), dark_mornings(0, since_days=9)).level is RiskLevel.NONE
    assert risk_of(coming(), UNSEEN).level is RiskLevel.UNKNOWN


def test_a_line_that_is_down_now_is_the_highest_risk_and_says_since_when() -> None:
    down = ServiceStatus(SiteState.DOWN, NOW - timedelta(hours=3))

    found = risk_of(coming(), dark_mornings(0), down)

    assert found.level is RiskLevel.HIGH
    assert found.down_since == NOW - timedelta(hours=3)


def test_only_class_within_seven_days_counts() -> None:
    past = coming(-9)

    assert to_risk(coming(8), SITE, UNSEEN, UP, NOW) is None
    assert to_risk(past, SITE, UNSEEN, UP, NOW) is None
    assert risk_of(coming(6), UNSEEN).next_class_at == coming(6).starts_at


def test_of_a_session_under_way_the_next_class_counts() -> None:
    held = risk_of(coming(0), dark_mornings(0))
    second_day = risk_of(coming(-1, hour=13), dark_mornings(0))

    assert held.next_class_at == NOW
    assert second_day.next_class_at == NOW.replace(hour=13)


def test_the_gravest_comes_first_then_the_soonest() -> None:
    down = ServiceStatus(SiteState.DOWN, NOW)
    risks = [
        risk_of(coming(3), dark_mornings(0)),
        risk_of(coming(4), dark_mornings(0), down),
        risk_of(coming(2), dark_mornings(0), down),
        risk_of(coming(1), UNSEEN),
        risk_of(coming(1), dark_mornings(3)),
    ]

    levels = [each.level.value for each in sort_risks(risks)]

    assert levels == ["high", "high", "some", "unknown", "none"]
    assert sort_risks(risks)[0] is risks[2]


def a_look(
    verdict: Verdict, attended: int | None = 20, completed: int | None = 18
) -> SessionLook:
    session = Session("S", "C", "c", NOW, NOW, attended=attended, completed=completed)
    return SessionLook(session, SITE, 3600, 3600, 0, 0, verdict)


def test_completion_is_counted_and_its_difference_has_an_interval() -> None:
    looks = [a_look(Verdict.DISTURBED, 10, 7)] * 10
    looks += [a_look(Verdict.UNDISTURBED, 20, 18)] * 40
    looks += [a_look(Verdict.NOT_OBSERVED, 20, 0), a_look(Verdict.NOT_OVER, 20, 0)]

    found = compare_completion(looks)

    assert (found.disturbed.completed_count, found.disturbed.attended_count) == (
        70,
        100,
    )
    assert found.undisturbed.ratio == 0.9
    assert found.undisturbed.median_ratio == 0.9
    assert found.difference == pytest.approx(-0.2)
    assert found.bounds is not None
    assert found.bounds.low < -0.2 < found.bounds.high < 0


def test_with_too_few_sessions_of_a_kind_there_are_counts_only() -> None:
    few = [a_look(Verdict.DISTURBED)] * (LEAST_SESSIONS - 1)
    found = compare_completion([*few, *[a_look(Verdict.UNDISTURBED)] * 50])
    none = compare_completion([])

    assert (found.is_too_few, found.difference, found.bounds) == (True, None, None)
    assert found.disturbed.session_count == LEAST_SESSIONS - 1
    assert (none.disturbed.ratio, none.disturbed.median_ratio) == (None, None)


def test_sessions_without_written_or_without_any_attendance_are_left_out() -> None:
    looks = [
        a_look(Verdict.DISTURBED, None, None),
        a_look(Verdict.DISTURBED, 20, None),
        a_look(Verdict.DISTURBED, 0, 0),
        a_look(Verdict.DISTURBED, 20, 10),
    ]

    found = compare_completion(looks).disturbed

    assert (found.session_count, found.ratio) == (1, 0.5)
