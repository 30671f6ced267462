"""The sheets of a workbook as records of text."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inventory.importer.zip_guard import check_zip
from netmon.core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class SheetText:
    """One visible sheet; cells are text, a true date is written as 2024-05-22.

    Attributes:
        records: The rows; a missing one is an empty record, none at the end is blank.
        merged: First row of the merged range a cell lies in, keyed by row from 1 and
            column from 0.
    """

    title: str
    records: list[list[str]]
    merged: Mapping[tuple[int, int], int] = field(default_factory=dict)


def read_workbook(name: str, data: bytes) -> list[SheetText]:
    """Return the visible sheets that hold anything.

    Raises:
        ConfigError: It is no workbook, or passes a limit.
    """
    check_zip(name, data)
    from openpyxl import load_workbook  # noqa: PLC0415  CSV files do without it

    from inventory.importer.sheet_rows import TooMuch  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and names nobody reads here
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheets = [
            _read(book, sheet)
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
    except TooMuch as error:
        message = f"{name}: refused, {error}"
        raise ConfigError(message) from None
    except Exception as error:  # noqa: BLE001  whatever the parser trips over
        message = f"{name}: expected a workbook (XLSX): {type(error).__name__}"
        raise ConfigError(message) from None
    return [sheet for sheet in sheets if sheet.records]


def _read(book: Any, sheet: Any) -> SheetText:
    from inventory.importer.sheet_rows import SheetReader  # noqa: PLC0415

    # No public name leads to a sheet's part, its strings and its styles.
    reader = SheetReader(
        shared=sheet._shared_strings,  # noqa: SLF001
        dates=book._date_formats,  # noqa: SLF001
        epoch=book.epoch,
    )
    with book._archive.open(sheet._worksheet_path) as stream:  # noqa: SLF001
        records = list(_fill(reader.rows(stream)))
    return SheetText(sheet.title, records, reader.merged)


def _fill(rows: Iterator[tuple[int, list[str]]]) -> Iterator[list[str]]:
    """Yield a record for every row up to the last that holds anything."""
    written = 0
    for number, cells in rows:
        if not any(cells):
            continue
        yield from ([] for _ in range(number - written - 1))
        written = number
        yield cells
