"""The sheets of a workbook as records of text. Formulas are never evaluated."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, NamedTuple

from inventory.importer.limits import COLUMN_LIMIT, ROW_LIMIT
from inventory.importer.zip_guard import check_zip
from netmon.core.errors import ConfigError


class SheetText(NamedTuple):
    """One visible sheet; cells are text, a true date is written as 2024-05-22."""

    title: str
    records: list[list[str]]


def read_workbook(name: str, data: bytes) -> list[SheetText]:
    """Return the visible sheets that hold anything.

    Raises:
        ConfigError: It is no workbook, or passes a limit.
    """
    check_zip(name, data)
    from openpyxl import load_workbook  # noqa: PLC0415  CSV files do without it

    try:
        book = load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        sheets = [
            SheetText(sheet.title, list(_records(name, sheet)))
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
    except ConfigError:
        raise
    except Exception as error:  # noqa: BLE001  whatever the parser trips over
        message = f"{name}: expected a workbook (XLSX): {type(error).__name__}"
        raise ConfigError(message) from None
    return [sheet for sheet in sheets if sheet.records]


def _records(name: str, sheet: Any) -> Iterator[list[str]]:
    # A sheet states its size, and may lie: the rows would be filled up to it.
    sheet.reset_dimensions()
    blank = 0
    for row, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if row > ROW_LIMIT:
            message = f"{name} sheet {sheet.title}: over {ROW_LIMIT} rows"
            raise ConfigError(message)
        if len(cells) > COLUMN_LIMIT:
            message = f"{name} sheet {sheet.title} row {row}: over {COLUMN_LIMIT} cells"
            raise ConfigError(message)
        texts = [_to_text(cell) for cell in cells]
        if not any(texts):
            blank += 1  # those at the end are formatting, not rows
            continue
        yield from ([] for _ in range(blank))
        blank = 0
        yield texts


def _to_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        day = value.date()
        return day.isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
