"""What is said of a centre's day: nothing that was not seen, the disturbed first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from netmon.core.clock import THAI_TIME
from netmon.core.intervals import Interval
from netmon.core.model import SiteState
from netmon.links.facts import Session
from netmon.links.line import Line, to_line
from netmon.web.centre_today import find_classes, to_remarks

UP, DOWN, DARK = SiteState.UP, SiteState.DOWN, SiteState.NOT_OBSERVED


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    """Return a moment of a November day in Bangkok."""
    return datetime(2026, 11, day, hour, minute, tzinfo=THAI_TIME).astimezone(UTC)


def session(**changes: object) -> Session:
    given = {
        "code": "TS-1",
        "centre": "DC-1",
        "course": "digital_commerce",
        "starts_at": at(9),
        "ends_at": at(16, day=21),
        "registered": 20,
    }
    return Session(**(given | changes))  # type: ignore[arg-type]


def line(*outages: tuple[datetime, datetime], seen_until: datetime) -> Line:
    """Return a line somebody looked at since the evening before."""
    whole = [Interval(at(18, day=19), seen_until)]
    return to_line([Interval(*each) for each in outages], whole)


CASES = {
    "ahead": (at(8), UP, line(seen_until=at(8)), "class_ahead", False),
    "threatened": (at(8), DOWN, line(seen_until=at(8)), "class_threatened", True),
    "well": (at(10), UP, line(seen_until=at(10)), "class_well", False),
    "just gone": (at(10), DOWN, line(seen_until=at(10)), "class_dark", True),
    "nobody looks": (at(10), DARK, line(seen_until=at(10)), "class_unknown", False),
    "nobody looked": (at(10), UP, line(seen_until=at(9, 45)), "class_unknown", False),
    "over": (at(17), DOWN, line(seen_until=at(17)), "class_over", False),
    "lost": (
        at(17),
        UP,
        line((at(10), at(10, 30)), (at(20, day=19), at(21, day=19)), seen_until=at(17)),
        "class_lost",
        True,
    ),
}


@pytest.mark.parametrize(
    ("now", "state", "known", "name", "is_bad"), CASES.values(), ids=CASES.keys()
)
def test_a_class_of_today_is_said_to_be_what_was_seen_of_it(
    now: datetime, state: SiteState, known: Line, name: str, is_bad: bool
) -> None:
    classes = find_classes([session()], known, now)

    (remark,) = to_remarks(classes, 0, state, now)
    assert (remark.name, remark.is_bad) == (name, is_bad)
    assert remark.course == "digital_commerce"
    assert (remark.values["start"], remark.values["end"]) == (at(9), at(16))


def test_only_darkness_in_class_counts_and_learners_may_be_unknown() -> None:
    known = line((at(8), at(9, 12)), (at(15, 58), at(17)), seen_until=at(18))
    one = session(registered=None)

    (remark,) = to_remarks(find_classes([one], known, at(18)), 0, UP, at(18))

    assert remark.values["lost_s"] == 12 * 60 + 2 * 60
    assert remark.name == "class_lost_uncounted"


def test_the_disturbed_comes_first_and_a_day_without_class_is_quiet() -> None:
    other = session(code="TS-2", starts_at=at(17), ends_at=at(18))
    known, now = line(seen_until=at(10)), at(10)
    classes = find_classes([other, session()], known, now)

    assert [each.session.code for each in classes] == ["TS-1", "TS-2"]
    names = [each.name for each in to_remarks(classes, 3, DOWN, now)]
    assert names == ["class_dark", "class_threatened", "shops"]
    tomorrow = now + timedelta(days=5)
    quiet = to_remarks(find_classes([session()], known, tomorrow), 0, UP, tomorrow)
    assert [each.name for each in quiet] == ["quiet"]
