"""Whatever stands in a cell of a form: it is read, once and for all, or refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.importer.form import Form, FormColumn, Reader, Unreadable
from inventory.importer.messages import to_messages
from inventory.importer.parts.choice import PARTS
from inventory.importer.parts.part import FormPart
from inventory.importer.text import clean, clean_lines, is_missing
from inventory.records.catalogue import KINDS
from inventory.records.importing.columns import to_form
from inventory.records.importing.texts import from_text, to_text
from inventory.records.kinds import Column
from tests.registers import small_register

TODAY = date(2026, 11, 20)
COURSES = {"การตลาดดิจิทัล": ("marketing",), "Both": ("one", "two")}
RECORDS: list[tuple[Column, FormColumn]] = [
    pair
    for kind in KINDS
    for pair in zip(
        kind.columns, to_form(kind, {"course": COURSES}, TODAY).columns, strict=True
    )
]
CELLS = st.one_of(
    st.text(max_size=60),
    st.text("0123456789๐๕/-.,:;%+ TZนบาทชม'=@", max_size=30),
    st.dates().map(date.isoformat),
    st.dates().map(lambda day: f"{day.day}/{day.month}/{day.year + 543}"),
    st.datetimes().map(lambda at: at.isoformat(" ")),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["24 h", "จันทร์-ศุกร์", "8.30 น.", "02-00-5E-00-00-01", "99.5 %"]),
)


def forms() -> list[Form]:
    register = small_register()
    parts = [part for part in PARTS.values() if isinstance(part, FormPart)]
    return [part.make_form(register, TODAY) for part in parts]


PART_COLUMNS = [column for form in forms() for column in form.columns]


def read(reader: Reader, column: FormColumn, raw: str) -> str | None:
    """Return what `raw` says; checks that saying it again needs no repair."""
    text = (clean_lines if column.is_long else clean)(raw)[0]
    if is_missing(text):
        return None
    try:
        reading = reader(text)
    except Unreadable as bad:
        english, thai = to_messages(bad.code, bad.detail)
        assert english
        assert thai
        return None
    for code in filter(None, (reading.repair, reading.warning)):
        assert to_messages(code, reading.detail)
    assert reading.repair or not reading.text.startswith("'=")
    return reading.text


@pytest.mark.parametrize(
    "pair", RECORDS, ids=[f"{n}-{one.name}" for n, (one, _) in enumerate(RECORDS)]
)
@settings(max_examples=40)
@given(raw=CELLS)
def test_a_cell_of_a_record_becomes_a_value_and_the_same_text_again(
    pair: tuple[Column, FormColumn], raw: str
) -> None:
    column, form_column = pair

    text = read(form_column.read, form_column, raw)

    if text is not None:
        assert to_text(column, from_text(column, text)) == text
        assert form_column.read(text).text == text
        assert not form_column.read(text).repair


@pytest.mark.parametrize(
    "column",
    PART_COLUMNS,
    ids=[f"{n}-{one.name}" for n, one in enumerate(PART_COLUMNS)],
)
@settings(max_examples=40)
@given(raw=CELLS)
def test_a_cell_of_a_part_is_read_or_refused(column: FormColumn, raw: str) -> None:
    for reader in (column.read, *column.by_header.values()):
        text = read(reader, column, raw)

        if text is not None and not column.by_header:
            assert reader(text).text == text
            assert not reader(text).repair
