"""Numbers over time as CSV (RFC 4180), a piece at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

import orjson

from inventory.sheets.cells import escape_formula

if TYPE_CHECKING:
    from netmon.api.series_table import SeriesTable, Value

BOM = b"\xef\xbb\xbf"
_ROWS_A_PIECE = 500


def to_csv(table: SeriesTable, *, has_bom: bool) -> Iterator[bytes]:
    """Yield the table with a header; what was not measured is an empty cell.

    Texts that a spreadsheet would take for a formula get an apostrophe in front;
    numbers are as in JSON.
    """
    if has_bom:
        yield BOM
    about = [escape_formula(text or "") for text in table.about.values()]
    yield _lines([[*table.about, "at", *table.columns]])
    rows = zip(table.moments, *table.columns.values(), strict=True)
    while piece := list(islice(rows, _ROWS_A_PIECE)):
        yield _lines(
            [[*about, _moment(at), *map(_cell, values)] for at, *values in piece]
        )


def _lines(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _cell(value: Value) -> str:
    return "" if value is None else orjson.dumps(value).decode()


def _moment(at: datetime) -> str:
    return orjson.dumps(at, option=orjson.OPT_UTC_Z).decode().strip('"')
