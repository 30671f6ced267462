"""Files of a build: each table as CSV and as JSON, in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from inventory.sheets.written import (
    CSV_TYPE,
    JSON_TYPE,
    Cell,
    Hashed,
    Written,
    in_pieces,
    to_head,
    to_lines,
)
from netmon.opendata.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from inventory.sheets.declared import Table

JSONLD_TYPE = "application/ld+json"


def write_table(
    folder: Path, table: Table, rows: Iterable[Sequence[Cell]]
) -> tuple[Written, Written]:
    """Write a table as CSV and as JSON, in one pass over `rows`.

    CSV is RFC 4180 in UTF-8 with BOM; a text that a spreadsheet would run has an
    apostrophe in front. JSON has one row a line, texts as they are.

    Args:
        folder: Where neither file is yet.
        table: What the columns are.
        rows: Values in the order of the columns.
    """
    names = [column.name for column in table.columns]
    csv_name, json_name = f"{table.name}.csv", f"{table.name}.json"
    count = 0
    with Hashed(folder / csv_name) as sheet, Hashed(folder / json_name) as tree:
        sheet.write(to_head(table))
        head = {"schema_version": SCHEMA_VERSION, "table": table.name}
        tree.write(orjson.dumps(head)[:-1] + b',"rows":[')
        for piece in in_pieces(rows):
            sheet.write(to_lines(table, piece))
            tree.write(b",\n" if count else b"\n")
            objects = (dict(zip(names, row, strict=True)) for row in piece)
            tree.write(b",\n".join(map(orjson.dumps, objects)))
            count += len(piece)
        tree.write(b"\n]}\n")
        return (
            sheet.written(csv_name, CSV_TYPE, count),
            tree.written(json_name, JSON_TYPE, count),
        )
