"""Which database answers which piece of a span.

Roll-ups arrive after their hour, oldest first, so an hour before the newest of them is
whole; the newest may be arriving just now, and what is younger is there as rows only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from netmon.store.layout import HOUR, day_begins, to_day, to_hour
from netmon.store.port import Span

_DAY = timedelta(days=1)


class Source(StrEnum):
    """Where a piece is taken from."""

    ROWS = "rows"
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a span, [start, end), and its source."""

    source: Source
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest hour and day whose roll-ups are there; None where there is none."""

    hour: datetime | None
    day: datetime | None


def cut(span: Span, newest: Newest) -> list[Piece]:
    """Return the pieces of a span, oldest first, without gap or overlap."""
    pieces: list[Piece] = []
    begin, end = _first_whole_hour(span.start), to_hour(span.end)
    if newest.hour is None:
        begin = end = span.start
    else:
        begin, end = min(begin, span.end), min(end, newest.hour)
    if begin >= end:
        return [Piece(Source.ROWS, span.start, span.end)]
    pieces.append(Piece(Source.ROWS, span.start, begin))
    pieces += _by_days(begin, end, newest.day)
    pieces.append(Piece(Source.ROWS, end, span.end))
    return [piece for piece in pieces if piece.start < piece.end]


def _by_days(start: datetime, end: datetime, newest: datetime | None) -> list[Piece]:
    begin = _first_whole_day(start)
    until = begin if newest is None else min(day_begins(to_day(end)), newest)
    if begin >= until:
        return [Piece(Source.HOURS, start, end)]
    return [
        Piece(Source.HOURS, start, begin),
        Piece(Source.DAYS, begin, until),
        Piece(Source.HOURS, until, end),
    ]


def _first_whole_hour(at: datetime) -> datetime:
    hour = to_hour(at)
    return hour if hour == at else hour + HOUR


def _first_whole_day(at: datetime) -> datetime:
    day = day_begins(to_day(at))
    return day if day == at else day + _DAY
