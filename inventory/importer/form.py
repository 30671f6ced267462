"""What a table of records or of a part of the register may hold, column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from inventory.importer.headings import Headings
from inventory.importer.row import Draft, Values
from inventory.importer.text import to_key


class Reading(NamedTuple):
    """A cell that was understood.

    Attributes:
        text: Canonical.
        repair: The kind of repair that was needed, empty for none.
        warning: What is odd about it, empty for nothing.
        detail: What fills `{detail}` of either message.
    """

    text: str
    repair: str = ""
    warning: str = ""
    detail: str = ""


class Unreadable(Exception):
    """A cell does not hold what it should, or has several readings.

    Attributes:
        code: The kind of finding.
        detail: What fills `{detail}` of its message.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


Reader = Callable[[str], Reading]
"""Understands a clean text that is not empty; raises Unreadable."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column.

    Attributes:
        name: As changes call it.
        read: Understands a cell.
        headers: What people write above it; the name is one of them.
        by_header: Readers of headers that say more, as their unit; keyed by header.
        is_required: Whether no row can be without.
        is_text: Whether it holds free text.
        is_long: Whether line breaks belong to it.
        is_mergeable: Whether rows below each other may share it.
    """

    name: str
    read: Reader
    headers: tuple[str, ...] = ()
    by_header: Mapping[str, Reader] = field(default_factory=dict)
    is_required: bool = False
    is_text: bool = False
    is_long: bool = False
    is_mergeable: bool = False

    def reader_of(self, title: str) -> Reader:
        """Return what reads the cells below the header `title`."""
        if not self.by_header:
            return self.read
        keyed = {to_key(header): reader for header, reader in self.by_header.items()}
        return keyed.get(to_key(title), self.read)


def _no_check(_draft: Draft) -> None:
    """Find nothing."""


def _no_check_between(_drafts: Sequence[Draft]) -> None:
    """Find nothing."""


@dataclass(frozen=True, slots=True)
class Form:
    """A table.

    Attributes:
        columns: The first holds the code of the row.
        identity: Required columns that say what a row is about.
        ignored: Headers that are known and not needed.
        check: Judges the readable cells of a row against each other.
        check_between: Judges rows against each other, once no code is there twice.
        make_code: Makes the code of the other cells, where people give none.
    """

    columns: tuple[FormColumn, ...]
    identity: tuple[str, ...]
    ignored: tuple[str, ...] = ()
    check: Callable[[Draft], None] = _no_check
    check_between: Callable[[Sequence[Draft]], None] = _no_check_between
    make_code: Callable[[Values], str] | None = None

    @property
    def key(self) -> str:
        """The column that holds the code."""
        return self.columns[0].name

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns but for the code."""
        return tuple(column.name for column in self.columns[1:])

    def headings(self) -> Headings:
        """Return what its header may be."""
        named = {to_key(header): f"({header})" for header in self.ignored}
        for column in self.columns:
            for header in (column.name, *column.headers, *column.by_header):
                named[to_key(header)] = column.name
        required = tuple(one.name for one in self.columns if one.is_required)
        return Headings(named, required, fewest_known=2)
