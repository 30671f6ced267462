"""Records as a sheet that can be imported again."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from inventory.records.importing.texts import to_text
from inventory.records.kinds import Column, Kind, Shape, Values
from inventory.sheets.cells import escape_formula

_FREE = (Shape.TEXT, Shape.LONG_TEXT)


def export_columns(kind: Kind, *, with_people: bool) -> list[Column]:
    """Return the columns of the sheet; those about people only where asked for."""
    return [one for one in kind.columns if with_people or one.personal is None]


def write_records(
    target: TextIO, columns: Iterable[Column], records: Iterable[Values]
) -> None:
    """Write a header and a line for each record; no cell is a formula.

    Args:
        target: Opened with newline="".
        columns: Which; see `export_columns`.
        records: Values of every column.
    """
    columns = list(columns)
    writer = csv.writer(target)
    writer.writerow(_title(column) for column in columns)
    for values in records:
        writer.writerow(_cell(column, values) for column in columns)


def _title(column: Column) -> str:
    """Return the header; the key's is the name that other kinds call it by."""
    return column.headers[0] if column.name == "code" else column.name


def _cell(column: Column, values: Values) -> str:
    text = to_text(column, values.get(column.name)) or ""
    return escape_formula(text) if column.shape in _FREE else text
