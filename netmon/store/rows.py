"""The rows of a snapshot as SQL for DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from netmon.core.schema import MEASUREMENTS
from netmon.store.columns import AT, read_batch, schema_of
from netmon.store.duck import listed, quoted
from netmon.store.nothing import nothing_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netmon.store.sources import Piece, Snapshot

_ORDER = "written_order"


def rows_sql(
    cursor: DuckDBPyConnection,
    snapshot: Snapshot,
    fields: Sequence[str],
    condition: str,
) -> str:
    """Return a query for the rows of `snapshot`, each once: at, tags, `fields`.

    The tails are registered with `cursor`; the query may be run once. The condition
    is SQL over at and tags, applied to every source.
    """
    tags = MEASUREMENTS[snapshot.measurement].tags
    wanted = [AT, *tags, *fields]
    names = ", ".join(map(quoted, wanted))
    schema = pa.schema([schema_of(snapshot.measurement).field(n) for n in wanted])
    parts = [_sealed_sql(snapshot, schema)]
    if snapshot.base:
        batches = _batches(snapshot.base[::-1], wanted)
        cursor.register("tail", pa.RecordBatchReader.from_batches(schema, batches))
        parts.append(f"SELECT {names} FROM tail")
    filtered = [f"SELECT {names} FROM ({part}) WHERE {condition}" for part in parts]
    base = " UNION ALL ".join(filtered)
    if not snapshot.overlay:
        return base
    cursor.register("overlay", _overlay(snapshot.overlay, wanted, schema))
    key = ", ".join(map(quoted, [*tags, AT]))
    last = (
        f"SELECT {names} FROM overlay WHERE {condition} QUALIFY "
        f"row_number() OVER (PARTITION BY {key} ORDER BY {_ORDER} DESC) = 1"
    )
    return f"SELECT * FROM ({base}) ANTI JOIN overlay USING ({key}) UNION ALL {last}"


def _sealed_sql(snapshot: Snapshot, schema: pa.Schema) -> str:
    """Return a query for the sealed rows; columns that old files lack are null."""
    if not snapshot.sealed:
        return nothing_sql(schema)
    files = listed(snapshot.pin(snapshot.sealed))
    return (
        f"{nothing_sql(schema)} UNION ALL BY NAME "
        f"SELECT * FROM read_parquet([{files}], union_by_name = true)"
    )


def _batches(
    pieces: Sequence[Piece], wanted: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    for piece in pieces:
        yield read_batch(piece.frame.measurement, piece.payload(), wanted)


def _overlay(
    pieces: Sequence[Piece], wanted: Sequence[str], schema: pa.Schema
) -> pa.Table:
    table = pa.Table.from_batches(list(_batches(pieces, wanted)), schema)
    order = pa.array(range(len(table)), pa.int64())
    return table.append_column(_ORDER, order)
