"""Fiscal years of the Thai state: October to September, named for their end."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

from netmon.core.errors import ConfigError
from netmon.core.months import (
    BUDDHIST_AHEAD_YEARS,
    FIRST_YEAR,
    FISCAL_YEAR_STARTS,
    LAST_YEAR,
    Month,
)

QUARTERS = (1, 2, 3, 4)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_FIRST, _LAST = FIRST_YEAR + 1, LAST_YEAR
"""Common Era; the first whose October is a month of the product."""


class NoFiscalYear(ConfigError):
    """What was written is no fiscal year of the Buddhist Era.

    Args:
        text: What was written.
        meant: The same year of the Buddhist Era, where it is one of the Common Era.

    Attributes:
        message_th: Why, in Thai; the text of the error says it in English.
    """

    def __init__(self, text: str, meant: str = "") -> None:
        hint = f"; did you mean {meant}?" if meant else ""
        super().__init__(
            f"expected a fiscal year as 2570, in the Buddhist Era, got {text!r}{hint}"
        )
        hint_th = f" หมายถึง {meant} หรือไม่" if meant else ""
        self.message_th = f"ต้องเป็นปีงบประมาณแบบ 2570 ตามปี พ.ศ. แต่ได้ {text!r}{hint_th}"


class FiscalYear(NamedTuple):
    """One fiscal year; the year is of the Buddhist Era, as the state names it."""

    buddhist_year: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the year written as `2570`.

        Raises:
            NoFiscalYear: It is none.
        """
        year = int(text) if _YEAR.fullmatch(text) else 0
        if not _FIRST <= year - BUDDHIST_AHEAD_YEARS <= _LAST:
            is_common = _FIRST <= year <= _LAST
            meant = str(year + BUDDHIST_AHEAD_YEARS) if is_common else ""
            raise NoFiscalYear(text, meant)
        return cls(year)

    def __str__(self) -> str:
        return str(self.buddhist_year)

    @property
    def months(self) -> tuple[Month, ...]:
        """Its twelve months, October first."""
        found = [
            Month(self.buddhist_year - BUDDHIST_AHEAD_YEARS - 1, FISCAL_YEAR_STARTS)
        ]
        while found[-1].next.fiscal_year == self.buddhist_year:
            found.append(found[-1].next)
        return tuple(found)


def quarter_of(month: Month) -> int:
    """Return the fiscal quarter a month lies in: 1 is October to December."""
    return (month.month - FISCAL_YEAR_STARTS) % 12 // 3 + 1
