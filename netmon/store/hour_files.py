"""Where the hours of a day lie: in a file of its own, or among those of its month.

A day that is over is merged into its month, which is kept in parts by site, so that a
month of one site is a few pages of one file. A day's own file is whole and goes before
the month: it is there before the month has the day, and while late rows wait in it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path
from zlib import crc32

from netmon.store.duck import literal
from netmon.store.layout import Layout, day_begins

PARTS_COUNT = 32
"""Of a month: with 8,255 sites 258 of them a file, whose footer takes 2 ms to read.
Another count is another layout: a site would be looked for where it is not."""


def part_of(site: str) -> int:
    """Return in which part of a month a site is."""
    return crc32(site.encode()) % PARTS_COUNT


def own_files(layout: Layout, name: str, days: Collection[date]) -> dict[date, Path]:
    """Return the days that have a file of their own."""
    paths = {day: layout.hourly(name, day) for day in sorted(days)}
    return {day: path for day, path in paths.items() if path.exists()}


def has_hours(layout: Layout, name: str, day: date) -> bool:
    """Whether there may be hours of a day: its own file, or its month."""
    # In this order: a day that is merged meanwhile is found in its month.
    return layout.hourly(name, day).exists() or (
        layout.month_folder(name, day).is_dir()
    )


def month_files(
    layout: Layout, name: str, days: Collection[date], site: str | None = None
) -> list[Path]:
    """Return the parts of the months of these days, where given those of a site."""
    folders = dict.fromkeys(layout.month_folder(name, day) for day in sorted(days))
    if site is None:
        return [path for each in folders for path in sorted(each.glob("*.parquet"))]
    paths = (layout.month_part(folder, part_of(site)) for folder in folders)
    return [path for path in paths if path.exists()]


def without_days(days: Collection[date]) -> str:
    """Return SQL for hours of other days."""
    return " AND ".join(["true", *(f"NOT {on_day(day)}" for day in days)])


def on_day(day: date) -> str:
    """Return SQL for hours of a Thai day."""
    begin = day_begins(day)
    end = begin + timedelta(days=1)
    return (
        f'("at" >= TIMESTAMPTZ {literal(begin.isoformat())} '
        f'AND "at" < TIMESTAMPTZ {literal(end.isoformat())})'
    )
