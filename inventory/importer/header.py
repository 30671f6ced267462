"""Finds the header row and what stands in which column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inventory.importer.columns import BY_KEY, REQUIRED, Field
from inventory.importer.findings import Finding, Outcome
from inventory.importer.text import clean, to_key
from inventory.importer.workbook import SheetText
from netmon.core.errors import ConfigError

_SEARCHED_ROWS = 50
_FEWEST_KNOWN = 4


@dataclass(frozen=True, slots=True)
class Header:
    """Where the table begins.

    Attributes:
        row: The header's row, from 1.
        places: Index of the cell, keyed by column.
        texts: The header's own clean texts, to know it again further down.
        findings: About the header as a whole.
    """

    row: int
    places: Mapping[Field, int]
    texts: tuple[str, ...]
    findings: tuple[Finding, ...]


def choose_sheet(name: str, sheets: Sequence[SheetText]) -> tuple[int, int]:
    """Return the sheet that holds the register and its header row, both from 0.

    Raises:
        ConfigError: No row among the first of any sheet looks like the header.
    """
    scores = [
        (_score(record), -row, -index)
        for index, sheet in enumerate(sheets)
        for row, record in enumerate(sheet.records[:_SEARCHED_ROWS])
    ]
    best = max(scores, default=(0, 0, 0))
    if best[0] < _FEWEST_KNOWN:
        message = (
            f"{name}: found no header among the first {_SEARCHED_ROWS} rows; "
            f"expected columns as {', '.join(REQUIRED)}"
        )
        raise ConfigError(message)
    return -best[2], -best[1]


def read_header(sheet: SheetText, row: int) -> Header:
    """Return the header in record `row` of `sheet`, from 0."""
    record = sheet.records[row]
    found: dict[Field, list[int]] = {}
    findings = []
    for index, cell in enumerate(record):
        field = BY_KEY.get(to_key(cell))
        if field is not None:
            found.setdefault(field, []).append(index)
            findings += _unclean(row + 1, field, cell)
        elif _is_used(sheet, row, index):
            title = clean(cell)[0] or _letters(index)
            findings.append(Finding(row + 1, title, "", "unknown_column", Outcome.WARN))
    places = {field: where[0] for field, where in found.items() if len(where) == 1}
    findings += _doubled(row + 1, found)
    findings += _missing(row + 1, found)
    findings += _order(row + 1, places)
    texts = tuple(to_key(cell) for cell in record)
    return Header(row + 1, places, texts, tuple(findings))


def _score(record: Sequence[str]) -> int:
    if len(record) < _FEWEST_KNOWN:
        return 0
    return len({BY_KEY.get(to_key(cell)) for cell in record if cell} - {None})


def _unclean(row: int, field: Field, cell: str) -> list[Finding]:
    repaired, kind = clean(cell)
    if not kind:
        return []
    return [Finding(row, field, "", kind, Outcome.REPAIR, cell, repaired)]


def _is_used(sheet: SheetText, row: int, index: int) -> bool:
    """Return whether a column without a known header holds anything."""
    if sheet.records[row][index].strip():
        return True
    below = sheet.records[row + 1 :]
    return any(len(cells) > index and cells[index].strip() for cells in below)


def _doubled(row: int, found: Mapping[Field, list[int]]) -> list[Finding]:
    return [
        Finding(row, field, "", "duplicate_column", Outcome.REJECT)
        for field, where in found.items()
        if len(where) > 1
    ]


def _missing(row: int, found: Mapping[Field, list[int]]) -> list[Finding]:
    return [
        Finding(row, field, "", "missing_column", _gravity(field))
        for field in Field
        if field not in found and field is not Field.NUMBER
    ]


def _gravity(field: Field) -> Outcome:
    return Outcome.REJECT if field in REQUIRED else Outcome.WARN


def _order(row: int, places: Mapping[Field, int]) -> list[Finding]:
    ordered = sorted(places, key=places.__getitem__)
    if ordered == [field for field in Field if field in places]:
        return []
    text = ", ".join(ordered)
    return [Finding(row, "*", "", "column_order", Outcome.REPAIR, "", text)]


def _letters(index: int) -> str:
    """Return a column's name as a spreadsheet shows it."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
