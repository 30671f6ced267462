"""A file into rows that can be stored, and findings about all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from inventory.importer.between import check_between
from inventory.importer.cells import check_cells, clean_cells
from inventory.importer.columns import Field
from inventory.importer.decode import WINDOWS_874
from inventory.importer.findings import Finding, Outcome
from inventory.importer.header import Header, choose_sheet, read_header
from inventory.importer.not_data import why_no_site
from inventory.importer.places import check_places
from inventory.importer.points import check_point
from inventory.importer.row import Context, Draft
from inventory.importer.source import Source
from inventory.importer.text import clean
from inventory.importer.workbook import SheetText

Values = Mapping[Field, str | None]
"""Canonical text or None, keyed by column; a column the file lacks is no key."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a file.

    Attributes:
        name: The file's name.
        sha256: Of its bytes, hex.
        rows: What can be stored, keyed by site code, in the order of the file.
        row_numbers: Record number keyed by site code.
        named: Site codes of all data rows, those of rejected ones too.
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


def judge(source: Source, context: Context) -> Judged:
    """Return what `source` holds.

    Raises:
        ConfigError: It has no header.
    """
    index, at = choose_sheet(source.name, source.sheets)
    sheet = source.sheets[index]
    header = read_header(sheet, at)
    findings = [*_about_file(source, header, sheet), *header.findings]
    if any(one.outcome is Outcome.REJECT for one in findings):
        return _finish(source, findings, [])
    context = replace(context, may_have_lost=source.guessed == WINDOWS_874)
    drafts: list[Draft] = []
    findings += _read_rows(sheet, header, context, drafts)
    check_between(drafts)
    return _finish(source, findings, drafts)


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
    sheet: SheetText, header: Header, context: Context, drafts: list[Draft]
) -> Iterator[Finding]:
    """Yield what is no site; put what is one into `drafts`."""
    above: str | None = None
    for row, record in enumerate(sheet.records, start=1):
        if row == header.row:
            continue
        raw = {
            field: record[place] if place < len(record) else ""
            for field, place in header.places.items()
        }
        why = "title" if row < header.row else why_no_site(record, raw, header)
        if why:
            yield _no_site(row, record, why)
            continue
        draft = Draft(row, raw, _merged(sheet, row, header))
        _judge_row(draft, above, context)
        drafts.append(draft)
        above = draft.values.get(Field.PROVINCE)


def _merged(sheet: SheetText, row: int, header: Header) -> dict[Field, str]:
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


def _no_site(row: int, record: list[str], why: str) -> Finding:
    text = next((text for cell in record if (text := clean(cell)[0])), "")
    why = why if text else "blank row"
    return Finding(row, "*", "", "not_a_data_row", Outcome.REJECT, text, None, why)


def _judge_row(draft: Draft, above: str | None, context: Context) -> None:
    clean_cells(draft)
    check_cells(draft, context)
    check_places(draft, above, context)
    if draft.is_rejected:
        return
    check_point(draft, context)


def _finish(source: Source, findings: list[Finding], drafts: list[Draft]) -> Judged:
    told = findings + [one for draft in drafts for one in draft.findings]
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


def _count(drafts: list[Draft], outcome: Outcome) -> int:
    return sum(
        any(one.outcome is outcome for one in draft.findings) for draft in drafts
    )
