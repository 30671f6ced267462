"""Turns the cells of a sheet into values, noting every cell that does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from inventory.sheets.cells import BadCell, check_characters
from inventory.sheets.columns import Column
from inventory.sheets.problems import Place, Problems, shown
from inventory.sheets.sheet import SheetRow


class ParsedRow(NamedTuple):
    """One data row, as far as it could be understood.

    Attributes:
        place: Where the row stands.
        values: Keyed by column; a column whose cell was bad is missing.
    """

    place: Place
    values: dict[str, Any]

    def at(self, column: str) -> Place:
        """Return the place of a cell in this row."""
        return self.place._replace(column=column)


def parse_rows(
    name: str,
    rows: Iterable[SheetRow],
    columns: Mapping[str, Column],
    problems: Problems,
) -> Iterator[ParsedRow]:
    """Yield the rows of the file called `name`, in their order."""
    for row, cells in rows:
        parsed = ParsedRow(Place(name, row), {})
        for column, text in cells.items():
            try:
                parsed.values[column] = _parse_cell(columns[column], text)
            except BadCell as error:
                got = f"expected {error.expected}, got {shown(text)}"
                problems.add(parsed.at(column), got)
        yield parsed


def _parse_cell(column: Column, text: str) -> object:
    check_characters(text)
    if text:
        return column.parse(text)
    if column.is_required:
        raise BadCell("a value")
    return column.empty
