"""A kind of record as a form: what its sheet may look like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from inventory.importer.form import Form, FormColumn, Reader
from inventory.importer.number_readers import whole_reader
from inventory.importer.readers import (
    choice_reader,
    code_reader,
    codes_reader,
    named_reader,
    text_reader,
    web_address_reader,
)
from inventory.importer.row import Values as Texts
from inventory.importer.time_readers import day_reader, moment_reader
from inventory.records.importing.texts import from_texts
from inventory.records.kinds import CODE, Column, Kind, Shape

Names = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Codes by name of what a column may name, keyed by column."""

_UNITS = {
    Shape.BAHT: ("บาท", "baht", "thb"),
    Shape.COUNT: ("คน", "ราย", "ครั้ง", "รายการ", "ชั่วโมง", "persons", "hours"),
    Shape.DAY: ("พ.ศ.", "วว/ดด/ปปปป"),
    Shape.MOMENT: ("พ.ศ.",),
}
_NUMBERS = (Shape.COUNT, Shape.BAHT)
_AHEAD = ("expires_date",)
"""Days that are there to come."""


def to_form(kind: Kind, names: Names, today: date) -> Form:
    """Return the form of `kind`.

    Args:
        kind: Of the catalogue.
        names: What its columns may name otherwise than by code.
        today: In Thailand.
    """
    made = None if kind.make_code is None else kind.columns[0]
    columns = tuple(
        _to_column(one, names.get(one.name, {}), today, is_made=one is made)
        for one in kind.columns
    )
    required = [one for one in kind.columns if one.is_required]
    telling = [
        one.name for one in required if one.shape not in _NUMBERS and one is not made
    ]
    return Form(columns, tuple(telling), make_code=_code_maker(kind))


def _code_maker(kind: Kind) -> Callable[[Texts], str] | None:
    make = kind.make_code
    if make is None:
        return None
    return lambda texts: make(from_texts(kind, texts))


def _to_column(
    column: Column, names: Mapping[str, tuple[str, ...]], today: date, *, is_made: bool
) -> FormColumn:
    shape = column.shape
    headers = (column.name, *column.headers)
    units = _UNITS.get(shape, ())
    return FormColumn(
        name=column.name,
        read=_reader(column, names, today),
        headers=(*headers, *(f"{one} ({unit})" for one in headers for unit in units)),
        is_required=column.is_required and not is_made,
        is_text=shape in (Shape.TEXT, Shape.LONG_TEXT),
        is_long=shape is Shape.LONG_TEXT,
        is_mergeable=bool(column.refers) or shape is Shape.CHOICE,
    )


def _reader(
    column: Column, names: Mapping[str, tuple[str, ...]], today: date
) -> Reader:
    read_code = code_reader(CODE, min(column.most, 64))
    longest = column.most
    ways: Mapping[Shape, Callable[[], Reader]] = {
        Shape.CODE: lambda: named_reader(read_code, names),
        Shape.CODES: lambda: codes_reader(read_code, longest, is_sorted=True),
        Shape.TEXT: lambda: text_reader(
            longest, is_telephone=column.name == "telephone"
        ),
        Shape.LONG_TEXT: lambda: text_reader(longest),
        Shape.CHOICE: lambda: choice_reader(
            {value: (thai,) for value, thai in column.choices.items()}
        ),
        Shape.DAY: lambda: day_reader(today, may_lie_ahead=column.name in _AHEAD),
        Shape.MOMENT: lambda: moment_reader(today),
        Shape.COUNT: lambda: whole_reader(longest),
        Shape.BAHT: lambda: whole_reader(longest),
        Shape.WEB_ADDRESS: lambda: web_address_reader(longest),
    }
    return ways[column.shape]()
