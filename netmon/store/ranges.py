"""Numbers over time: from roll-ups where they say the same, from rows elsewhere.

An hour is taken from its rows when a tail of it is there (the roll-up may lack them),
or when the span cuts it. Where steps are whole days, days that are over are taken from
`site_1d`: 24 times fewer rows than hours; likewise days whose hours are forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from netmon.core.schema import MEASUREMENTS
from netmon.store.conditions import MOMENT, condition, step_sql
from netmon.store.duck import listed, literal, quoted
from netmon.store.hour_files import (
    has_hours,
    month_files,
    on_day,
    own_files,
    without_days,
)
from netmon.store.layout import (
    HOUR_MS,
    Layout,
    day_begins,
    days_between,
    hours_of,
    to_day,
    to_hour,
)
from netmon.store.nothing import nothing_sql
from netmon.store.port import Aggregate, RangeQuestion, Span, total_of
from netmon.store.rollup import column, kept, parts_for, raw_part, rollup_schema
from netmon.store.rows import rows_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netmon.store.sources import Snapshot

_DAY_S = 86_400
_TOGETHER = {"sum": "sum", "count": "sum", "min": "min", "max": "max"}


def range_sql(
    cursor: DuckDBPyConnection,
    layout: Layout,
    snapshot: Snapshot,
    question: RangeQuestion,
) -> str:
    """Return the query for steps and values. It narrows `snapshot` to what it needs."""
    asked = list(_asked(question))
    where = _where(question)
    parts = []
    if _is_in_rollups(question, asked):
        raw_hours = snapshot.unsealed_hours | cut_hours(question.span)
        snapshot.narrow(layout, raw_hours)
        parts += list(_rolled((layout, snapshot), question, asked, raw_hours))
        where += f" AND {in_hours(raw_hours)}"
    rows = rows_sql(cursor, snapshot, list(dict.fromkeys(question.fields)), where)
    fields = MEASUREMENTS[question.measurement].fields
    measured = ", ".join(
        f"{raw_part(fields[name], part)} AS p{number}_{part}"
        for number, (name, how) in enumerate(asked)
        for part in parts_for(how)
    )
    bucket, grouped = step_sql(question.span, question.step_s)
    parts.append(f"SELECT {bucket} AS b, {measured} FROM ({rows}) {grouped}")
    values = ", ".join(_final(number, how) for number, (_, how) in enumerate(asked))
    every = " UNION ALL BY NAME ".join(parts)
    return f"SELECT b, {values} FROM ({every}) GROUP BY b ORDER BY b"


def cut_hours(span: Span) -> set[datetime]:
    """Return the hours of which a span holds a part only."""
    return {to_hour(each) for each in (span.start, span.end) if to_hour(each) != each}


def in_hours(hours: Sequence[datetime] | set[datetime]) -> str:
    """Return SQL for rows of these hours."""
    if not hours:
        return "false"
    return f"{MOMENT} // {HOUR_MS} IN ({hour_numbers(hours)})"


def hour_numbers(hours: Sequence[datetime] | set[datetime]) -> str:
    """Return hours since 1970 for SQL."""
    return ", ".join(str(int(hour.timestamp()) // 3600) for hour in sorted(hours))


def hours_source(
    layout: Layout,
    snapshot: Snapshot,
    days: Collection[date],
    site: str | None,
) -> str:
    """Return a query for hours, at least those of `days`, where given of a site.

    Days' own files are opened before a month's are looked for: a day that is merged
    meanwhile is found twice rather than not at all, and its own file decides.
    """
    name = snapshot.measurement
    own = own_files(layout, name, days)
    sources = [_read(snapshot.pin(list(own.values())))] if own else []
    if parts := month_files(layout, name, days, site):
        sources.append(f"{_read(snapshot.pin(parts))} WHERE {without_days(own)}")
    return _typed(name, sources, with_p95=True)


def _typed(name: str, sources: Sequence[str], *, with_p95: bool) -> str:
    """Return a query for roll-ups; columns that old files lack are null."""
    nothing = nothing_sql(rollup_schema(MEASUREMENTS[name], with_p95=with_p95))
    return " UNION ALL BY NAME ".join([nothing, *sources])


def _read(names: Sequence[str]) -> str:
    return f"SELECT * FROM read_parquet([{listed(names)}], union_by_name = true)"


def _rolled(
    kept_in: tuple[Layout, Snapshot],
    question: RangeQuestion,
    asked: Sequence[tuple[str, Aggregate]],
    raw_hours: set[datetime],
) -> Iterator[str]:
    layout, snapshot = kept_in
    name, span, where = question.measurement, question.span, _where(question)
    by_hour = set(days_between(span.start, span.end))
    if question.step_s % _DAY_S == 0:
        by_day = _closed_days(layout, name, span, raw_hours)
        by_day |= {day for day in by_hour if not has_hours(layout, name, day)}
        yield from _from_days(kept_in, question, asked, sorted(by_day))
        by_hour = {day for day in by_hour - by_day if _has_more(day, span, raw_hours)}
        days = map(on_day, sorted(by_hour))
        where += f" AND ({' OR '.join(['false', *days])})"
    if by_hour:
        source = hours_source(layout, snapshot, by_hour, question.site)
        if raw_hours:
            begins = (f"TIMESTAMPTZ {literal(each.isoformat())}" for each in raw_hours)
            where += f' AND "at" NOT IN ({", ".join(begins)})'
        yield _summed(question, asked, source, where)


def _has_more(day: date, span: Span, raw_hours: set[datetime]) -> bool:
    """Whether a span has hours of a day beside those taken from rows."""
    inside = {hour for hour in hours_of(day) if span.start <= hour < span.end}
    return not inside <= raw_hours


def _closed_days(
    layout: Layout, name: str, span: Span, raw_hours: set[datetime]
) -> set[date]:
    """Return the days inside a span of which `site_1d` knows every row.

    Sealing writes it before it removes a day's hours and tails, so a day without
    either, as a snapshot finds them, is in it or has no rows.
    """
    touched = {to_day(hour) for hour in raw_hours}
    inside = (
        day
        for day in days_between(span.start, span.end)
        if span.start <= day_begins(day)
        and day_begins(day) + timedelta(days=1) <= span.end
    )
    return {
        day
        for day in inside
        if day not in touched
        and not layout.hours_folder(name, day).is_dir()
        and layout.daily(name, day).exists()
    }


def _from_days(
    kept_in: tuple[Layout, Snapshot],
    question: RangeQuestion,
    asked: Sequence[tuple[str, Aggregate]],
    days: Sequence[date],
) -> Iterator[str]:
    layout, snapshot = kept_in
    months = dict.fromkeys(layout.daily(question.measurement, day) for day in days)
    files = [path for path in months if path.exists()]
    if not files:
        return
    read = _read(snapshot.pin(files))
    source = _typed(question.measurement, [read], with_p95=False)
    begins = (f"TIMESTAMPTZ {literal(day_begins(day).isoformat())}" for day in days)
    last = question.span.end - timedelta(days=1)
    where = (
        f'{_where(question)} AND "at" IN ({", ".join(begins)}) '
        f'AND "at" <= TIMESTAMPTZ {literal(last.isoformat())}'
    )
    yield _summed(question, asked, source, where)


def _summed(
    question: RangeQuestion,
    asked: Sequence[tuple[str, Aggregate]],
    source: str,
    where: str,
) -> str:
    """Return the query for the parts of each moment, and the step it belongs to.

    Moments are few: a step is computed for each of them, not for each row.
    """
    summed = ", ".join(
        f"{_TOGETHER[part]}({quoted(column(field, part))}) AS p{number}_{part}"
        for number, (field, how) in enumerate(asked)
        for part in parts_for(how)
    )
    bucket, grouped = step_sql(question.span, question.step_s)
    if not grouped:
        return f"SELECT {bucket} AS b, {summed} FROM ({source}) WHERE {where}"
    moments = f'SELECT "at", {summed} FROM ({source}) WHERE {where} GROUP BY "at"'
    return f'SELECT {bucket} AS b, * EXCLUDE ("at") FROM ({moments})'


def _asked(question: RangeQuestion) -> Iterator[tuple[str, Aggregate]]:
    measurement = MEASUREMENTS[question.measurement]
    for name in question.fields:
        yield name, total_of(measurement, name, question.aggregate)


def _is_in_rollups(
    question: RangeQuestion, asked: Sequence[tuple[str, Aggregate]]
) -> bool:
    fields = MEASUREMENTS[question.measurement].fields
    return question.step_s % 3600 == 0 and all(
        set(parts_for(how)) <= set(kept(fields[name])) for name, how in asked
    )


def _final(number: int, how: Aggregate) -> str:
    if how is Aggregate.MEAN:
        return f"sum(p{number}_sum) / nullif(sum(p{number}_count), 0)"
    if how is Aggregate.COUNT:
        return f"nullif(sum(p{number}_count), 0)::BIGINT"
    return f"{how.value}(p{number}_{how.value})"


def _where(question: RangeQuestion) -> str:
    sites = None if question.site is None else [question.site]
    return condition(question.span, sites, question.device)
