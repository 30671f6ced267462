"""A table into rows that can be stored, and findings about all others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inventory.importer.findings import Finding, Outcome
from inventory.importer.header import Header, choose_sheet, read_header
from inventory.importer.headings import Headings
from inventory.importer.not_data import why_no_data
from inventory.importer.row import Draft, Values
from inventory.importer.source import Source
from inventory.importer.text import clean
from inventory.importer.workbook import SheetText


@dataclass(frozen=True, slots=True)
class Rules:
    """How the rows of a table are judged.

    Attributes:
        headings: Its columns.
        key: The column that holds the code.
        identity: Columns that say what a row is about, see `why_no_data`.
        judge_row: Fills and judges one row, which it is given with the row above.
    """

    headings: Headings
    key: str
    identity: tuple[str, ...]
    judge_row: Callable[[Draft, Draft | None], None]


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a file.

    Attributes:
        name: The file's name.
        sha256: Of its bytes, hex.
        rows: What can be stored, keyed by code, in the order of the file.
        row_numbers: Record number keyed by code.
        named: Codes of all data rows, those of rejected ones too.
        findings: By row, those of the file first.
        rows_read: Data rows; titles, headers, blank and total rows are none.
        repaired, rejected, warned: Data rows with such a finding.
    """

    name: str
    sha256: str
    rows: Mapping[str, Values]
    row_numbers: Mapping[str, int]
    named: frozenset[str]
    findings: tuple[Finding, ...]
    rows_read: int
    repaired: int
    rejected: int
    warned: int

    @property
    def is_unusable(self) -> bool:
        """Whether the header itself was refused: then no row was judged."""
        return self.rows_read == 0 and any(
            one.outcome is Outcome.REJECT and one.code != "not_a_data_row"
            for one in self.findings
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table whose rows were judged each by itself.

    Attributes:
        titles: The header's cells, keyed by column; empty where it was refused.
        findings: About the file and about what is no data.
        drafts: The data rows.
    """

    source: Source
    titles: Mapping[str, str]
    findings: Sequence[Finding]
    drafts: Sequence[Draft]


def read_sheet(source: Source, rules: Rules) -> Sheet:
    """Return the table in `source`.

    Raises:
        ConfigError: It has no header.
    """
    index, at = choose_sheet(source.name, source.sheets, rules.headings)
    sheet = source.sheets[index]
    header = read_header(sheet, at, rules.headings)
    findings = [*_about_file(source, header, sheet), *header.findings]
    if any(one.outcome is Outcome.REJECT for one in findings):
        return Sheet(source, {}, findings, ())
    drafts: list[Draft] = []
    findings += _read_rows(sheet, header, rules, drafts)
    return Sheet(source, header.titles, findings, drafts)


def _about_file(source: Source, header: Header, sheet: SheetText) -> Iterator[Finding]:
    if source.guessed:
        yield Finding(
            header.row,
            "*",
            "",
            "encoding",
            Outcome.REPAIR,
            "",
            source.guessed,
            source.guessed,
        )
    for other in source.sheets:
        if other is not sheet:
            yield Finding(
                header.row,
                "*",
                "",
                "other_sheet",
                Outcome.WARN,
                other.title,
                None,
                sheet.title,
            )


def _read_rows(
    sheet: SheetText, header: Header, rules: Rules, drafts: list[Draft]
) -> Iterator[Finding]:
    """Yield what is no data; put what is into `drafts`."""
    above: Draft | None = None
    for row, record in enumerate(sheet.records, start=1):
        if row == header.row:
            continue
        raw = {
            field: record[place] if place < len(record) else ""
            for field, place in header.places.items()
        }
        why = "title"
        if row > header.row:
            why = why_no_data(record, raw, header, rules.identity)
        if why:
            yield _no_data(row, record, why)
            continue
        draft = Draft(row, rules.key, raw, _merged(sheet, row, header), header.titles)
        rules.judge_row(draft, above)
        drafts.append(draft)
        above = draft


def _merged(sheet: SheetText, row: int, header: Header) -> dict[str, str]:
    """Return the texts of the merged ranges that the row's cells lie in."""
    if not sheet.merged:
        return {}
    tops = {
        field: (sheet.merged[row, place], place)
        for field, place in header.places.items()
        if (row, place) in sheet.merged
    }
    return {
        field: sheet.records[top - 1][place]
        for field, (top, place) in tops.items()
        if header.row < top and place < len(sheet.records[top - 1])
    }


def _no_data(row: int, record: list[str], why: str) -> Finding:
    text = next((text for cell in record if (text := clean(cell)[0])), "")
    why = why if text else "blank row"
    return Finding(row, "*", "", "not_a_data_row", Outcome.REJECT, text, None, why)


def finish(sheet: Sheet) -> Judged:
    """Return what became of the table, once its rows were held against each other."""
    source, drafts = sheet.source, sheet.drafts
    told = [*sheet.findings, *(one for draft in drafts for one in draft.findings)]
    told.sort(key=lambda one: one.row)  # stable: those of the file stay first
    accepted = [draft for draft in drafts if not draft.is_rejected]
    return Judged(
        name=source.name,
        sha256=source.sha256,
        rows={draft.site: draft.values for draft in accepted},
        row_numbers={draft.site: draft.row for draft in accepted},
        named=frozenset(draft.site for draft in drafts if draft.site),
        findings=tuple(told),
        rows_read=len(drafts),
        repaired=_count(drafts, Outcome.REPAIR),
        rejected=len(drafts) - len(accepted),
        warned=_count(drafts, Outcome.WARN),
    )


def _count(drafts: Sequence[Draft], outcome: Outcome) -> int:
    return sum(
        any(one.outcome is outcome for one in draft.findings) for draft in drafts
    )
