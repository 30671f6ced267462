"""Values of records as canonical text and back: what files and plans compare."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from inventory.importer.row import Values as Texts
from inventory.records.kinds import Column, Kind, Shape, Values
from netmon.core.clock import to_thai


def to_texts(kind: Kind, values: Values) -> dict[str, str | None]:
    """Return the texts of every column of a record."""
    return {one.name: to_text(one, values.get(one.name)) for one in kind.columns}


def to_text(column: Column, value: Any) -> str | None:
    """Return a value as text; a moment in Thai time, to the second."""
    if value is None:
        return None
    if column.shape is Shape.MOMENT:
        return to_thai(value).isoformat(timespec="seconds")
    return str(value)


def from_texts(kind: Kind, texts: Texts) -> dict[str, Any]:
    """Return the values of the columns that `texts` hold."""
    return {
        column.name: from_text(column, texts[column.name])
        for column in kind.columns
        if column.name in texts
    }


def from_text(column: Column, text: str | None) -> Any:
    """Return the value of canonical text, or of the text that JSON keeps."""
    if text is None:
        return None
    match column.shape:
        case Shape.DAY:
            return date.fromisoformat(text)
        case Shape.MOMENT:
            return datetime.fromisoformat(text)
        case Shape.COUNT | Shape.BAHT:
            return int(text)
        case _:
            return text
