"""The columns of a sheet: how wide, and how each value is put into its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from inventory.sheets.declared import Column, Form, Table
from netmon.core.clock import THAI_TIME
from netmon.reports.months_shown import to_moment

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from netmon.reports.words import Words

LONGEST_TEXT = 32_767
"""Characters of a cell; Excel's own limit."""
FORMATS = {
    # A ratio has nine digits; Excel rounds what its format leaves out, so none is.
    "ratio": "0.0000000%",
    "baht": "#,##0.00",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "count": "#,##0",
    "text": "@",
}
_WIDTHS = {"ratio": 14, "baht": 14, "moment": 20, "count": 13, "text": 18}
_WIDE = {"name_th": 46, "name_en": 34, "reason": 40, "value": 70, "parameter": 34}

_FAMILIES: Mapping[str, str] = {
    "verdict": "verdict",
    "bandwidth": "bandwidth",
    "region": "region",
    "site_type": "type",
    "kind": "exclusion",
    "status": "status",
    "what": "figure",
    "sites.reason": "reason",
    "poller_gaps.reason": "gap",
    "regions.key": "region",
    "site_types.key": "type",
}
"""Whose words a column of codes is shown by; others' own words stay as they are."""

Put = Callable[["Worksheet", int, int, Any], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of a sheet.

    Attributes:
        source: Which value of the row it shows.
        put: Writes it.
    """

    title: str
    width: int
    source: int
    put: Put


def to_shown(
    table: Table, looks: Mapping[str, Format], words: Words
) -> Iterator[Shown]:
    """Yield the columns of a sheet; in Thai each moment has its Buddhist Era beside."""
    is_thai = words.language == "th"
    for source, column in enumerate(table.columns):
        title = to_title(column, words)
        kind = _kind_of(column)
        width = _WIDE.get(column.name, _WIDTHS[kind])
        named = _FAMILIES.get(f"{table.name}.{column.name}")
        family = named or _FAMILIES.get(column.name, "")
        yield Shown(title, width, source, _PUTS[kind](looks[kind], family, words))
        if kind == "moment" and is_thai:
            beside = f"{title} {words('be_suffix')}"
            yield Shown(beside, 24, source, _put_buddhist(looks["text"], words))


def to_title(column: Column, words: Words) -> str:
    """Return the head of a column, with its unit in brackets."""
    is_thai = words.language == "th"
    title = column.title_th if is_thai else column.title_en or column.name
    unit = words.entries.get(f"unit.{column.unit}")
    return f"{title} ({unit})" if unit else title


def _kind_of(column: Column) -> str:
    if column.form is Form.NUMBER:
        return "baht" if column.unit == "baht" else "ratio"
    known = {Form.INTEGER: "count", Form.DATETIME: "moment"}
    return known.get(column.form, "text")


def _put_number(look: Format, _family: str, _words: Words) -> Put:
    def put(
        sheet: Worksheet, row: int, column: int, value: str | int | Decimal
    ) -> None:
        sheet.write_number(row, column, float(value), look)

    return put


def _put_text(look: Format, family: str, words: Words) -> Put:
    truths = {True: words("yes"), False: words("no")}

    def put(sheet: Worksheet, row: int, place: int, value: Any) -> None:
        text = truths[value] if isinstance(value, bool) else words.word(family, value)
        sheet.write_string(row, place, text[:LONGEST_TEXT], look)

    return put


def _put_moment(look: Format, _family: str, _words: Words) -> Put:
    def put(sheet: Worksheet, row: int, column: int, value: datetime) -> None:
        local = value.astimezone(THAI_TIME).replace(tzinfo=None)
        sheet.write_datetime(row, column, local, look)

    return put


def _put_buddhist(look: Format, words: Words) -> Put:
    def put(sheet: Worksheet, row: int, column: int, value: datetime) -> None:
        sheet.write_string(row, column, to_moment(words, value), look)

    return put


_PUTS: Mapping[str, Callable[[Format, str, Words], Put]] = {
    "ratio": _put_number,
    "baht": _put_number,
    "count": _put_number,
    "moment": _put_moment,
    "text": _put_text,
}
