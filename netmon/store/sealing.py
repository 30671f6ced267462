"""Turns tails into sealed files: hours and Thai days, each when it is over.

A sealed file is sorted by tags (site, device), then time. It takes its place before
anything it was made of is removed, so a crash at any moment leaves every row, and
sealing again gives the same file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from netmon.core.schema import MEASUREMENTS
from netmon.store.columns import AT
from netmon.store.duck import Duck, literal, quoted
from netmon.store.durable import replacing, sync_folder
from netmon.store.frames import Place, scan
from netmon.store.layout import (
    HOUR,
    HOURLY,
    Layout,
    TailName,
    day_begins,
    hours_of,
    to_day,
)
from netmon.store.months import merge_days
from netmon.store.rollup import roll_up_day, roll_up_hours
from netmon.store.rows import rows_sql
from netmon.store.sources import Sources
from netmon.store.spool import keep_tail, note_rolled

_DAY = timedelta(days=1)
_GROUP_ROWS = 32_768


@dataclass(frozen=True, slots=True)
class HourJob:
    """Seal an hour of a day that has no file yet."""

    hour: datetime
    tails: tuple[TailName, ...]


@dataclass(frozen=True, slots=True)
class DayJob:
    """Make one file of a Thai day; the tails are rows that came late."""

    day: date
    tails: tuple[TailName, ...]


@dataclass(frozen=True, slots=True)
class MonthJob:
    """Merge the hours of days that are over, all of one month, into that month."""

    days: tuple[date, ...]
    tails: tuple[TailName, ...] = ()


Job = HourJob | DayJob | MonthJob


@dataclass(frozen=True, slots=True)
class SealRules:
    """When files are sealed.

    Attributes:
        grace_s: After an hour's end, for rows under way.
        day_grace_s: After a day's end; its last hour is sealed first.
        late_wait_s: How long rows for a day that has its file wait for company: the
            whole file is written anew for them.
    """

    grace_s: float = 300.0
    day_grace_s: float = 5_400.0
    late_wait_s: float = 6 * 3_600.0


def jobs(layout: Layout, rules: SealRules, now: datetime) -> list[Job]:
    """Return what is due now: hours, then days, oldest first; then a month."""
    by_hour: dict[datetime, list[TailName]] = {}
    for name in layout.tail_names():
        by_hour.setdefault(name.hour, []).append(name)
    over = now - HOUR - timedelta(seconds=rules.grace_s)
    hours = [
        HourJob(hour, tuple(tails))
        for hour, tails in sorted(by_hour.items())
        if hour <= over and not _has_day_file(layout, to_day(hour))
    ]
    days = {to_day(hour) for hour in by_hour}
    for job in hours:
        by_hour.pop(job.hour)
    whole = list(_day_jobs(layout, rules, now, by_hour, days))
    own = {day for day in _days_apart(layout) if _is_over(day, rules, now)}
    return [*hours, *whole, *_month_jobs(own | {job.day for job in whole})]


def _month_jobs(days: set[date]) -> Iterable[MonthJob]:
    """Return the newest month only: of an old log all would hold up the next hour."""
    if days:
        newest = max(days).replace(day=1)
        yield MonthJob(tuple(sorted(day for day in days if day >= newest)))


def _is_over(day: date, rules: SealRules, now: datetime) -> bool:
    return day_begins(day) + _DAY + timedelta(seconds=rules.day_grace_s) <= now


def _day_jobs(
    layout: Layout,
    rules: SealRules,
    now: datetime,
    by_hour: dict[datetime, list[TailName]],
    days: set[date],
) -> Iterable[DayJob]:
    for day in sorted(_open_days(layout) | days):
        if not _is_over(day, rules, now):
            continue
        tails = [name for hour in hours_of(day) for name in by_hour.get(hour, ())]
        is_alone = _has_day_file(layout, day) and day not in _open_days(layout)
        wait = timedelta(seconds=rules.late_wait_s)
        if is_alone and not _is_ripe(layout, tails, now - wait):
            continue
        yield DayJob(day, tuple(tails))


def run_job(layout: Layout, job: Job) -> list[Path]:
    """Seal one hour or day, or merge days into their month.

    Returns:
        Tails kept aside: they hold rows of a measurement that is not known.

    Raises:
        OSError, duckdb.Error: It failed; nothing is lost and it may be tried again.
    """
    duck = Duck(layout.scratch)
    try:
        if isinstance(job, HourJob):
            _seal_hour(layout, duck, job)
        elif isinstance(job, DayJob):
            _seal_day(layout, duck, job)
        else:
            _merge_month(layout, duck, job)
    finally:
        duck.close()
    return _remove_tails(layout, job.tails)


def _seal_hour(layout: Layout, duck: Duck, job: HourJob) -> None:
    for name in _measurements(layout, job.tails):
        target = layout.raw_hour(name, job.hour)
        _write(layout, duck, name, (job.hour, job.hour + HOUR), target, job.tails)
        with duck.cursor() as cursor:
            roll_up_hours(layout, cursor, name, target, [job.hour])
    note_rolled(layout, [job.hour], None)


def _seal_day(layout: Layout, duck: Duck, job: DayJob) -> None:
    begin = day_begins(job.day)
    late = {tail.hour for tail in job.tails}
    fresh = _measurements(layout, job.tails)
    for name in MEASUREMENTS:
        target = layout.raw_day(name, job.day)
        hours = layout.raw_hour(name, begin).parent
        if name in fresh or (hours.is_dir() and not target.exists()):
            _write(layout, duck, name, (begin, begin + _DAY), target, job.tails)
        with duck.cursor() as cursor:
            if name in fresh:
                roll_up_hours(layout, cursor, name, target, sorted(late))
            if target.exists():
                roll_up_day(layout, cursor, name, job.day)
        # Before the hours go: without them nobody would do it again.
        note_rolled(layout, sorted(late), job.day)
        _remove_hours(hours)


def _merge_month(layout: Layout, duck: Duck, job: MonthJob) -> None:
    for name in MEASUREMENTS:
        with duck.cursor() as cursor:
            merge_days(layout, cursor, name, job.days)


def _write(
    layout: Layout,
    duck: Duck,
    name: str,
    span: tuple[datetime, datetime],
    target: Path,
    tails: Sequence[TailName],
) -> None:
    start, end = span
    snapshot = Sources(layout).snapshot(name, start, end, only=tails)
    measurement = MEASUREMENTS[name]
    condition = (
        f'"at" >= TIMESTAMPTZ {literal(start.isoformat())} '
        f'AND "at" < TIMESTAMPTZ {literal(end.isoformat())}'
    )
    order = ", ".join(map(quoted, [*measurement.tags, AT]))
    try:
        with replacing(target, layout.scratch) as path, duck.cursor() as cursor:
            rows = rows_sql(cursor, snapshot, list(measurement.fields), condition)
            cursor.execute(
                f"COPY (SELECT * FROM ({rows}) ORDER BY {order}) "
                f"TO {literal(str(path))} "
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP_ROWS})"
            )
    finally:
        snapshot.close()


def _measurements(layout: Layout, tails: Sequence[TailName]) -> list[str]:
    """Return what the tails hold rows of; unknown measurements stay unread."""
    found: set[str] = set()
    for name in tails:
        with layout.tail(name).open("rb") as file:
            found |= {p.frame.measurement for p in scan(file) if isinstance(p, Place)}
    return [name for name in MEASUREMENTS if name in found]


def _remove_tails(layout: Layout, tails: Iterable[TailName]) -> list[Path]:
    """Remove what is sealed; return where tails are that could not all be sealed."""
    aside = []
    for name in tails:
        keep_tail(layout, name)
        path, unknown = layout.tail(name), _first_unknown(layout, name)
        if unknown is None:
            path.unlink(missing_ok=True)
            continue
        # A tail's name may be used again, a sequence number never is.
        kept = layout.aside / f"{name}.{unknown.frame.sequence}"
        os.utime(path)
        path.rename(kept)
        aside.append(kept)
    sync_folder(layout.aside)
    sync_folder(layout.tails)
    return aside


def _first_unknown(layout: Layout, name: TailName) -> Place | None:
    try:
        with layout.tail(name).open("rb") as file:
            for place in scan(file):
                if isinstance(place, Place) and (
                    place.frame.measurement not in MEASUREMENTS
                ):
                    return place
    except FileNotFoundError:
        pass
    return None


def _remove_hours(folder: Path) -> None:
    if not folder.is_dir():
        return
    for path in folder.glob("*.parquet"):
        path.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def _has_day_file(layout: Layout, day: date) -> bool:
    return any(layout.raw_day(name, day).exists() for name in MEASUREMENTS)


def _open_days(layout: Layout) -> set[date]:
    """Return the days of which there are files by the hour."""
    found = set()
    for folder in (layout.root / "raw").glob("*/*/"):
        with suppress(ValueError):
            found.add(date.fromisoformat(folder.name))
    return found


def _days_apart(layout: Layout) -> set[date]:
    """Return the days whose hours are rolled up in a file of their own."""
    found = set()
    for path in (layout.root / HOURLY).glob("*/*.parquet"):
        with suppress(ValueError):
            found.add(date.fromisoformat(path.stem))
    return found


def _is_ripe(layout: Layout, tails: Sequence[TailName], before: datetime) -> bool:
    """Whether one of the tails was begun long enough ago."""
    times = []
    for name in tails:
        with suppress(FileNotFoundError):
            times.append(layout.tail(name).stat().st_mtime)
    return bool(times) and min(times) <= before.timestamp()
