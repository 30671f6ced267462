"""The questions of the port as SQL. Each runs in a thread, over one snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from netmon.core.schema import MEASUREMENTS, Kind, Sample
from netmon.store.columns import to_moment
from netmon.store.conditions import MOMENT, bucket_sql, condition, text_sql
from netmon.store.duck import quoted
from netmon.store.faults import QuestionRefused
from netmon.store.layout import HOUR, to_hour
from netmon.store.port import (
    MOST_POINTS,
    FleetQuestion,
    HourSummary,
    Point,
    RangeQuestion,
    Span,
)
from netmon.store.ranges import range_sql
from netmon.store.rollup import raw_part
from netmon.store.rows import rows_sql
from netmon.store.summaries import hours_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netmon.store.sources import Snapshot, Sources


def ask_latest(
    cursor: DuckDBPyConnection,
    sources: Sources,
    name: str,
    sites: Sequence[str] | None,
    span: Span,
) -> list[Sample]:
    """See SampleReader.latest."""
    measurement = MEASUREMENTS[name]
    if sites is not None and not sites:
        return []
    tags = ", ".join(map(quoted, measurement.tags))
    fields = list(measurement.fields)
    # One state for all fields; the tail comes newest first, so that it seldom changes.
    packed = ", ".join(f"f{i} := {quoted(name)}" for i, name in enumerate(fields))
    newest = f'arg_max_null(struct_pack({packed}), "at")'
    with _opened(sources, name, span) as snapshot:
        rows = rows_sql(cursor, snapshot, fields, condition(span, sites))
        answer = cursor.execute(
            f'SELECT at_ms, {tags}, unnest(newest) FROM (SELECT epoch_ms(max("at")) '
            f"AS at_ms, {tags}, {newest} AS newest FROM ({rows}) GROUP BY {tags}) "
            f"ORDER BY {tags}"
        ).fetchall()
    width = len(measurement.tags) + 1
    return [
        Sample(name, to_moment(row[0]), tuple(row[1:width]), tuple(row[width:]))
        for row in answer
    ]


def ask_range(
    cursor: DuckDBPyConnection, sources: Sources, question: RangeQuestion
) -> list[Point]:
    """See SampleReader.range."""
    if question.step_s == 0:
        return _ask_raw(cursor, sources, question)
    with _opened(sources, question.measurement, question.span) as snapshot:
        sql = range_sql(cursor, sources.layout, snapshot, question)
        return _points(cursor.execute(sql).fetchall())


def _ask_raw(
    cursor: DuckDBPyConnection, sources: Sources, question: RangeQuestion
) -> list[Point]:
    fields = MEASUREMENTS[question.measurement].fields
    wanted = ", ".join(
        f"{quoted(name)}::INT" if fields[name].kind is Kind.BOOL else quoted(name)
        for name in question.fields
    )
    where = condition(question.span, _one(question.site), question.device)
    with _opened(sources, question.measurement, question.span) as snapshot:
        rows = rows_sql(cursor, snapshot, list(question.fields), where)
        answer = cursor.execute(
            f"SELECT {MOMENT}, {wanted} FROM ({rows}) ORDER BY 1 "
            f"LIMIT {MOST_POINTS + 1}"
        ).fetchall()
    if len(answer) > MOST_POINTS:
        message = f"more than {MOST_POINTS:,} rows: ask for less time, or give a step"
        raise QuestionRefused(message)
    return _points(answer)


def ask_hourly(
    cursor: DuckDBPyConnection,
    sources: Sources,
    name: str,
    field: str,
    site: str,
    span: Span,
) -> list[HourSummary]:
    """See SampleReader.hourly."""
    begin = to_hour(span.start)
    whole = Span(begin, to_hour(span.end - timedelta(microseconds=1)) + HOUR)
    if whole.length_s / 3600 > MOST_POINTS:
        message = f"more than {MOST_POINTS:,} hours"
        raise QuestionRefused(message)
    with _opened(sources, name, whole) as snapshot:
        sql = hours_sql(cursor, sources.layout, snapshot, field, site, whole)
        answer = cursor.execute(sql).fetchall()
    if len(answer) > MOST_POINTS:
        message = f"more than {MOST_POINTS:,} hours of devices: ask for less time"
        raise QuestionRefused(message)
    return [HourSummary(to_moment(row[0]), *row[1:]) for row in answer]


def ask_percentile(
    cursor: DuckDBPyConnection,
    sources: Sources,
    measured: tuple[str, str],
    share: float,
    span: Span,
    site: str,
) -> float | None:
    """See SampleReader.percentile."""
    name, field = measured
    with _opened(sources, name, span) as snapshot:
        rows = rows_sql(cursor, snapshot, [field], condition(span, [site]))
        found = cursor.execute(
            f"SELECT quantile_disc({quoted(field)}, {float(share)})::DOUBLE "
            f"FROM ({rows})"
        ).fetchone()
    return None if found is None else found[0]


def ask_fleet(
    cursor: DuckDBPyConnection, sources: Sources, question: FleetQuestion
) -> list[Point]:
    """See SampleReader.fleet."""
    measurement = MEASUREMENTS["fleet"]
    sums = []
    for name in question.fields:
        field = measurement.fields[name]
        weight = "sites_count"
        column = quoted(name)
        if field.unit in ("s", "ratio"):
            known = f"sum({weight}) FILTER ({column} IS NOT NULL)"
            sums.append(f"sum({column} * {weight})::DOUBLE / nullif({known}, 0)")
        else:
            sums.append(raw_part(field, "sum"))
    together = ", ".join(f"{sql} AS v{i}" for i, sql in enumerate(sums))
    means = ", ".join(f"avg(v{i})" for i in range(len(sums)))
    where = condition(question.span)
    for tag in ("province", "site_type", "contract"):
        if (asked := getattr(question, tag)) is not None:
            where += f" AND {quoted(tag)} = {text_sql(asked)}"
    columns = list(dict.fromkeys([*question.fields, "sites_count"]))
    with _opened(sources, "fleet", question.span) as snapshot:
        rows = rows_sql(cursor, snapshot, columns, where)
        moments = f'SELECT "at", {together} FROM ({rows}) GROUP BY "at"'
        answer = cursor.execute(
            f"SELECT {bucket_sql(question.step_s)} AS b, {means} FROM ({moments}) "
            "GROUP BY b ORDER BY b"
        ).fetchall()
    return _points(answer)


def _one(site: str | None) -> list[str] | None:
    return None if site is None else [site]


def _points(rows: Sequence[tuple[Any, ...]]) -> list[Point]:
    """Return the rows in which anything was measured."""
    return [
        Point(to_moment(row[0]), tuple(row[1:]))
        for row in rows
        if any(value is not None for value in row[1:])
    ]


@contextmanager
def _opened(sources: Sources, name: str, span: Span) -> Iterator[Snapshot]:
    snapshot = sources.snapshot(name, span.start, span.end)
    try:
        yield snapshot
    finally:
        snapshot.close()
