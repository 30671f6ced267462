"""Files that are handed out: each is written once, counted and hashed on the way."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Self

from inventory.sheets.cells import escape_formula
from inventory.sheets.declared import Column, Form, Table
from netmon.core.clock import THAI_TIME

Cell = str | int | float | bool | Decimal | datetime | None
"""A moment is aware; it is written in Thai time, with its offset."""
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


class Hashed:
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
        """Add `data` at the end."""
        self._file.write(data)
        self._hash.update(data)
        self._size_bytes += len(data)

    def written(self, name: str, media_type: str, rows: int | None = None) -> Written:
        """Return what the file is by now."""
        digest = self._hash.hexdigest()
        return Written(name, media_type, self._size_bytes, digest, rows)


def write_csv_table(
    folder: Path, table: Table, rows: Iterable[Sequence[Cell]]
) -> Written:
    """Write a table as CSV: RFC 4180, UTF-8 with BOM.

    A text that a spreadsheet would run has an apostrophe in front.

    Args:
        folder: Where the file is not yet.
        table: What the columns are.
        rows: Values in the order of the columns.
    """
    name, count = f"{table.name}.csv", 0
    with Hashed(folder / name) as sheet:
        sheet.write(to_head(table))
        for piece in in_pieces(rows):
            sheet.write(to_lines(table, piece))
            count += len(piece)
        return sheet.written(name, CSV_TYPE, count)


def in_pieces(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Sequence[Cell]]]:
    """Yield some rows at a time, so that memory stays small and writes are few."""
    left = iter(rows)
    while piece := list(islice(left, _ROWS_A_PIECE)):
        yield piece


def to_head(table: Table) -> bytes:
    """Return a CSV file's beginning: the mark of UTF-8 and the columns' names."""
    return BOM + _lines([[column.name for column in table.columns]])


def to_lines(table: Table, rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return `rows` as lines of CSV."""
    return _lines(_to_cells(table.columns, rows))


def write_csv(folder: Path, name: str, rows: Iterable[Mapping[str, str]]) -> Written:
    """Write texts as CSV, as `write_csv_table` does; one row at least."""
    with Hashed(folder / name) as file:
        lines = list(rows)
        file.write(BOM + _lines([list(lines[0])]))
        file.write(_lines(map(escape_formula, line.values()) for line in lines))
        return file.written(name, CSV_TYPE, len(lines))


def write_json(
    folder: Path, name: str, facts: object, media_type: str = JSON_TYPE
) -> Written:
    """Write a document for people to read too."""
    with Hashed(folder / name) as file:
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


def _to_cells(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
) -> Iterator[list[Cell]]:
    """Yield what the csv module writes as it shall be; it writes None as nothing."""
    changed = [
        (place, _BY_FORM.get(column.form, _to_text))
        for place, column in enumerate(columns)
        if column.form is not Form.INTEGER
    ]
    for row in rows:
        cells = list(row)
        if len(cells) != len(columns):
            message = f"{len(cells)} values for {len(columns)} columns"
            raise ValueError(message)
        for place, to_text in changed:
            value = cells[place]
            if value is not None:
                cells[place] = to_text(value)
        yield cells


def _escape(value: Cell) -> Cell:
    return escape_formula(str(value))


def _to_thai(value: Cell) -> Cell:
    if isinstance(value, datetime):
        return value.astimezone(THAI_TIME).isoformat()
    return value


def _to_text(value: Cell) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"  # never with an exponent
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value


_BY_FORM: Mapping[Form, Callable[[Cell], Cell]] = {
    Form.STRING: _escape,
    Form.DATETIME: _to_thai,
}
"""The quick ways of most cells."""
