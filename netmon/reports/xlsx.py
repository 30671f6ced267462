"""A statement as a workbook: typed, to be filtered, and nothing in it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from netmon.reports.cover import cover_facts
from netmon.reports.csv_pack import TABLES
from netmon.reports.months_shown import to_month_name
from netmon.reports.outage_tables import REPAIRS
from netmon.reports.sections import SECTIONS, Section
from netmon.reports.words import Language, Words, load_words
from netmon.reports.xlsx_columns import FORMATS, LONGEST_TEXT, Shown, to_shown

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


def write_xlsx(statement: Statement, out: Path, language: Language) -> None:
    """Write the workbook `out`; the same statement gives the same bytes.

    Raises:
        OSError: It cannot be written.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  only by whom needs it
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    words = load_words(language)
    book = Workbook(str(out), _OPTIONS)
    # Excel knows no time zone; the moment is UTC, as the property's own format says.
    book.set_properties({"created": statement.head.made_at, "title": words("title")})
    looks = _make_looks(book)
    _write_cover(book, looks, words, statement)
    for section in SECTIONS[1:]:
        _write_section(book, looks, words, (section, statement))
    _write_dictionary(book, looks, words)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from None


def _make_looks(book: Workbook) -> Mapping[str, Format]:
    looks = {
        name: book.add_format(_FONT | {"num_format": number})
        for name, number in FORMATS.items()
    }
    head = {"bold": True, "text_wrap": True, "bg_color": "#DCE6EE", "bottom": 1}
    return looks | {
        "head": book.add_format(_FONT | head),
        "title": book.add_format(_FONT | {"bold": True, "font_size": 20}),
        "draft": book.add_format(_FONT | {"bold": True, "bg_color": "#FFD966"}),
        "label": book.add_format(_FONT | {"bold": True}),
    }


def _write_cover(
    book: Workbook, looks: Mapping[str, Format], words: Words, statement: Statement
) -> None:
    sheet = book.add_worksheet(words("sheet.cover"))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)
    month = statement.head.month
    sheet.write_string(0, 0, words("title"), looks["title"])
    sheet.write_string(1, 0, words("subtitle"), looks["label"])
    sheet.write_string(2, 0, to_month_name(words, month), looks["label"])
    sheet.write_datetime(
        *(2, 1, datetime(month.year, month.month, 1)),  # noqa: DTZ001 - a day
        book.add_format(_FONT | {"num_format": "yyyy-mm", "align": "left"}),
    )
    row = 4
    for fact in cover_facts(words, statement):
        sheet.write_string(row, 0, fact.label, looks["label"])
        sheet.write_string(row, 1, fact.value[:LONGEST_TEXT], looks["text"])
        row += 1
    stage = statement.head.stage
    look = looks["draft" if stage == "draft" else "text"]
    sheet.write_string(row + 1, 0, words(f"cover.{stage}_note"), look)
    sheet.write_string(row + 2, 0, words("text.no_bandwidth"), looks["text"])
    sheet.write_string(row + 3, 0, words("text.wifi"), looks["text"])


def _write_section(
    book: Workbook,
    looks: Mapping[str, Format],
    words: Words,
    told: tuple[Section, Statement],
) -> None:
    section, statement = told
    name = section.table.name
    sheet = book.add_worksheet(words(f"sheet.{name}"))
    columns = list(to_shown(section.table.columns, looks, words))
    rows = _cap(name, list(section.rows(statement)))
    all_count = len(statement.repairs) if name == "repairs" else len(rows)
    _write_table(sheet, looks["head"], columns, rows)
    if len(rows) < all_count:
        shown = {"shown": f"{len(rows):,}", "all": f"{all_count:,}"}
        note = words("text.capped_rows", file=f"{name}.csv", **shown)
        sheet.write_string(len(rows) + 2, 0, note, looks["label"])


def _cap(name: str, rows: list[Row]) -> list[Row]:
    """Return at most MOST_ROWS rows: of repairs the longest, in their order."""
    if len(rows) <= MOST_ROWS:
        return rows
    if name == "repairs":
        lengths = [cast("int", row[_LASTED]) for row in rows]
        by_length = sorted(range(len(rows)), key=lengths.__getitem__, reverse=True)
        return [rows[at] for at in sorted(by_length[:MOST_ROWS])]
    return rows[:MOST_ROWS]


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


def _write_dictionary(
    book: Workbook, looks: Mapping[str, Format], words: Words
) -> None:
    sheet = book.add_worksheet(words("sheet.dictionary"))
    sheet.freeze_panes(1, 0)
    for number, width in enumerate((20, 22, 30, 10, 90)):
        sheet.set_column(number, number, width)
    for row, cells in enumerate(_dictionary(words)):
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, looks["text" if row else "head"])


def _dictionary(words: Words) -> Iterable[tuple[str, ...]]:
    """Yield what every column of the CSV files and of these sheets says."""
    is_thai = words.language == "th"
    yield "table", "column", "title", "unit", "meaning"
    for table in TABLES:
        for column in table.columns:
            title = column.title_th if is_thai else column.title_en
            meaning = column.meaning_th if is_thai else column.meaning_en
            yield table.name, column.name, title or "", column.unit, meaning
