"""What people wrote into a form, read as the values of a record. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from inventory.importer.dates import NoDate, read_date
from inventory.importer.text import clean, to_digits
from inventory.records.kinds import CODE, Column, Shape

_WHOLE = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]{1,12}")
_NEGATIVE = re.compile(r"[-\u2212] ?[0-9][0-9,]*(\.[0-9]+)?")


class Fault(NamedTuple):
    """Why a field cannot be read.

    Attributes:
        name: `fault.<name>` of the texts says it.
        values: What is put into those words.
    """

    name: str
    values: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """A form as it came back.

    Attributes:
        texts: What stands in each field, to show it again.
        values: Python values of the fields that could be read.
        faults: Why the others could not, keyed by column.
    """

    texts: Mapping[str, str]
    values: Mapping[str, Any]
    faults: Mapping[str, Fault]


class Unreadable(Exception):
    """The text is no value of its column."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(name)
        self.fault = Fault(name, values)


def read_entry(
    columns: Iterable[Column], posted: Mapping[str, str], today: date
) -> Entry:
    """Return what `posted` says of `columns`; a field left out is an empty one."""
    texts, values, faults = {}, {}, {}
    for column in columns:
        text = posted.get(column.name, "")
        texts[column.name] = text
        try:
            values[column.name] = read_field(column, text, today)
        except Unreadable as error:
            faults[column.name] = error.fault
    return Entry(texts, values, faults)


def read_field(column: Column, text: str, today: date) -> Any:
    """Return the value of one field, None for an empty one.

    Raises:
        Unreadable: The text is no value of the column.
    """
    if column.shape is Shape.LONG_TEXT:
        bare = "\n".join(clean(line)[0] for line in text.split("\n")).strip()
    else:
        bare = clean(text)[0]
    if not bare:
        if column.is_required:
            raise Unreadable("missing")
        return None
    return _READERS[column.shape](column, bare, today)


def to_text(column: Column, value: Any) -> str:
    """Return what a field shows of a value."""
    if value is None:
        return ""
    if column.shape is Shape.DAY:
        return str(value.isoformat())
    return str(value)


def _read_text(column: Column, text: str, _today: date) -> str:
    if len(text) > column.most:
        raise Unreadable("long", most=f"{column.most:,}")
    return text


def _read_code(column: Column, text: str, today: date) -> str:
    digits = to_digits(text)
    if not CODE.fullmatch(digits):
        raise Unreadable("code")
    return _read_text(column, digits, today)


def _read_choice(column: Column, text: str, _today: date) -> str:
    if text not in column.choices:
        raise Unreadable("choice")
    return text


def _read_whole(column: Column, text: str, _today: date) -> int:
    digits = to_digits(text)
    if _NEGATIVE.fullmatch(digits):
        raise Unreadable("negative")
    if not _WHOLE.fullmatch(digits):
        raise Unreadable("whole")
    value = int(digits.replace(",", ""))
    if value > column.most:
        raise Unreadable("large", most=f"{column.most:,}")
    return value


def _read_day(_column: Column, text: str, today: date) -> date:
    try:
        return read_date(to_digits(text), today)
    except NoDate:
        raise Unreadable("day") from None


_READERS: Mapping[Shape, Callable[[Column, str, date], Any]] = {
    Shape.CODE: _read_code,
    Shape.TEXT: _read_text,
    Shape.LONG_TEXT: _read_text,
    Shape.CHOICE: _read_choice,
    Shape.COUNT: _read_whole,
    Shape.BAHT: _read_whole,
    Shape.DAY: _read_day,
}
"""The shapes that forms have; see netmon.web.record_plans."""
