"""Days as people write them, read only where one reading is possible."""

from __future__ import annotations

import re
from datetime import date, timedelta

BUDDHIST_YEARS = 543
_EARLIEST = date(1990, 1, 1)
_DMY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_WORDS = re.compile(r"(\d{1,2})\s*([^\d\s]+)\s*(?:พ\.ศ\.|ค\.ศ\.)?\s*(\d{4})")
_MONTHS = (
    "มกราคม|ม.ค.|january|jan",
    "กุมภาพันธ์|ก.พ.|february|feb",
    "มีนาคม|มี.ค.|march|mar",
    "เมษายน|เม.ย.|april|apr",
    "พฤษภาคม|พ.ค.|may",
    "มิถุนายน|มิ.ย.|june|jun",
    "กรกฎาคม|ก.ค.|july|jul",
    "สิงหาคม|ส.ค.|august|aug",
    "กันยายน|ก.ย.|september|sep",
    "ตุลาคม|ต.ค.|october|oct",
    "พฤศจิกายน|พ.ย.|november|nov",
    "ธันวาคม|ธ.ค.|december|dec",
)
_MONTH = {
    name: number
    for number, names in enumerate(_MONTHS, start=1)
    for name in names.split("|")
}
_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)


class NoDate(Exception):
    """The text is no day, or more than one; says why in English and Thai."""


def read_date(text: str, today: date) -> date:
    """Return the day that `text` means, digits 0-9.

    A year from 2400 to 2699 is Buddhist, from 1900 to 2099 common. In a common year
    both numbers up to 12 could be day and month either way round: that is refused,
    because spreadsheets of other countries write the month first.

    Raises:
        NoDate: No day, no existing day, or several readings.
    """
    if len(text) > 60:
        raise NoDate(": it has no single reading")
    if found := _DMY.fullmatch(text):
        return _from_numbers(int(found[1]), int(found[2]), int(found[3]))
    if found := _ISO.fullmatch(text):
        return _make(int(found[1]), int(found[2]), int(found[3]))
    if _SERIAL.fullmatch(text):
        return _from_serial(int(float(text)), today)
    if found := _WORDS.fullmatch(text):
        month = _MONTH.get(found[2].casefold().removesuffix(","))
        if month:
            return _make(int(found[3]), month, int(found[1]))
    raise NoDate(": it has no single reading")


def is_buddhist(year: int) -> bool:
    """Return whether a year of four digits is one of the Buddhist Era."""
    return 2400 <= year < 2700


def to_text(day: date) -> str:
    """Return dd/mm/yyyy of the Buddhist Era."""
    return f"{day.day:02}/{day.month:02}/{day.year + BUDDHIST_YEARS:04}"


def from_text(text: str) -> date:
    """Return the day that `to_text` wrote."""
    day, month, year = map(int, text.split("/"))
    return date(year - BUDDHIST_YEARS, month, day)


def _from_numbers(first: int, second: int, year: int) -> date:
    if second > 12 >= first:
        return _make(year, first, second)
    if year < 2400 and first <= 12 and first != second:
        raise NoDate(": day and month cannot be told apart")
    return _make(year, second, first)


def _make(year: int, month: int, day: int) -> date:
    if is_buddhist(year):
        year -= BUDDHIST_YEARS
    try:
        made = date(year, month, day)
    except ValueError:
        raise NoDate(": there is no such day") from None
    if not _EARLIEST <= made < date(2100, 1, 1):
        raise NoDate(": this year is not possible")
    return made


def _from_serial(number: int, today: date) -> date:
    """Read a day number of a spreadsheet, of 1900 unless 1904 is possible too."""
    made = _EPOCH_1900 + timedelta(number)
    if _EPOCH_1904 + timedelta(number) <= today or not _EARLIEST <= made <= today:
        raise NoDate(": a day number with several readings")
    return made
