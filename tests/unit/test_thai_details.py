"""A Thai message has no English left in it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from inventory.importer.dates import NoDate, read_date
from inventory.importer.messages import to_messages
from inventory.records.catalogue import KINDS
from inventory.records.checks import check_session

_ENGLISH = re.compile("[a-z]{3,}")
_KINDS = {column.refers for kind in KINDS for column in kind.columns if column.refers}


@pytest.mark.parametrize(
    "why", ["title", "blank row", "repeated header", "total", "remark"]
)
def test_what_a_row_is_instead_of_data_is_told_in_thai(why: str) -> None:
    english, thai = to_messages("not_a_data_row", why)

    assert why in english
    assert not _ENGLISH.search(thai)


@pytest.mark.parametrize(
    "text", ["soon", "05/06/2020", "31/02/2565", "01/01/2400", "44000", "x" * 99]
)
def test_why_a_day_cannot_be_read_is_told_in_thai(text: str) -> None:
    with pytest.raises(NoDate) as bad:
        read_date(text, date(2026, 11, 20))

    for code in ("day_form", "date_form"):
        _, thai = to_messages(code, str(bad.value))
        assert not _ENGLISH.search(thai)
        assert ":" not in thai


@pytest.mark.parametrize("kind", sorted(_KINDS))
def test_every_kind_a_record_can_name_has_a_thai_word(kind: str) -> None:
    _, thai = to_messages("unknown_reference", kind)

    assert not _ENGLISH.search(thai)


def test_a_node_is_named_by_its_code() -> None:
    _, thai = to_messages("unknown_reference", "node TR/1")

    assert thai.endswith("(โหนด TR/1)")


def test_a_detail_that_is_a_code_stays_as_it_is() -> None:
    assert to_messages("taken", "title")[1] == "จุดบริการนี้มี title อยู่แล้ว"


def test_what_a_session_breaks_is_told_in_thai() -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    session = {
        "starts_at": start,
        "ends_at": start + timedelta(days=40),
        "registered": 1,
        "attended": 2,
        "completed": 3,
    }
    flaws = list(check_session(session))

    assert [one.code for one in flaws] == ["too_long", "more_than", "more_than"]
    for one in flaws:
        assert not _ENGLISH.search(to_messages(one.code, one.detail)[1])
