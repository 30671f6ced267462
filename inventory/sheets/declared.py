"""Tables that are handed out, column by column: files and dictionary read this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Form(StrEnum):
    """How a value is written, by the names of Frictionless Table Schema.

    Attributes:
        STRING: Text.
        INTEGER: Whole number.
        NUMBER: Decimal number with a point.
        DATE: YYYY-MM-DD, Common Era.
        DATETIME: ISO 8601 with its offset, Common Era.
        YEARMONTH: YYYY-MM, Common Era.
        BOOLEAN: `true` or `false`.
    """

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    YEARMONTH = "yearmonth"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: With its unit at the end.
        unit: Empty where there is none.
        title_th, title_en: For people; without the English one its name stands.
        meaning_en, meaning_th: What it says, and how it is computed.
        can_be_null: Whether it may be empty; the meaning says when.
        values: What it may be, with its Thai name; empty where it is not a choice.
    """

    name: str
    form: Form
    title_th: str
    meaning_en: str
    meaning_th: str
    unit: str = ""
    can_be_null: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: Of its files.
        key: Columns that tell a row from every other.
    """

    name: str
    title_en: str
    title_th: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
