"""A statement as a workbook: typed, to be filtered, and nothing in it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, cast

from netmon.reports.cover import cover_facts
from netmon.reports.csv_pack import TABLES
from netmon.reports.months_shown import to_month_name
from netmon.reports.outage_tables import REPAIRS
from netmon.reports.sections import SECTIONS, Section
from netmon.reports.words import Language, Words, load_words
from netmon.reports.xlsx_columns import FORMATS, LONGEST_TEXT, Shown, to_shown
from netmon.sla.shown import to_count
from netmon.sla.statement import Stage

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from netmon.reports.sections import Row
    from netmon.sla.statement import Statement

MOST_ROWS = 30_000
"""Of a sheet; more make a workbook that offices open with pain. The CSV has them."""
_LASTED = [each.name for each in REPAIRS.columns].index("service_s")
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FONT = {"font_name": "TH Sarabun New", "font_size": 14, "valign": "top"}


def write_xlsx(
    statement: Statement, out: Path, language: Language, most_rows: int = MOST_ROWS
) -> None:
    """Write the workbook `out`; the same statement gives the same bytes.

    Args:
        statement: What is told.
        out: A file that is made, or made anew.
        language: Of heads and words.
        most_rows: Of a sheet; what is left out is told beneath it.

    Raises:
        OSError: It cannot be written.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  only by whom needs it
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    words = load_words(language)
    book = Workbook(str(out), _OPTIONS)
    # Excel knows no time zone; the moment is UTC, as the property's own format says.
    book.set_properties({"created": statement.head.made_at, "title": words("title")})
    sheets = _Sheets(book, words, most_rows)
    sheets.write_cover(statement)
    for section in SECTIONS[1:]:
        sheets.write_section(section, statement)
    sheets.write_dictionary()
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from None


class _Sheets:
    """The sheets of one workbook."""

    def __init__(self, book: Workbook, words: Words, most_rows: int) -> None:
        self._book = book
        self._words = words
        self._most_rows = most_rows
        self._looks = _make_looks(book)

    def write_cover(self, statement: Statement) -> None:
        words, looks, month = self._words, self._looks, statement.head.month
        sheet = self._book.add_worksheet(words("sheet.cover"))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 80)
        sheet.write_string(0, 0, words("title"), looks["title"])
        sheet.write_string(1, 0, words("subtitle"), looks["label"])
        sheet.write_string(2, 0, to_month_name(words, month), looks["label"])
        first = datetime.combine(month.first_day, time())
        sheet.write_datetime(2, 1, first, looks["month"])
        row = 4
        for fact in cover_facts(words, statement):
            sheet.write_string(row, 0, fact.label, looks["label"])
            sheet.write_string(row, 1, fact.value[:LONGEST_TEXT], looks["text"])
            row += 1
        stage = statement.head.stage
        look = looks["draft" if stage is Stage.DRAFT else "text"]
        sheet.write_string(row + 1, 0, words(f"cover.{stage}_note"), look)
        sheet.write_string(row + 2, 0, words("text.no_bandwidth"), looks["text"])
        sheet.write_string(row + 3, 0, words("text.wifi"), looks["text"])

    def write_section(self, section: Section, statement: Statement) -> None:
        words, name = self._words, section.table.name
        sheet = self._book.add_worksheet(words(f"sheet.{name}"))
        columns = list(to_shown(section.table, self._looks, words))
        found = list(section.rows(statement))
        rows = _cap(name, found, self._most_rows)
        _write_table(sheet, self._looks["head"], columns, rows)
        if len(rows) < len(found):
            counts = {"shown": to_count(len(rows)), "all": to_count(len(found))}
            note = words("text.capped_rows", file=f"{name}.csv", **counts)
            sheet.write_string(len(rows) + 2, 0, note, self._looks["label"])

    def write_dictionary(self) -> None:
        sheet = self._book.add_worksheet(self._words("sheet.dictionary"))
        sheet.freeze_panes(1, 0)
        for number, width in enumerate((20, 22, 30, 10, 90)):
            sheet.set_column(number, number, width)
        for row, cells in enumerate(_dictionary(self._words)):
            look = self._looks["text" if row else "head"]
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text, look)


def _make_looks(book: Workbook) -> Mapping[str, Format]:
    looks = {
        name: book.add_format(_FONT | {"num_format": number})
        for name, number in FORMATS.items()
    }
    head = {"bold": True, "text_wrap": True, "bg_color": "#DCE6EE", "bottom": 1}
    return looks | {
        "head": book.add_format(_FONT | head),
        "month": book.add_format(_FONT | {"num_format": "yyyy-mm", "align": "left"}),
        "title": book.add_format(_FONT | {"bold": True, "font_size": 20}),
        "draft": book.add_format(_FONT | {"bold": True, "bg_color": "#FFD966"}),
        "label": book.add_format(_FONT | {"bold": True}),
    }


def _cap(name: str, rows: list[Row], most_rows: int) -> list[Row]:
    """Return at most so many rows: of repairs the longest, in their order."""
    if len(rows) <= most_rows:
        return rows
    if name == "repairs":
        lengths = [cast("int", row[_LASTED]) for row in rows]
        by_length = sorted(range(len(rows)), key=lengths.__getitem__, reverse=True)
        return [rows[at] for at in sorted(by_length[:most_rows])]
    return rows[:most_rows]


def _write_table(
    sheet: Worksheet, head: Format, columns: Sequence[Shown], rows: Sequence[Row]
) -> None:
    sheet.freeze_panes(1, 1)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column.title, head)
    puts = [(number, each.source, each.put) for number, each in enumerate(columns)]
    for line, row in enumerate(rows, start=1):
        for number, source, put in puts:
            value = row[source]
            if value is not None:
                put(sheet, line, number, value)


def _dictionary(words: Words) -> Iterable[tuple[str, ...]]:
    """Yield what every column of the CSV files and of these sheets says."""
    is_thai = words.language == "th"
    yield "table", "column", "title", "unit", "meaning"
    for table in TABLES:
        for column in table.columns:
            title = column.title_th if is_thai else column.title_en
            meaning = column.meaning_th if is_thai else column.meaning_en
            yield table.name, column.name, title or "", column.unit, meaning
