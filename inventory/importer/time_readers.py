"""Readers of cells that hold days, moments, times of day and weekdays."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from inventory.importer.dates import NoDate, read_date, to_text
from inventory.importer.form import Reader, Reading, Unreadable
from inventory.importer.text import to_digits, to_key
from netmon.core.clock import THAI_TIME, to_thai

ROUND_THE_CLOCK = "24 h"
"""Canonical for service without end, in any cell of a row of service hours."""

_LONGEST = 60
_MOMENT = re.compile(
    r"(?P<day>.{6,40}?)(?:T|\s*เวลา\s*|\s+)(?P<h>[0-9]{1,2})[:.](?P<m>[0-9]{2})"
    r"(?::(?P<s>[0-9]{2})(?:\.[0-9]{1,6})?)?"
    r"(?P<words>\s*น\.?)?\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?::00)?(\s*น\.?)?")
_ROUND = re.compile(
    r"(ตลอด\s*)?24\s*(h|hrs?|hours?|ชม\.?|ชั่วโมง)|24\s*[/x]\s*7|ตลอดเวลา", re.IGNORECASE
)
_DAY_NAMES = (
    "จันทร์|จ.|จ|monday|mon|1",
    "อังคาร|อ.|อ|tuesday|tue|2",
    "พุธ|พ.|พ|wednesday|wed|3",
    "พฤหัสบดี|พฤหัส|พฤ.|พฤ|thursday|thu|4",
    "ศุกร์|ศ.|ศ|friday|fri|5",
    "เสาร์|ส.|ส|saturday|sat|6",
    "อาทิตย์|อา.|อา|sunday|sun|7",
)
_DAY = {
    name: number
    for number, names in enumerate(_DAY_NAMES, start=1)
    for name in names.split("|")
}
_EVERY_DAY = {"ทุกวัน", "daily", "every day", "everyday"}


def day_reader(today: date, *, may_lie_ahead: bool) -> Reader:
    """Return a reader of days, canonical as 2026-11-20.

    That form, and dd/mm/yyyy of the Buddhist Era, need no repair.

    Args:
        today: In Thailand.
        may_lie_ahead: Whether a day after today is nothing odd.
    """

    def read(text: str) -> Reading:
        day, repair = _read_day(text, today)
        is_odd = day > today and not may_lie_ahead
        return Reading(day.isoformat(), repair, "day_ahead" if is_odd else "")

    return read


def moment_reader(today: date) -> Reader:
    """Return a reader of day and time, canonical in Thai time, as ISO 8601 writes it.

    A moment without a zone is Thai time: a spreadsheet cannot hold one.
    """

    def read(text: str) -> Reading:
        digits = to_digits(text)
        found = _MOMENT.fullmatch(digits) if len(digits) <= _LONGEST else None
        if found is None:
            raise Unreadable("moment_form")
        day, repair = _read_day(found["day"].strip(), today)
        hour, minute = int(found["h"]), int(found["m"])
        try:
            clock = time(
                hour, minute, int(found["s"] or 0), tzinfo=_zone(found["zone"])
            )
            moment = to_thai(datetime.combine(day, clock))
        except (ValueError, OverflowError):
            raise Unreadable("moment_form") from None
        if digits != text:
            repair = "thai_digits"
        elif found["words"] or len(found["h"]) == 1:
            repair = "moment_text"
        return Reading(moment.isoformat(timespec="seconds"), repair)

    return read


def read_time(text: str) -> Reading:
    """Return a time of day as 08:30, or ROUND_THE_CLOCK.

    Raises:
        Unreadable: It is neither.
    """
    digits = to_digits(text)
    if len(digits) <= _LONGEST and _ROUND.fullmatch(digits):
        return Reading(ROUND_THE_CLOCK)
    found = _TIME.fullmatch(digits) if len(digits) <= _LONGEST else None
    if found is None or int(found[2]) > 59 or int(found[1]) > 24:
        raise Unreadable("malformed_time")
    canonical = f"{int(found[1]):02}:{found[2]}"
    if found[1] == "24" and found[2] != "00":
        raise Unreadable("malformed_time")
    if digits != text:
        return Reading(canonical, "thai_digits")
    is_plain = text in (canonical, f"{canonical}:00")
    return Reading(canonical, "" if is_plain else "time_form")


def read_weekdays(text: str) -> Reading:
    """Return ISO weekdays as 1;2;3;4;5, or ROUND_THE_CLOCK.

    Raises:
        Unreadable: Something in it names no day.
    """
    digits = to_digits(text)
    if len(digits) > 2 * _LONGEST:
        raise Unreadable("malformed_weekdays")
    if _ROUND.fullmatch(digits):
        return Reading(ROUND_THE_CLOCK)
    if to_key(digits) in _EVERY_DAY:
        return Reading("1;2;3;4;5;6;7", "weekday_names")
    days: set[int] = set()
    for part in re.split(r"[;,/]", digits):
        days |= _span(part)
    canonical = ";".join(map(str, sorted(days)))
    if digits != text:
        return Reading(canonical, "thai_digits")
    return Reading(
        canonical, "" if text.replace(" ", "") == canonical else "weekday_names"
    )


def _span(text: str) -> set[int]:
    """Return the days of one day, or of a span as Mon-Fri."""
    ends = [_DAY.get(to_key(end).removeprefix("วัน").strip()) for end in _halves(text)]
    first, last = ends[0], ends[-1]
    if first is None or last is None or last < first:
        raise Unreadable("malformed_weekdays")
    return set(range(first, last + 1))


def _halves(text: str) -> list[str]:
    halves = re.split(r"\s*[-–]\s*|\s*ถึง\s*|\s+to\s+", text.strip(), maxsplit=1)
    return [half.strip() for half in halves]


def _read_day(text: str, today: date) -> tuple[date, str]:
    digits = to_digits(text)
    try:
        day = read_date(digits, today)
    except NoDate as bad:
        raise Unreadable("day_form", str(bad)) from None
    if digits != text:
        return day, "thai_digits"
    # Held against what was read: 11/20/2569 looks like dd/mm/yyyy, and is not.
    is_plain = text in (day.isoformat(), to_text(day))
    return day, "" if is_plain else "day_form"


def _zone(text: str | None) -> timezone:
    if text is None:
        return THAI_TIME
    if text == "Z":
        return UTC
    digits = text.replace(":", "")
    sign = -1 if digits[0] == "-" else 1
    shift = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:]))
    return timezone(sign * shift)
