"""What is disturbed at a centre today, in plain sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from netmon.core.clock import to_thai
from netmon.core.intervals import Interval, clip
from netmon.core.model import SiteState
from netmon.links.calendar import to_interval
from netmon.links.facts import Session
from netmon.links.line import Line, Seen, look
from netmon.links.training import DISTURBED_S, to_class_time

WORTH_TELLING_S = 60.0
"""Less darkness in class than a minute is no news."""
_UNSEEN = (SiteState.NOT_OBSERVED, SiteState.UNMONITORED)


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence: `remark.<name>` of the texts says it.

    Attributes:
        is_bad: Something is disturbed.
        course: Code of the course it is about, "" for none.
        values: What is put into the words, beside the course.
    """

    name: str
    is_bad: bool = False
    course: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClassToday:
    """Class time of one session on the day that is.

    Attributes:
        hours: From the first to the last class of the day.
        seen: How the line was in what has passed of it.
    """

    session: Session
    hours: Interval
    seen: Seen


def find_classes(
    sessions: Iterable[Session], line: Line, now: datetime
) -> list[ClassToday]:
    """Return the sessions with class on the Thai day of `now`, the earliest first."""
    day = to_interval(to_thai(now).date())
    found = []
    for session in sessions:
        held = clip(to_class_time(session), day)
        if held:
            passed = clip(held, Interval(day.start, now)) if now > day.start else []
            hours = Interval(held[0].start, held[-1].end)
            found.append(ClassToday(session, hours, look(line, passed)))
    return sorted(found, key=lambda each: each.hours.start)


def to_remarks(
    classes: Iterable[ClassToday], shop_count: int, state: SiteState, now: datetime
) -> list[Remark]:
    """Return what to say of today, the disturbed first.

    Args:
        classes: Those of today.
        shop_count: Shops that sell over the line.
        state: Of the line, now.
        now: The present.
    """
    remarks = [_of_class(each, state, now) for each in classes]
    if state is SiteState.DOWN and shop_count:
        remarks.append(Remark("shops", is_bad=True, values={"count": shop_count}))
    if not remarks:
        remarks.append(Remark("quiet"))
    return sorted(remarks, key=lambda each: not each.is_bad)


def _of_class(each: ClassToday, state: SiteState, now: datetime) -> Remark:
    session, hours = each.session, each.hours
    count = session.attended if session.attended is not None else session.registered
    name = _name(each, state, now)
    if name == "class_lost" and count is None:
        name = "class_lost_uncounted"
    lost_s = each.seen.down_s
    values = {"start": hours.start, "end": hours.end, "lost_s": lost_s, "count": count}
    is_bad = name.startswith("class_lost") or name in ("class_dark", "class_threatened")
    return Remark(name, is_bad, session.course, values)


def _name(each: ClassToday, state: SiteState, now: datetime) -> str:
    if each.seen.down_s >= WORTH_TELLING_S:
        return "class_lost"
    if now < each.hours.start:
        return "class_threatened" if state is SiteState.DOWN else "class_ahead"
    if each.seen.not_observed_s >= DISTURBED_S or state in _UNSEEN:
        return "class_unknown"
    if now >= each.hours.end:
        return "class_over"
    return "class_dark" if state is SiteState.DOWN else "class_well"
