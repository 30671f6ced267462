"""Hours and days of every device, made of its rows: `site_1h` and `site_1d`.

A row has the tags, the beginning of the hour or Thai day, how many rows there were, and
for every field its sum and count (so the mean of any longer time is exact), with
minimum, maximum and 95th percentile where the schema gives them a meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from netmon.core.schema import MEASUREMENTS, Field, Kind, Measurement, Total
from netmon.store.columns import AT, schema_of
from netmon.store.duck import listed, literal, quoted
from netmon.store.durable import replacing
from netmon.store.hour_files import month_files, on_day
from netmon.store.layout import HOUR_MS, Layout, day_begins, to_day
from netmon.store.port import Aggregate, has_percentile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS_COUNT = "rows_count"
_KEPT: Mapping[Total, tuple[str, ...]] = {
    Total.MEAN: ("sum", "count", "min", "max"),
    Total.SUM: ("sum", "count"),
    Total.MAX: ("sum", "count", "max"),
    Total.MIN: ("sum", "count", "min"),
}
_NEEDED: Mapping[Aggregate, tuple[str, ...]] = {
    Aggregate.MEAN: ("sum", "count"),
    Aggregate.SUM: ("sum",),
    Aggregate.COUNT: ("count",),
    Aggregate.MAX: ("max",),
    Aggregate.MIN: ("min",),
}
_GROUP_ROWS = 8_192
"""Of a row group: 340 devices' hours of a day. Smaller ones cost every question more to
find than a question about one device saves; benchmarks/sample_log.py asks both."""


def kept(field: Field) -> tuple[str, ...]:
    """Return which summaries of a field roll-ups hold, without the percentile."""
    return _KEPT[field.total]


def parts_for(aggregate: Aggregate) -> tuple[str, ...]:
    """Return of which summaries an aggregate over a longer time is made."""
    return _NEEDED[aggregate]


def column(field: str, part: str) -> str:
    """Return the name of a column, as `rtt_avg_s_max`."""
    return f"{field}_{part}"


def rollup_schema(measurement: Measurement, *, with_p95: bool = True) -> pa.Schema:
    """Return the columns of a roll-up."""
    columns = [schema_of(measurement.name).field(AT)]
    columns += [schema_of(measurement.name).field(tag) for tag in measurement.tags]
    columns.append(pa.field(ROWS_COUNT, pa.int64()))
    for field in measurement.fields.values():
        for part in kept(field):
            kind = pa.int64() if part == "count" else pa.float64()
            columns.append(pa.field(column(field.name, part), kind))
        if with_p95 and has_percentile(measurement, field.name):
            columns.append(pa.field(column(field.name, "p95"), pa.float64()))
    return pa.schema(columns)


def roll_up_hours(
    layout: Layout,
    cursor: DuckDBPyConnection,
    name: str,
    source: Path,
    hours: Sequence[datetime],
) -> None:
    """Compute hours of one Thai day anew from the sealed file that holds them.

    The other hours of that day come from its own file, or else from its month.
    """
    measurement, day = MEASUREMENTS[name], to_day(hours[0])
    path = layout.hourly(name, day)
    bucket = f'epoch_ms("at") // {HOUR_MS} * {HOUR_MS}'
    moment = f"make_timestamptz(({bucket}) * 1000)"
    tags = ", ".join(map(quoted, measurement.tags))
    summed = ", ".join(_raw_columns(measurement))
    chosen = _moments(hours)
    fresh = (
        f'SELECT {moment} AS "at", {tags}, count(*) AS {ROWS_COUNT}, {summed} '
        f"FROM (SELECT * FROM no_raw UNION ALL BY NAME SELECT * FROM "
        f"read_parquet({literal(str(source))})) "
        f'WHERE epoch_ms("at") // {HOUR_MS} * {HOUR_MS} IN ({chosen}) '
        f"GROUP BY ALL"
    )
    cursor.register("no_raw", schema_of(name).empty_table())
    schema = rollup_schema(measurement)
    kept_from = [path] if path.exists() else month_files(layout, name, [day])
    others = f'{on_day(day)} AND epoch_ms("at") NOT IN ({chosen})'
    _replace(layout, cursor, path, schema, fresh, _old(kept_from, others))


def roll_up_day(
    layout: Layout, cursor: DuckDBPyConnection, name: str, day: date
) -> None:
    """Compute a Thai day anew from its hours, while they have a file of their own."""
    source = layout.hourly(name, day)
    if not source.exists():
        return
    measurement = MEASUREMENTS[name]
    tags = ", ".join(map(quoted, measurement.tags))
    parts = [
        (column(field.name, part), "sum" if part == "count" else part)
        for field in measurement.fields.values()
        for part in kept(field)
    ]
    summed = ", ".join(f"{how}({quoted(n)}) AS {quoted(n)}" for n, how in parts)
    begin = f"TIMESTAMPTZ {literal(day_begins(day).isoformat())}"
    fresh = (
        f'SELECT {begin} AS "at", {tags}, sum({ROWS_COUNT}) AS {ROWS_COUNT}, '
        f"{summed} FROM (SELECT * FROM no_hours UNION ALL BY NAME SELECT * FROM "
        f"read_parquet({literal(str(source))})) GROUP BY {tags}"
    )
    cursor.register("no_hours", rollup_schema(measurement).empty_table())
    schema = rollup_schema(measurement, with_p95=False)
    path = layout.daily(name, day)
    others = f'epoch_ms("at") NOT IN ({_moments([day_begins(day)])})'
    old = _old([path] if path.exists() else [], others)
    _replace(layout, cursor, path, schema, fresh, old)


def _old(files: Sequence[Path], where: str) -> str:
    if not files:
        return "SELECT * FROM no_rows"
    paths = listed(files)
    return f"SELECT * FROM read_parquet([{paths}], union_by_name = true) WHERE {where}"


def _replace(
    layout: Layout,
    cursor: DuckDBPyConnection,
    path: Path,
    schema: pa.Schema,
    fresh: str,
    old: str,
) -> None:
    """Write `path` anew with the rows of two queries."""
    cursor.register("no_rows", schema.empty_table())
    names = ", ".join(map(quoted, schema.names))
    every = f"SELECT * FROM no_rows UNION ALL BY NAME {old} UNION ALL BY NAME {fresh}"
    tags = schema.names[1 : schema.names.index(ROWS_COUNT)]
    order = ", ".join(map(quoted, [*tags, AT]))
    with replacing(path, layout.scratch) as target:
        cursor.execute(
            f"COPY (SELECT {names} FROM ({every}) ORDER BY {order}) "
            f"TO {literal(str(target))} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP_ROWS})"
        )


def _raw_columns(measurement: Measurement) -> Iterable[str]:
    for field in measurement.fields.values():
        for part in kept(field):
            name = quoted(column(field.name, part))
            yield f"{raw_part(field, part)} AS {name}"
        if has_percentile(measurement, field.name):
            name = quoted(column(field.name, "p95"))
            yield f"quantile_disc({quoted(field.name)}, 0.95)::DOUBLE AS {name}"


def raw_part(field: Field, part: str) -> str:
    """Return the SQL of one summary over rows as measured."""
    name = quoted(field.name)
    if part == "count":
        return f"count({name})"
    number = f"{name}::INT" if field.kind is Kind.BOOL else name
    return f"{part}({number}::DOUBLE)"


def _moments(moments: Iterable[datetime]) -> str:
    return ", ".join(str(round(each.timestamp() * 1000)) for each in moments)
