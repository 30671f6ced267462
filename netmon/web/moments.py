"""Moments and durations as people read them: Bangkok time, Buddhist Era in Thai."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from netmon.core.clock import to_buddhist_year, to_thai
from netmon.web.texts import Language

if TYPE_CHECKING:
    from netmon.web.texts import Texts

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400


def to_moment(texts: Texts, at: datetime | None) -> str:
    """Return `at` to the minute; a dash where it is not known."""
    return _to_moment(texts, at, "%H:%M")


def to_exact_moment(texts: Texts, at: datetime | None) -> str:
    """Return `at` to the second; a dash where it is not known."""
    return _to_moment(texts, at, "%H:%M:%S")


def _to_moment(texts: Texts, at: datetime | None, clock: str) -> str:
    if at is None:
        return texts("time.unknown")
    local = to_thai(at)
    is_thai = texts.language is Language.THAI
    return texts(
        "time.moment",
        day=local.day,
        month=texts(f"month.{local.month}"),
        year=to_buddhist_year(at) if is_thai else local.year,
        clock=local.strftime(clock),
    )


def to_day_name(texts: Texts, day: date) -> str:
    """Return a day of the calendar."""
    is_thai = texts.language is Language.THAI
    year = to_buddhist_year(datetime.combine(day, time(12), UTC))
    month = texts(f"month.{day.month}")
    return f"{day.day} {month} {year if is_thai else day.year}"


def to_clock(at: datetime) -> str:
    """Return the time of day to the second."""
    return f"{to_thai(at):%H:%M:%S}"


def to_duration(texts: Texts, seconds: float) -> str:
    """Return a duration in its two greatest units."""
    whole = max(0, int(seconds))
    if whole < _MINUTE_S:
        return texts("duration.seconds", s=whole)
    if whole < _HOUR_S:
        return texts("duration.minutes", m=whole // _MINUTE_S, s=whole % _MINUTE_S)
    if whole < _DAY_S:
        minutes = whole % _HOUR_S // _MINUTE_S
        return texts("duration.hours", h=whole // _HOUR_S, m=minutes)
    return texts("duration.days", d=whole // _DAY_S, h=whole % _DAY_S // _HOUR_S)


def read_moment(text: str) -> datetime:
    """Return the moment evidence holds as text."""
    return datetime.fromisoformat(text).astimezone(UTC)
