"""Reads one CSV file into rows of text cells, whatever state the file is in."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from inventory.sheets.problems import Place, Problems, shown

FILE_LIMIT_BYTES = 64 * 2**20
"""A larger file is not read at all."""

HEADER_LIMIT = 1000
"""A file with more columns is not looked at."""


class SheetRow(NamedTuple):
    """One data row.

    Attributes:
        row: As a spreadsheet numbers it.
        cells: Text keyed by column, without space around it. A byte that is not
            UTF-8 is there as a lone surrogate.
    """

    row: int
    cells: dict[str, str]


def read_sheet(
    path: Path, columns: Sequence[str], problems: Problems
) -> list[SheetRow] | None:
    """Return the data rows of the file, None where it cannot be judged at all.

    Rows with too few or too many cells are noted and left out; empty rows are left
    out.
    """
    text = _read_text(path, problems)
    if text is None:
        return None
    records = _split(path.name, text, problems)
    row, header = next(records, (1, []))
    header = [cell.strip() for cell in header]
    if not _check_header(Place(path.name, row), header, columns, problems):
        return None
    return list(_to_rows(path.name, records, header, problems))


def _read_text(path: Path, problems: Problems) -> str | None:
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problems.add(Place(path.name), f"expected a file, cannot read it: {reason}")
        return None
    if len(data) > FILE_LIMIT_BYTES:
        limit = f"expected at most {FILE_LIMIT_BYTES} bytes, got more"
        problems.add(Place(path.name), limit)
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        problems.add(Place(path.name), "expected UTF-8, got UTF-16; save it as UTF-8")
        return None
    # A bad byte becomes a lone surrogate, so that its row and column can be named.
    return data.decode("utf-8", errors="surrogateescape").removeprefix("\ufeff")


def _split(name: str, text: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with its row number; stop where the quoting breaks down."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 0
    while True:
        row += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(Place(name, row), _explain(error))
            return
        yield row, record


def _explain(error: csv.Error) -> str:
    if "field limit" in str(error):
        limit = f"expected at most {csv.field_size_limit()} characters in a cell"
        return f"{limit}, got more: is a quotation mark missing? Not read from here on"
    return f"expected quoted cells to be closed ({error}); not read from here on"


def _check_header(
    place: Place, header: list[str], columns: Sequence[str], problems: Problems
) -> bool:
    known = set(columns)
    found = set(header)
    if len(header) > HEADER_LIMIT:
        text = f"expected at most {HEADER_LIMIT} columns, got {len(header)}"
        problems.add(place, text)
        return False
    if not found & known:
        got = shown(",".join(header))
        problems.add(place, f"expected a header of {', '.join(columns)}; got {got}")
        return False
    unknown = [cell for cell in dict.fromkeys(header) if cell not in known]
    for cell in unknown:
        problems.add(place, f"unknown column {shown(cell)}{_suggest(cell, columns)}")
    for column in columns:
        if column not in found:
            problems.add(place, f"expected a column {column}, it is missing")
        elif header.count(column) > 1:
            problems.add(place, f"expected one column {column}, got several")
    return not unknown and found == known and len(header) == len(found)


def _suggest(cell: str, columns: Sequence[str]) -> str:
    close = difflib.get_close_matches(cell.lower(), columns, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _to_rows(
    name: str,
    records: Iterator[tuple[int, list[str]]],
    header: list[str],
    problems: Problems,
) -> Iterator[SheetRow]:
    for row, record in records:
        if not any(cell.strip() for cell in record):
            continue
        if len(record) == len(header):
            cells = zip(header, map(str.strip, record), strict=True)
            yield SheetRow(row, dict(cells))
            continue
        text = f"expected {len(header)} cells, got {len(record)}"
        problems.add(Place(name, row), text)
