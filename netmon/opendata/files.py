"""Files of a build: each is written once, counted and hashed on the way."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Self

import orjson

from inventory.sheets.cells import escape_formula
from netmon.opendata.schema import SCHEMA_VERSION, Column, Form, Table

Cell = str | int | float | bool | None
BOM = b"\xef\xbb\xbf"
CSV_TYPE, JSON_TYPE = "text/csv", "application/json"
JSONLD_TYPE = "application/ld+json"
_ROWS_A_PIECE = 1_000


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it lies there.

    Attributes:
        rows_count: Without the header; None where it is no table.
    """

    name: str
    media_type: str
    size_bytes: int
    sha256: str
    rows_count: int | None = None


class _Hashed:
    """A new file whose hash grows with it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self._hash = hashlib.sha256()
        self._size_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._hash.update(data)
        self._size_bytes += len(data)

    def written(self, name: str, media_type: str, rows: int | None = None) -> Written:
        digest = self._hash.hexdigest()
        return Written(name, media_type, self._size_bytes, digest, rows)


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
    with _Hashed(folder / csv_name) as sheet, _Hashed(folder / json_name) as tree:
        sheet.write(BOM + _lines([names]))
        head = {"schema_version": SCHEMA_VERSION, "table": table.name}
        tree.write(orjson.dumps(head)[:-1] + b',"rows":[')
        left = iter(rows)
        while piece := list(islice(left, _ROWS_A_PIECE)):
            sheet.write(_lines(_to_cells(table.columns, row) for row in piece))
            tree.write(b",\n" if count else b"\n")
            objects = (dict(zip(names, row, strict=True)) for row in piece)
            tree.write(b",\n".join(map(orjson.dumps, objects)))
            count += len(piece)
        tree.write(b"\n]}\n")
        return (
            sheet.written(csv_name, CSV_TYPE, count),
            tree.written(json_name, JSON_TYPE, count),
        )


def write_csv(folder: Path, name: str, rows: Iterable[Mapping[str, str]]) -> Written:
    """Write texts as CSV, as `write_table` does; one row at least, all of one form."""
    with _Hashed(folder / name) as file:
        lines = list(rows)
        file.write(BOM + _lines([list(lines[0])]))
        file.write(_lines(map(escape_formula, line.values()) for line in lines))
        return file.written(name, CSV_TYPE, len(lines))


def write_json(
    folder: Path, name: str, facts: object, media_type: str = JSON_TYPE
) -> Written:
    """Write a document for people to read too."""
    with _Hashed(folder / name) as file:
        text = json.dumps(facts, ensure_ascii=False, indent=2, allow_nan=False)
        file.write(f"{text}\n".encode())
        return file.written(name, media_type)


def to_facts(written: Written) -> dict[str, Any]:
    """Return a line of the manifest."""
    facts: dict[str, Any] = {
        "name": written.name,
        "media_type": written.media_type,
        "bytes": written.size_bytes,
        "sha256": written.sha256,
    }
    if written.rows_count is not None:
        facts["rows"] = written.rows_count
    return facts


def _lines(rows: Iterable[Iterable[Cell]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _to_cells(columns: Sequence[Column], row: Sequence[Cell]) -> Iterator[Cell]:
    """Yield what the csv module writes as it shall be; it writes None as nothing."""
    for column, value in zip(columns, row, strict=True):
        if value is None or type(value) is int:
            yield value
        elif isinstance(value, bool):
            yield "true" if value else "false"
        elif isinstance(value, float):
            yield f"{Decimal(repr(value)):f}"  # never with an exponent
        elif column.form is Form.STRING:
            yield escape_formula(str(value))
        else:
            yield value
