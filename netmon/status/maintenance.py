"""Maintenance windows: when work is declared, and on what. Pure.

A window changes what people are shown and told, never what is judged: outages within
it are journalled like any other, and the SLA decides later what they count for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from netmon.core.clock import to_thai

LONGEST = timedelta(days=31)
LONGEST_RECURRING = timedelta(days=1)
"""A window that comes back daily and lasts longer would overlap itself."""
LONGEST_SERIES = timedelta(days=36_525)
"""The calendar of the computer ends with the year 9999; nobody plans so far ahead."""
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Reach(StrEnum):
    """What a window is about."""

    SITE = "site"
    NODE = "node"
    PROVINCE = "province"
    CONTRACT = "contract"


class Phase(StrEnum):
    """Where a window stands."""

    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, not including, `end`; UTC."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Return whether `at` lies within."""
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody declares.

    Attributes:
        subject: Code of the site, node, province or contract.
        starts_at, ends_at: UTC; of the first time.
        weekdays: ISO weekdays (1 = Monday) on which it comes back at the same Thai
            time, ascending; empty for once.
        last_day: Last day (Asia/Bangkok) on which it begins; None for until cancelled.
        reason: What is done, for people.
    """

    reach: Reach
    subject: str
    starts_at: datetime
    ends_at: datetime
    weekdays: tuple[int, ...] = ()
    last_day: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A declared window.

    Attributes:
        planned_at, planned_by: When and by whom it was declared: notice counts.
        cancelled_at, cancelled_by: None while it stands. What was before stays.
    """

    id: int
    plan: Plan
    planned_at: datetime
    planned_by: str
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None

    def spans(self, since: datetime) -> Iterator[Span]:
        """Yield every time it holds that ends after `since`, in order.

        Endless for a window that comes back until it is cancelled.
        """
        for span in _spans(self.plan, since):
            end = min(span.end, self.cancelled_at or span.end)
            if end <= span.start:  # cancelled before it began, and so all later ones
                return
            if end > since:
                yield Span(span.start, end)

    def at(self, moment: datetime) -> Span | None:
        """Return the time it holds at `moment`, None if it does not."""
        span = self.next(moment)
        return span if span and span.holds(moment) else None

    def next(self, moment: datetime) -> Span | None:
        """Return the time that goes on at `moment` or comes next, None after all."""
        return next(self.spans(moment), None)

    def phase(self, moment: datetime) -> Phase:
        """Return where it stands at `moment`."""
        span = self.next(moment)
        if span is not None:
            return Phase.RUNNING if span.holds(moment) else Phase.PLANNED
        return Phase.CANCELLED if self.cancelled_at else Phase.OVER


def find_fault(plan: Plan, now: datetime) -> str:
    """Return why `plan` cannot be declared at `now`, empty where it can.

    Time that has passed cannot be declared: a window would hide an outage.
    """
    length = plan.ends_at - plan.starts_at
    most = LONGEST_RECURRING if plan.weekdays else LONGEST
    if length <= timedelta(0):
        return "it ends before it begins"
    if length > most:
        return f"it lasts {length / DAY:.1f} days, the most is {most / DAY:g}"
    if plan.starts_at < now - timedelta(minutes=1):
        return "it begins in the past; time that has passed cannot be declared"
    return _find_fault_of_recurrence(plan)


def _find_fault_of_recurrence(plan: Plan) -> str:
    if not plan.weekdays:
        return "a last day needs weekdays" if plan.last_day else ""
    first = to_thai(plan.starts_at).date()
    if first.isoweekday() not in plan.weekdays:
        return _name_first_day(plan, first)
    if plan.last_day is not None and plan.last_day < first:
        return "its last day is before its first"
    if plan.last_day is not None and plan.last_day - first > LONGEST_SERIES:
        return "its last day is more than a hundred years ahead"
    return ""


def _name_first_day(plan: Plan, first: date) -> str:
    wrong = f"its first day, {first:%a} {first}, is none of its weekdays"
    for ahead in range(1, 7):
        day = date.fromordinal(min(first.toordinal() + ahead, date.max.toordinal()))
        if day.isoweekday() in plan.weekdays:
            return f"{wrong}; {day:%a} {day} would be the first to do"
    return wrong


def overlaps(one: Window, other: Window, now: datetime) -> bool:
    """Return whether both hold at some moment from `now` on."""
    since = max(now, one.plan.starts_at, other.plan.starts_at)
    until = since + WEEK  # by then, what comes back has come on every day it may
    first, second = (
        list(takewhile(lambda span: span.start < until, window.spans(since)))
        for window in (one, other)
    )
    return any(a.start < b.end and b.start < a.end for a in first for b in second)


def _spans(plan: Plan, since: datetime) -> Iterator[Span]:
    length = plan.ends_at - plan.starts_at
    if not plan.weekdays:
        yield Span(plan.starts_at, plan.ends_at)
        return
    # Thai time has no daylight saving: a day is always 24 hours.
    passed = max(0, (since - length - plan.starts_at) // DAY)
    start = plan.starts_at + passed * DAY
    while plan.last_day is None or to_thai(start).date() <= plan.last_day:
        if to_thai(start).isoweekday() in plan.weekdays:
            yield Span(start, start + length)
        start += DAY
