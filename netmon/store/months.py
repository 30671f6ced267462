"""Merges the hours of days that are over into the parts of their month.

Each part takes its place by rename; the days' own files go when all parts have. So a
crash leaves days that are in both, and merging again gives the same parts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from netmon.core.schema import MEASUREMENTS
from netmon.store.columns import AT
from netmon.store.duck import listed, literal, quoted
from netmon.store.durable import replacing, sync_folder
from netmon.store.hour_files import PARTS_COUNT, own_files, part_of, without_days
from netmon.store.layout import Layout
from netmon.store.rollup import rollup_schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_GROUP_ROWS = 8_192
"""Of a row group: eleven devices' hours of a month."""


def merge_days(
    layout: Layout, cursor: DuckDBPyConnection, name: str, days: Collection[date]
) -> None:
    """Merge days of one month into it; those without a file of their own stay.

    Raises:
        OSError, duckdb.Error: It failed; nothing is lost and it may be tried again.
    """
    own = own_files(layout, name, days)
    if not own:
        return
    _divide(cursor, name, list(own.values()))
    folder = layout.month_folder(name, min(own))
    for number in range(PARTS_COUNT):
        _merge(layout, cursor, name, layout.month_part(folder, number), own)
    for path in own.values():
        path.unlink()
    sync_folder(folder.parent)


def _divide(cursor: DuckDBPyConnection, name: str, files: Collection[Path]) -> None:
    """Read the days once, into a table sorted by part."""
    cursor.register("no_rows", rollup_schema(MEASUREMENTS[name]).empty_table())
    rows = (
        "SELECT * FROM no_rows UNION ALL BY NAME SELECT * FROM "
        f"read_parquet([{listed(files)}], union_by_name = true)"
    )
    divided = f"SELECT *, 0 AS part FROM ({rows})"
    if "site" in MEASUREMENTS[name].tags:
        found = cursor.execute(f"SELECT DISTINCT site FROM ({rows})").fetchall()
        sites = [site for (site,) in found]
        parts = [part_of(site) for site in sites]
        cursor.register("parts", pa.table({"site": sites, "part": parts}))
        divided = f"SELECT * FROM ({rows}) JOIN parts USING (site) ORDER BY part"
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS {divided}")


def _merge(
    layout: Layout,
    cursor: DuckDBPyConnection,
    name: str,
    path: Path,
    days: Collection[date],
) -> None:
    """Write a part anew: its rows but those of `days`, and the fresh ones."""
    schema = rollup_schema(MEASUREMENTS[name])
    names = ", ".join(map(quoted, schema.names))
    where = f"part = {int(path.stem)}"
    rows = f"SELECT {names} FROM fresh WHERE {where}"
    if path.exists():
        rows += (
            f" UNION ALL BY NAME SELECT * FROM read_parquet({literal(str(path))}) "
            f"WHERE {without_days(days)}"
        )
    elif not cursor.execute(f"SELECT 1 FROM fresh WHERE {where} LIMIT 1").fetchone():
        return
    order = ", ".join(map(quoted, [*MEASUREMENTS[name].tags, AT]))
    with replacing(path, layout.scratch) as target:
        cursor.execute(
            f"COPY (SELECT {names} FROM ({rows}) ORDER BY {order}) "
            f"TO {literal(str(target))} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP_ROWS})"
        )
