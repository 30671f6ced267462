"""How long files are kept; forgetting is unlinking whole files.

Days are Thai days. Raw rows fill a file a day, hours some files a month (a day while it
is fresh), days a file a month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from netmon.store.layout import DAILY, HOURLY, Layout, to_day
from netmon.store.spool import spool_bytes

_NAMED = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """How long each class of files is kept, and how large all of them may be.

    Attributes:
        raw_days: Rows as they were measured.
        hourly_days: Roll-ups by the hour; 13 months, to compare with a year ago.
        daily_days: Roll-ups by the day; 5 years.
        aside_days: What was set aside, for a person to look at.
        most_bytes: Of the whole log; beyond, the oldest raw days go first.
    """

    raw_days: int = 35
    hourly_days: int = 396
    daily_days: int = 1_827
    aside_days: int = 30
    most_bytes: int = 100 * 2**30

    def __post_init__(self) -> None:
        days = (self.raw_days, self.hourly_days, self.daily_days, self.aside_days)
        if min(days) < 2:
            raise ValueError("files are kept for at least 2 days")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What retention removed.

    Attributes:
        aged_count: Files older than their class is kept.
        crowded_out: Days of raw rows that went before their time, for want of room.
        aside: What was set aside and nobody took.
    """

    aged_count: int
    crowded_out: tuple[Path, ...]
    aside: tuple[Path, ...]


def forget(layout: Layout, rules: RetentionRules, now: datetime) -> Forgotten:
    """Remove what is too old, then the oldest raw days while the log is too large.

    Tails, roll-ups and the hours of the current day are never removed for room.
    """
    today = to_day(now)
    aged = 0
    for part, days in (
        ("raw", rules.raw_days),
        (HOURLY, rules.hourly_days),
        (DAILY, rules.daily_days),
    ):
        limit = today - timedelta(days=days)
        for path, last_day in _files(layout.root / part):
            if last_day < limit:
                path.unlink(missing_ok=True)
                aged += 1
                with suppress(OSError):  # of a month or day only when it is empty
                    path.parent.rmdir()
    left = tuple(_left_aside(layout, now - timedelta(days=rules.aside_days)))
    return Forgotten(aged, tuple(_make_room(layout, rules, today)), left)


def disk_bytes(layout: Layout) -> int:
    """Return how large the whole log is."""
    return sum(_size(path) for path in layout.root.rglob("*") if path.is_file())


def _left_aside(layout: Layout, before: datetime) -> Iterator[Path]:
    for path in sorted(layout.aside.iterdir()):
        with suppress(OSError):  # a person's folder, or taken away meanwhile
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                yield path


def _make_room(layout: Layout, rules: RetentionRules, today: date) -> Iterator[Path]:
    # What waits for InfluxDB has a bound of its own.
    excess = disk_bytes(layout) - spool_bytes(layout) - rules.most_bytes
    raw = sorted(_files(layout.root / "raw"), key=lambda each: each[1])
    for path, day in raw:
        if excess <= 0 or day >= today:
            return
        excess -= _size(path)
        path.unlink(missing_ok=True)
        yield path


def _files(folder: Path) -> Iterator[tuple[Path, date]]:
    """Return sealed files with the last Thai day they hold.

    It is in their own name, or in that of the day's directory they are in.
    """
    for path in folder.rglob("*.parquet"):
        is_in_day = _NAMED.fullmatch(path.parent.name)
        last = _last_day(path.parent.name if is_in_day else path.stem)
        if last is not None:
            yield path, last


def _last_day(name: str) -> date | None:
    found = _NAMED.fullmatch(name)
    if found is None:
        return None
    try:
        if found[3] is not None:
            return date(int(found[1]), int(found[2]), int(found[3]))
        some_day_after = date(int(found[1]), int(found[2]), 28) + timedelta(days=4)
    except ValueError:
        return None
    return some_day_after.replace(day=1) - timedelta(days=1)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
