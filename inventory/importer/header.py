"""Finds the header row and what stands in which column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inventory.importer.findings import Finding, Outcome
from inventory.importer.headings import Headings
from inventory.importer.text import clean, to_key
from inventory.importer.workbook import SheetText
from netmon.core.errors import ConfigError

_SEARCHED_ROWS = 50


@dataclass(frozen=True, slots=True)
class Header:
    """Where the table begins.

    Attributes:
        row: The header's row, from 1.
        places: Index of the cell, keyed by column.
        titles: The header's cell, clean, keyed by column.
        texts: The header's own clean texts, to know it again further down.
        findings: About the header as a whole.
    """

    row: int
    places: Mapping[str, int]
    titles: Mapping[str, str]
    texts: tuple[str, ...]
    findings: tuple[Finding, ...]


def score_sheets(
    sheets: Sequence[SheetText], headings: Headings
) -> tuple[int, int, int]:
    """Return how many columns of the best header are known, its sheet and row.

    Sheet and row count from 0; the first of equals wins.
    """
    scores = [
        (_score(record, headings), -row, -index)
        for index, sheet in enumerate(sheets)
        for row, record in enumerate(sheet.records[:_SEARCHED_ROWS])
    ]
    known, row, index = max(scores, default=(0, 0, 0))
    return known, -index, -row


def choose_sheet(
    name: str, sheets: Sequence[SheetText], headings: Headings
) -> tuple[int, int]:
    """Return the sheet that holds the table and its header row, both from 0.

    Raises:
        ConfigError: No row among the first of any sheet looks like the header.
    """
    known, index, row = score_sheets(sheets, headings)
    if known < headings.fewest_known:
        message = (
            f"{name}: found no header among the first {_SEARCHED_ROWS} rows; "
            f"expected columns as {', '.join(headings.required)}"
        )
        raise ConfigError(message)
    return index, row


def read_header(sheet: SheetText, row: int, headings: Headings) -> Header:
    """Return the header in record `row` of `sheet`, from 0."""
    record = sheet.records[row]
    found: dict[str, list[int]] = {}
    findings = []
    for index, cell in enumerate(record):
        field = headings.by_key.get(to_key(cell))
        if field is not None:
            found.setdefault(field, []).append(index)
            findings += _unclean(row + 1, field, cell)
        elif _is_used(sheet, row, index):
            title = clean(cell)[0] or _letters(index)
            findings.append(Finding(row + 1, title, "", "unknown_column", Outcome.WARN))
    places = {field: where[0] for field, where in found.items() if len(where) == 1}
    findings += _doubled(row + 1, found)
    findings += _missing(row + 1, found, headings)
    findings += _order(row + 1, places, headings.order)
    texts = tuple(to_key(cell) for cell in record)
    titles = {field: clean(record[place])[0] for field, place in places.items()}
    return Header(row + 1, places, titles, texts, tuple(findings))


def _score(record: Sequence[str], headings: Headings) -> int:
    if len(record) < headings.fewest_known:
        return 0
    return len({headings.by_key.get(to_key(cell)) for cell in record if cell} - {None})


def _unclean(row: int, field: str, cell: str) -> list[Finding]:
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


def _doubled(row: int, found: Mapping[str, list[int]]) -> list[Finding]:
    return [
        Finding(row, field, "", "duplicate_column", Outcome.REJECT)
        for field, where in found.items()
        if len(where) > 1
    ]


def _missing(
    row: int, found: Mapping[str, list[int]], headings: Headings
) -> list[Finding]:
    return [
        Finding(row, field, "", "missing_column", _gravity(field, headings))
        for field in headings.order or headings.required
        if field not in found and field not in headings.optional
    ]


def _gravity(field: str, headings: Headings) -> Outcome:
    return Outcome.REJECT if field in headings.required else Outcome.WARN


def _order(row: int, places: Mapping[str, int], order: Sequence[str]) -> list[Finding]:
    ordered = sorted(places, key=places.__getitem__)
    if not order or ordered == [field for field in order if field in places]:
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
