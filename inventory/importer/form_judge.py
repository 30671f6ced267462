"""Judges the rows of a form: cell by cell, then cells and rows against each other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from inventory.importer.between import check_codes
from inventory.importer.cells import is_lossy
from inventory.importer.decode import WINDOWS_874
from inventory.importer.findings import Finding
from inventory.importer.form import Form, FormColumn, Unreadable
from inventory.importer.report import to_shown
from inventory.importer.row import Draft
from inventory.importer.sheet_judge import Rules, Sheet, read_sheet
from inventory.importer.source import Source
from inventory.importer.text import clean, clean_lines, is_missing


def judge_form(source: Source, form: Form) -> Sheet:
    """Return the table of `source`, its rows held against each other.

    Raises:
        ConfigError: It has no header.
    """
    may_have_lost = source.guessed == WINDOWS_874

    def judge_row(draft: Draft, _above: Draft | None) -> None:
        _judge_row(draft, form, may_have_lost=may_have_lost)

    rules = Rules(form.headings(), form.key, form.identity, judge_row)
    sheet = read_sheet(source, rules)
    check_codes(sheet.drafts, form.key)
    form.check_between([one for one in sheet.drafts if not one.is_rejected])
    return sheet


def name_columns(sheet: Sheet, private: Collection[str] = ()) -> Sheet:
    """Return `sheet` with findings that name columns as its header does.

    Args:
        sheet: Judged.
        private: Columns about people: a finding says where, and not what stands there.
    """
    for draft in sheet.drafts:
        draft.findings = [
            _name(_hide(one, private), sheet, draft.site) for one in draft.findings
        ]
    return replace(sheet, findings=[_name(one, sheet) for one in sheet.findings])


def _hide(finding: Finding, private: Collection[str]) -> Finding:
    is_private = finding.column in private
    return replace(
        finding,
        value=to_shown(finding.value or None, is_private=is_private) or "",
        repaired=to_shown(finding.repaired, is_private=is_private),
    )


def _name(finding: Finding, sheet: Sheet, code: str = "") -> Finding:
    title = sheet.titles.get(finding.column, finding.column)
    return replace(finding, column=title, site=finding.site or code)


def _judge_row(draft: Draft, form: Form, *, may_have_lost: bool) -> None:
    for column in form.columns:
        if column.name in draft.raw:
            _judge_cell(draft, column, may_have_lost=may_have_lost)
    if draft.is_rejected:
        return
    if form.make_code is not None:
        _make_code(draft, form.key, form.make_code(draft.values))
    form.check(draft)


def _judge_cell(draft: Draft, column: FormColumn, *, may_have_lost: bool) -> None:
    name, raw = column.name, draft.raw[column.name]
    text, kind = (clean_lines if column.is_long else clean)(raw)
    draft.values[name] = None
    above = clean(draft.merged.get(name, ""))[0]
    if column.is_mergeable and above and not text:
        draft.repair(name, "merged_cells", above)
        text = above
    elif kind and not is_missing(text):
        draft.repair(name, kind, text)
    if is_missing(text):
        _miss(draft, column, text)
        return
    draft.values[name] = None
    try:
        reading = column.reader_of(draft.titles.get(name, ""))(text)
    except Unreadable as bad:
        draft.reject(name, bad.code, bad.detail)
        return
    if reading.repair:
        draft.repair(name, reading.repair, reading.text, reading.detail)
    draft.values[name] = reading.text
    if reading.warning:
        draft.warn(name, reading.warning, reading.detail)
    if column.is_text and is_lossy(text, may_have_lost=may_have_lost):
        draft.warn(name, "invisible_text", "; a character was lost")


def _miss(draft: Draft, column: FormColumn, text: str) -> None:
    if column.is_required:
        is_code = column.name == draft.key
        draft.reject(column.name, "missing_code" if is_code else "missing_value")
    elif text:
        draft.warn(column.name, "missing_marker")


def _make_code(draft: Draft, key: str, made: str) -> None:
    given = draft.values.get(key)
    draft.values[key] = made
    if given is not None and given != made:
        draft.reject(key, "other_code", made)


def accepted(drafts: Sequence[Draft]) -> list[Draft]:
    """Return those that nothing forbids to store."""
    return [draft for draft in drafts if not draft.is_rejected]
