"""Calendar months of Thailand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import NamedTuple, Self

from netmon.core.clock import THAI_TIME, to_thai
from netmon.core.errors import ConfigError
from netmon.core.intervals import Interval

FIRST_YEAR, LAST_YEAR = 2000, 2200
"""As everywhere in the product; a year of the Buddhist Era is none of these."""
BUDDHIST_AHEAD_YEARS = 543
FISCAL_YEAR_STARTS = 10
"""The state's year begins on the first of October and is named for its end."""
MOST_MONTHS = 72
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


class NoMonth(ConfigError):
    """What was written is no month of the Common Era.

    Args:
        text: What was written.
        meant: The same month of the Common Era, where the year is a Buddhist one.

    Attributes:
        message_th: Why, in Thai; the text of the error says it in English.
    """

    def __init__(self, text: str, meant: str = "") -> None:
        hint = f"; did you mean {meant}?" if meant else ""
        super().__init__(
            f"expected a month as 2026-11, in the Common Era, got {text!r}{hint}"
        )
        hint_th = f" หมายถึง {meant} หรือไม่" if meant else ""
        self.message_th = f"ต้องเป็นเดือนแบบ 2026-11 ตามปี ค.ศ. แต่ได้ {text!r}{hint_th}"


class Month(NamedTuple):
    """One month; the year is of the Common Era."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the month written as `2026-11`.

        Raises:
            NoMonth: It is none.
        """
        found = _MONTH.fullmatch(text)
        year = int(found[1]) if found else 0
        if not found or not FIRST_YEAR <= year <= LAST_YEAR:
            common = year - BUDDHIST_AHEAD_YEARS
            is_buddhist = found and FIRST_YEAR <= common <= LAST_YEAR
            meant = f"{common}-{found[2]}" if is_buddhist and found else ""
            raise NoMonth(text, meant)
        return cls(year, int(found[2]))

    @classmethod
    def of(cls, at: datetime) -> Self:
        """Return the month `at` lies in, in Asia/Bangkok."""
        local = to_thai(at)
        return cls(local.year, local.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def buddhist_year(self) -> int:
        """Its year in the Buddhist Era; for display only."""
        return self.year + BUDDHIST_AHEAD_YEARS

    @property
    def fiscal_year(self) -> int:
        """The state's fiscal year it lies in, in the Buddhist Era as Thais name it."""
        return self.buddhist_year + (self.month >= FISCAL_YEAR_STARTS)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def next(self) -> Month:
        """The month after it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def span(self) -> Interval:
        """From its first midnight in Asia/Bangkok until the next month's, UTC."""
        return _to_span(self)


@lru_cache(maxsize=2 * MOST_MONTHS)
def _to_span(month: Month) -> Interval:
    """Return a month's span; it is asked for once a site."""
    return Interval(midnight(month.first_day), midnight(month.next.first_day))


def midnight(day: date) -> datetime:
    """Return when a day begins in Asia/Bangkok, UTC."""
    return datetime.combine(day, time(), THAI_TIME).astimezone(UTC)


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Yield the months from `first` until `last`, both included.

    Raises:
        ConfigError: The last is before the first, or they are more than MOST_MONTHS.
    """
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count < 1:
        message = f"{last} is before {first}"
        raise ConfigError(message)
    if count > MOST_MONTHS:
        message = f"{first} to {last}: at most {MOST_MONTHS} months at once"
        raise ConfigError(message)
    month = first
    while month <= last:
        yield month
        month = month.next
