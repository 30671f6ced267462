"""Months and moments as people read them: Thai time, Buddhist Era in Thai."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.core.clock import to_buddhist_year, to_thai
from netmon.sla.shown import NOTHING

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.months import Month
    from netmon.reports.words import Words


def to_month_name(words: Words, month: Month) -> str:
    """Return a month with its year, as `ตุลาคม 2569` or `October 2026`."""
    is_thai = words.language == "th"
    year = f"พ.ศ. {month.buddhist_year}" if is_thai else month.year
    return f"{words(f'month.{month.month}')} {year}"


def to_moment(words: Words, at: datetime | None) -> str:
    """Return a moment to the second; a dash for none."""
    if at is None:
        return NOTHING
    local = to_thai(at)
    year = to_buddhist_year(at) if words.language == "th" else local.year
    month = words(f"short_month.{local.month}")
    return f"{local.day} {month} {year} {local:%H:%M:%S}"


def to_short_moment(words: Words, at: datetime | None) -> str:
    """Return a moment whose year is known, to the minute; a dash for none."""
    if at is None:
        return NOTHING
    local = to_thai(at)
    return f"{local.day} {words(f'short_month.{local.month}')} {local:%H:%M}"
