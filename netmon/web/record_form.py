"""A form about a record, as its template draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from inventory.records.flaws import to_words
from inventory.records.kinds import Column, Flaw, Shape, Values
from netmon.web.moments import read_moment, to_day_name, to_moment
from netmon.web.record_entry import Fault, to_text
from netmon.web.texts import Language

if TYPE_CHECKING:
    from inventory.records.kinds import Kind
    from netmon.web.texts import Texts

_CONTROLS = {
    Shape.LONG_TEXT: "long",
    Shape.CHOICE: "choice",
    Shape.DAY: "day",
    Shape.COUNT: "whole",
    Shape.BAHT: "whole",
}
_FAMILIES = {"learner_group": "group"}
"""Families of texts that name a column's choices, where it is not its own name."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        name: Of its column.
        control: `text`, `long`, `choice`, `day` or `whole`.
        text: What stands in it.
        options: Values and words of a choice.
        most: Characters it takes.
        hint: What helps to fill it, empty for nothing.
        fault: What is wrong with what stands in it, empty for nothing.
    """

    name: str
    control: str
    text: str
    options: Sequence[tuple[str, str]]
    is_required: bool
    most: int
    hint: str
    fault: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that somebody else changed meanwhile: their value and ours."""

    name: str
    theirs: str
    ours: str


def to_fields(
    texts: Texts,
    columns: Iterable[Column],
    shown: Mapping[str, str],
    faults: Mapping[str, str],
) -> list[Field]:
    """Return the fields of `columns` with what stands in them and what is wrong."""
    return [
        Field(
            name=column.name,
            control=_CONTROLS.get(column.shape, "text"),
            text=shown.get(column.name, ""),
            options=_to_options(texts, column),
            is_required=column.is_required,
            most=_most(column),
            hint=_to_hint(texts, column),
            fault=faults.get(column.name, ""),
        )
        for column in columns
    ]


def to_shown(columns: Iterable[Column], values: Values) -> dict[str, str]:
    """Return what each field shows of `values`."""
    return {each.name: to_text(each, values.get(each.name)) for each in columns}


def merge(
    ours: Mapping[str, str], looked_at: Mapping[str, Any], theirs: Mapping[str, str]
) -> dict[str, str]:
    """Return what a form shows after somebody else changed the record meanwhile.

    Args:
        ours: What stands in each field.
        looked_at: JSON values of the version the form was made of.
        theirs: What the record says by now; it holds where we changed nothing.
    """
    before = {
        name: "" if value is None else str(value) for name, value in looked_at.items()
    }
    return {
        name: theirs[name] if text == before.get(name) else text
        for name, text in ours.items()
    }


def to_differences(
    columns: Iterable[Column], theirs: Values, ours: Mapping[str, str]
) -> list[Difference]:
    """Return the fields in which `theirs` differ from what stands in the form."""
    found = [
        Difference(each.name, to_text(each, theirs.get(each.name)), ours[each.name])
        for each in columns
    ]
    return [each for each in found if each.theirs != each.ours]


def say_fault(texts: Texts, fault: Fault) -> str:
    """Return why a field cannot be read, in words."""
    return texts(f"fault.{fault.name}", **fault.values)


def say_flaw(texts: Texts, kind: Kind, flaw: Flaw) -> str:
    """Return what is wrong with a value, in words; columns by their labels."""
    names = {each.name for each in kind.columns}
    detail = texts(f"field.{flaw.detail}") if flaw.detail in names else flaw.detail
    english, thai = to_words(flaw.code, detail)
    return thai if texts.language is Language.THAI else english


def say_value(texts: Texts, column: Column, value: Any) -> str:
    """Return a value of the history in words; it is JSON there."""
    if value is None or value == "":
        return texts("form.empty")
    if column.shape is Shape.CHOICE:
        return texts.word(_FAMILIES.get(column.name, column.name), str(value))
    if column.shape is Shape.DAY:
        return to_day_name(texts, date.fromisoformat(value))
    if column.shape is Shape.MOMENT:
        return to_moment(texts, read_moment(value))
    if isinstance(value, int):
        return f"{value:,}"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _to_options(texts: Texts, column: Column) -> list[tuple[str, str]]:
    family = _FAMILIES.get(column.name, column.name)
    return [(each, texts.word(family, each)) for each in column.choices]


def _most(column: Column) -> int:
    if column.shape in (Shape.TEXT, Shape.LONG_TEXT):
        return column.most
    return min(column.most, 64) if column.shape is Shape.CODE else 40


def _to_hint(texts: Texts, column: Column) -> str:
    if column.personal is not None:
        is_thai = texts.language is Language.THAI
        why = column.personal.purpose_th if is_thai else column.personal.purpose_en
        kept = texts("form.only_for", purpose=why, days=column.personal.keep_days)
        return f"{kept} {texts('form.people_see')}"
    if column.shape is Shape.DAY:
        return texts("form.date_hint")
    return texts("form.code_hint") if column.shape is Shape.CODE else ""
