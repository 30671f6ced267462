"""Which training a broken line disturbed. Limits and reasons: docs/linking.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from netmon.core.clock import to_thai
from netmon.core.intervals import Interval, clip
from netmon.core.model import SiteCode
from netmon.links.facts import Session
from netmon.links.line import Line, look

DISTURBED_S = 600.0
"""A session is disturbed by as much darkness in class: a lesson's step is lost."""
DISTURBED_RATIO = 0.05
"""Or by this share of its class time, where that is less: 3 minutes of an hour."""

ONE_DAY = timedelta(days=1)


class Verdict(StrEnum):
    """What the line did to a session.

    Attributes:
        DISTURBED: Dark for as long as docs/linking.md says, or longer.
        UNDISTURBED: Not, and even darkness in all the time nobody looked would not
            have made it so.
        NOT_OBSERVED: Too little was seen to say either.
        NOT_OVER: It has not ended, and has not been disturbed so far.
    """

    DISTURBED = "disturbed"
    UNDISTURBED = "undisturbed"
    NOT_OBSERVED = "not_observed"
    NOT_OVER = "not_over"


@dataclass(frozen=True, slots=True)
class SessionLook:
    """A session beside the line of its centre.

    Attributes:
        class_s: Class time on all its days, seconds.
        passed_s: Of that, what has passed.
        down_s: Of that, observed and down.
        not_observed_s: Of that, what nobody looked at.
    """

    session: Session
    site: SiteCode
    class_s: float
    passed_s: float
    down_s: float
    not_observed_s: float
    verdict: Verdict

    @property
    def affected_count(self) -> int | None:
        """Attendees of a disturbed session, 0 of another; None where not written."""
        if self.verdict is not Verdict.DISTURBED:
            return 0
        return self.session.attended


@dataclass(frozen=True, slots=True)
class TrainingSums:
    """Many sessions together.

    Attributes:
        session_count: All; the four counts below sum to it.
        down_s, not_observed_s: Of class time that has passed.
        affected_count: Attendees of disturbed sessions, where they were written down.
        unwritten_count: Disturbed sessions of which no attendance is written down.
        attended_count, completed_count: Of all sessions where written down.
    """

    session_count: int = 0
    disturbed_count: int = 0
    undisturbed_count: int = 0
    not_observed_count: int = 0
    not_over_count: int = 0
    down_s: float = 0.0
    not_observed_s: float = 0.0
    affected_count: int = 0
    unwritten_count: int = 0
    attended_count: int = 0
    completed_count: int = 0


def to_class_time(session: Session) -> list[Interval]:
    """Return when class is held, UTC+7: every day of it, at the same hours.

    From the day it starts to the day it ends, from the time of day it starts to the
    time of day it ends; an end at 00:00 is 24:00 of the day before. Where that is not
    later on the clock (a class over midnight), it is taken as one piece.
    """
    first, last = to_thai(session.starts_at), to_thai(session.ends_at)
    begin, end = _since_midnight(first), _since_midnight(last)
    last_day = last.date()
    if not end:
        last_day, end = last_day - ONE_DAY, ONE_DAY
    length = end - begin
    if length <= timedelta():
        whole = Interval(session.starts_at, session.ends_at)
        return [whole] if whole.start < whole.end else []
    days = (last_day - first.date()).days
    starts = (session.starts_at + timedelta(days=day) for day in range(days + 1))
    return [Interval(start, start + length) for start in starts]


def _since_midnight(at: datetime) -> timedelta:
    return timedelta(
        hours=at.hour,
        minutes=at.minute,
        seconds=at.second,
        microseconds=at.microsecond,
    )


def look_at_session(
    session: Session, site: SiteCode, line: Line, now: datetime
) -> SessionLook:
    """Return `session` beside the line of its centre's site."""
    hours = to_class_time(session)
    class_s = sum((_s(each) for each in hours), 0.0)
    begun = [each for each in hours if each.start < now]
    passed = clip(begun, Interval(begun[0].start, now)) if begun else []
    seen = look(line, passed)
    return SessionLook(
        session=session,
        site=site,
        class_s=class_s,
        passed_s=seen.total_s,
        down_s=seen.down_s,
        not_observed_s=seen.not_observed_s,
        verdict=_judge(
            class_s, seen.down_s, seen.not_observed_s, is_over=session.ends_at <= now
        ),
    )


def sum_up(looks: Iterable[SessionLook]) -> TrainingSums:
    """Return many sessions together."""
    every = list(looks)
    verdicts = [each.verdict for each in every]
    affected = [each.affected_count for each in every]
    return TrainingSums(
        session_count=len(every),
        disturbed_count=verdicts.count(Verdict.DISTURBED),
        undisturbed_count=verdicts.count(Verdict.UNDISTURBED),
        not_observed_count=verdicts.count(Verdict.NOT_OBSERVED),
        not_over_count=verdicts.count(Verdict.NOT_OVER),
        down_s=sum(each.down_s for each in every),
        not_observed_s=sum(each.not_observed_s for each in every),
        affected_count=sum(count or 0 for count in affected),
        unwritten_count=affected.count(None),
        attended_count=sum(each.session.attended or 0 for each in every),
        completed_count=sum(each.session.completed or 0 for each in every),
    )


def _judge(
    class_s: float, down_s: float, not_observed_s: float, *, is_over: bool
) -> Verdict:
    limit_s = min(DISTURBED_S, DISTURBED_RATIO * class_s)
    if down_s > 0 and down_s >= limit_s:
        return Verdict.DISTURBED
    if not is_over:
        return Verdict.NOT_OVER
    is_sure = down_s + not_observed_s < limit_s
    return Verdict.UNDISTURBED if is_sure else Verdict.NOT_OBSERVED


def _s(interval: Interval) -> float:
    return (interval.end - interval.start).total_seconds()
