"""One field of one site by the hour, with what roll-ups know of each hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.core.schema import MEASUREMENTS
from netmon.store.conditions import MOMENT, condition
from netmon.store.duck import quoted
from netmon.store.layout import HOUR_MS, Layout, days_between
from netmon.store.port import MOST_POINTS, Span, has_percentile
from netmon.store.ranges import hours_source, in_hours
from netmon.store.rollup import column, kept, raw_part
from netmon.store.rows import rows_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netmon.store.sources import Snapshot

_PARTS = ("count", "sum", "min", "max")


def hours_sql(
    cursor: DuckDBPyConnection,
    layout: Layout,
    snapshot: Snapshot,
    field: str,
    site: str,
    span: Span,
) -> str:
    """Return the query for the hours of a site. It narrows `snapshot`."""
    name = snapshot.measurement
    where = condition(span, [site])
    is_raw = in_hours(snapshot.unsealed_hours)
    parts = []
    days = set(days_between(span.start, span.end))
    source = hours_source(layout, snapshot, days, site)
    stored = ", ".join(_stored(name, field))
    parts.append(
        f"SELECT {MOMENT}, {_device(name)}, {stored} FROM ({source}) "
        f"WHERE {where} AND NOT {is_raw}"
    )
    snapshot.narrow(layout, snapshot.unsealed_hours)
    rows = rows_sql(cursor, snapshot, [field], f"{where} AND {is_raw}")
    hour = f"{MOMENT} // {HOUR_MS} * {HOUR_MS}"
    made = ", ".join(_made(name, field))
    parts.append(
        f"SELECT {hour} AS h, {_device(name)} AS d, {made} FROM ({rows}) GROUP BY h, d"
    )
    every = " UNION ALL ".join(parts)
    return f"SELECT * FROM ({every}) ORDER BY 2, 1 LIMIT {MOST_POINTS + 1}"


def _device(name: str) -> str:
    return "device" if "device" in MEASUREMENTS[name].tags else "''"


def _stored(name: str, field: str) -> list[str]:
    measurement = MEASUREMENTS[name]
    found = kept(measurement.fields[field])
    columns = [
        quoted(column(field, part)) if part in found else "NULL::DOUBLE"
        for part in _PARTS
    ]
    has_p95 = has_percentile(measurement, field)
    return [*columns, quoted(column(field, "p95")) if has_p95 else "NULL::DOUBLE"]


def _made(name: str, field: str) -> list[str]:
    measurement = MEASUREMENTS[name]
    declared = measurement.fields[field]
    columns = [
        raw_part(declared, part) if part in kept(declared) else "NULL::DOUBLE"
        for part in _PARTS
    ]
    has_p95 = has_percentile(measurement, field)
    p95 = f"quantile_disc({quoted(field)}, 0.95)::DOUBLE"
    return [*columns, p95 if has_p95 else "NULL::DOUBLE"]
