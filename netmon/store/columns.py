"""Samples as Arrow batches, and batches of other versions as those of this one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import repeat
from math import isfinite
from typing import Any

import pyarrow as pa

from netmon.core.schema import MEASUREMENTS, Field, Kind, Measurement, Sample
from netmon.store.faults import SampleRefused

AT = "at"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_AT_TYPE = pa.timestamp("ms", "UTC")
_TYPES = {
    Kind.FLOAT: pa.float32(),
    Kind.DOUBLE: pa.float64(),
    Kind.INT: pa.int64(),
    Kind.BOOL: pa.bool_(),
}
_WRITE = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=1))
Row = tuple[int, Sample]
"""A sample and its time in milliseconds since 1970."""


def measurement_of(name: str) -> Measurement:
    """Return the measurement called `name`.

    Raises:
        SampleRefused: There is none.
    """
    found = MEASUREMENTS.get(name)
    if found is None:
        message = f"no measurement is called {name!r}"
        raise SampleRefused(message)
    return found


@cache
def schema_of(name: str) -> pa.Schema:
    """Return the columns of a measurement: at, tags, fields."""
    measurement = measurement_of(name)
    return pa.schema(
        [
            pa.field(AT, _AT_TYPE, nullable=False),
            *(pa.field(tag, pa.string(), nullable=False) for tag in measurement.tags),
            *(pa.field(f.name, _TYPES[f.kind]) for f in measurement.fields.values()),
        ]
    )


def to_ms(at: datetime) -> int:
    """Return `at` in whole milliseconds since 1970, rounded down.

    Raises:
        TypeError: It has no time zone.
    """
    return (at - _EPOCH) // _MILLISECOND


def to_moment(at_ms: int) -> datetime:
    """Return the moment `at_ms` milliseconds after 1970."""
    return _EPOCH + at_ms * _MILLISECOND


def to_payload(name: str, rows: Sequence[Row]) -> bytes:
    """Return the rows of one measurement as an Arrow IPC stream of one batch.

    Raises:
        SampleRefused: A value is not what the schema says.
    """
    schema = schema_of(name)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema, options=_WRITE) as writer:
        writer.write_batch(to_batch(measurement_of(name), rows))
    payload: bytes = sink.getvalue().to_pybytes()
    return payload


def to_batch(measurement: Measurement, rows: Sequence[Row]) -> pa.RecordBatch:
    """Return the rows as one batch.

    Raises:
        SampleRefused: A value is not what the schema says.
    """
    name = measurement.name
    try:
        moments = pa.array([at for at, _ in rows], pa.int64()).cast(_AT_TYPE)
        tags = _transposed([row.tags for _, row in rows], len(measurement.tags))
        values = _transposed([row.values for _, row in rows], len(measurement.fields))
    except ValueError:
        message = f"{name}: a row has too few or too many tags or values"
        raise SampleRefused(message) from None
    columns = [moments]
    columns += [
        _tag(measurement, tag, column, rows)
        for tag, column in zip(measurement.tags, tags, strict=True)
    ]
    columns += [
        _field(measurement, field, column, rows)
        for field, column in zip(measurement.fields.values(), values, strict=True)
    ]
    return pa.record_batch(columns, schema=schema_of(name))


def _transposed(rows: Sequence[tuple[Any, ...]], width: int) -> Sequence[Any]:
    if rows and len(rows[0]) != width:
        raise ValueError(width)
    return list(zip(*rows, strict=True)) if rows else list(repeat((), width))


def _tag(
    measurement: Measurement, tag: str, column: Sequence[str], rows: Sequence[Row]
) -> pa.Array:
    if set(map(type, column)) - {str}:
        number = [type(value) is str for value in column].index(False)
        what = f"{tag} is {column[number]!r}, not a text"
        raise _refused(measurement, rows[number], what)
    try:
        return pa.array(column, pa.string())
    except (pa.ArrowException, UnicodeError) as error:
        message = f"{measurement.name}: {tag}: {error}"
        raise SampleRefused(message) from None


def _field(
    measurement: Measurement, field: Field, column: Sequence[Any], rows: Sequence[Row]
) -> pa.Array:
    try:
        if field.kind in (Kind.FLOAT, Kind.DOUBLE):
            _require_finite(measurement, field, column, rows)
        return pa.array(column, _TYPES[field.kind])
    except (pa.ArrowException, TypeError, OverflowError) as error:
        message = f"{measurement.name}: {field.name}: {error}"
        raise SampleRefused(message) from None


def _require_finite(
    measurement: Measurement, field: Field, column: Sequence[Any], rows: Sequence[Row]
) -> None:
    if isfinite(sum(filter(None, column))):  # quick: no number spoils the sum
        return
    for number, value in enumerate(column):
        if value is not None and not isfinite(value):
            raise _refused(measurement, rows[number], f"{field.name} is {value}")


def _refused(measurement: Measurement, row: Row, what: str) -> SampleRefused:
    tags = ", ".join(map(str, row[1].tags))
    return SampleRefused(f"{measurement.name} of {tags}: {what}")


def read_batch(name: str, payload: bytes, wanted: Sequence[str]) -> pa.RecordBatch:
    """Return the columns `wanted` of a frame, null where that version had none.

    Only these are decompressed.
    """
    source = pa.py_buffer(payload)
    with pa.ipc.open_stream(source) as reader:
        stored = reader.schema
    included = [stored.get_field_index(column) for column in wanted]
    options = pa.ipc.IpcReadOptions(
        included_fields=[index for index in included if index >= 0], use_threads=False
    )
    with pa.ipc.open_stream(source, options=options) as reader:
        batch = reader.read_next_batch()
    schema = pa.schema([schema_of(name).field(column) for column in wanted])
    columns = [
        batch.column(column).cast(schema.field(column).type)
        if column in batch.schema.names
        else pa.nulls(batch.num_rows, schema.field(column).type)
        for column in wanted
    ]
    return pa.record_batch(columns, schema=schema)
