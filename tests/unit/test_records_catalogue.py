"""What the kinds of record declare fits together, and fits the tables."""

from __future__ import annotations

import dataclasses

import pytest

from inventory.records import tables
from inventory.records.catalogue import BY_NAME, KINDS
from inventory.records.kinds import Kind, Shape
from netmon.database import metadata

_REGISTER = {"site", "province"}
_SIGNED = {"version", "changed_at", "changed_by"}
_NOTHING = next(
    each.default for each in dataclasses.fields(Kind) if each.name == "between"
)

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@each_kind
def test_a_table_has_the_columns_of_its_kind(kind: Kind) -> None:
    columns = {column.name for column in metadata.tables[kind.name].c}

    assert tables.record_change.name in metadata.tables
    assert columns == {column.name for column in kind.columns} | _SIGNED


@each_kind
def test_what_is_referred_to_comes_first(kind: Kind) -> None:
    before = {each.name for each in KINDS[: KINDS.index(kind)]} | _REGISTER

    assert {column.refers for column in kind.columns} - {None} <= before


@each_kind
def test_what_belongs_somewhere_leads_to_a_site(kind: Kind) -> None:
    at, name = kind, kind.at
    while name is not None:
        refers = at.column(name).refers
        assert refers is not None
        if refers == "site":
            return
        at, name = BY_NAME[refers], BY_NAME[refers].at
    assert kind.at is None


@each_kind
def test_who_can_meet_says_by_what(kind: Kind) -> None:
    assert bool(kind.meets_by) is (kind.between is not _NOTHING)
    assert all(kind.column(name) for name in kind.meets_by)


@each_kind
def test_every_choice_has_words_and_every_person_a_purpose(kind: Kind) -> None:
    for column in kind.columns:
        assert bool(column.choices) is (column.shape is Shape.CHOICE)
        if column.personal:
            assert column.personal.purpose_en
            assert column.personal.purpose_th
            assert 0 < column.personal.keep_days <= 5 * 365
            assert not column.is_required, "what is blanked cannot be required"
