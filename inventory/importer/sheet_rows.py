"""The rows of a sheet's XML as text. Formulas are never evaluated.

openpyxl reads what a workbook is made of; its rows take three times as long as this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from openpyxl.utils.datetime import from_excel

from inventory.importer.limits import COLUMN_LIMIT, ROW_LIMIT

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _MERGED = f"{_MAIN}row", f"{_MAIN}mergeCell"
_VALUE, _INLINE = f"{_MAIN}v", f"{_MAIN}is"
_TEXT, _RUN = f"{_MAIN}t", f"{_MAIN}r"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class TooMuch(Exception):
    """A limit is passed; the text names it."""


@dataclass(slots=True)
class SheetReader:
    """Reads one sheet.

    Attributes:
        shared: The workbook's shared strings, which cells name by number.
        dates: Numbers of the styles that show a number as a day or time.
        epoch: The day from which the workbook counts.
        merged: First row of the merged range a cell lies in, keyed by its row from 1
            and its column from 0; filled while the rows are read, ranges of one
            column only.
    """

    shared: Sequence[str]
    dates: AbstractSet[int]
    epoch: datetime
    merged: dict[tuple[int, int], int] = field(default_factory=dict)
    _merged_count: int = 0

    def rows(self, stream: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
        """Yield row number and cells of every row that the sheet writes down.

        Raises:
            TooMuch: More rows or columns than a register has.
            ValueError: Something is not as the format says (ECMA-376 part 1, 18.3).
            SyntaxError: It is no XML.
        """
        number = 0
        for _, element in iterparse(stream):  # noqa: S314  zip_guard refused entities
            if element.tag == _ROW:
                following = int(element.get("r", number + 1))
                if following <= number:
                    raise ValueError("rows out of order")
                number = following
                if number > ROW_LIMIT:
                    message = f"over {ROW_LIMIT} rows"
                    raise TooMuch(message)
                yield number, self._cells(element)
                element.clear()
            elif element.tag == _MERGED:
                self._merge(element.get("ref", ""))

    def _cells(self, row: Element) -> list[str]:
        cells: list[str] = []
        for cell in row:
            place = cell.get("r")
            column = (
                len(cells) if place is None else to_column(place.rstrip("0123456789"))
            )
            if column >= COLUMN_LIMIT:
                message = f"over {COLUMN_LIMIT} columns"
                raise TooMuch(message)
            if column < len(cells):
                raise ValueError("cells out of order")
            cells.extend("" for _ in range(column - len(cells)))
            cells.append(self._to_text(cell))
        return cells

    def _to_text(self, cell: Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _to_string(cell.find(_INLINE))
        text = cell.findtext(_VALUE) or ""
        if kind == "n" and text:
            return self._to_number(text, int(cell.get("s", 0)))
        if kind == "s" and text:
            return self.shared[int(text)]
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
        return text

    def _to_number(self, text: str, style: int) -> str:
        number = float(text)
        if style in self.dates:
            with suppress(ValueError, OverflowError):  # a number that is no day
                return _to_moment(from_excel(number, self.epoch))
        return str(int(number)) if number.is_integer() else repr(number)

    def _merge(self, ref: str) -> None:
        ends = [_PLACE.fullmatch(end) for end in ref.split(":")]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            return
        (first, top), (last, bottom) = ends[0].groups(), ends[1].groups()
        if first != last or int(bottom) > ROW_LIMIT:
            return
        self._merged_count += max(0, int(bottom) - int(top))
        if self._merged_count > ROW_LIMIT:
            message = f"over {ROW_LIMIT} merged cells"
            raise TooMuch(message)
        for row in range(int(top) + 1, int(bottom) + 1):
            self.merged[row, to_column(first)] = int(top)


@cache
def to_column(letters: str) -> int:
    """Return a column's number from 0, for letters as a spreadsheet shows it."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or number > COLUMN_LIMIT:
            raise ValueError("no column has this name")
        number = number * 26 + ord(letter) - 64
    return number - 1


def _to_string(inline: Element | None) -> str:
    """Return a string without the phonetic hints beside it."""
    parts = [] if inline is None else list(inline)
    texts = [
        part.text if part.tag == _TEXT else part.findtext(_TEXT)
        for part in parts
        if part.tag in (_TEXT, _RUN)
    ]
    return "".join(text for text in texts if text)


def _to_moment(value: object) -> str:
    if isinstance(value, datetime):
        day = value.date()
        return day.isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)
