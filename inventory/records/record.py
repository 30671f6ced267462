"""A record as it is, what happened to it, and why something cannot be done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from netmon.core.errors import NetmonError

if TYPE_CHECKING:
    from sqlalchemy import Row

    from inventory.records.kinds import Flaw, Kind, Values


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it is.

    Attributes:
        values: Python values of every column, `code` among them.
        version: From 1, grows by one with every change.
    """

    values: Values
    version: int
    changed_at: datetime
    changed_by: str

    @property
    def code(self) -> str:
        """Its key."""
        return str(self.values["code"])


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a record's history; `before` and `after` are JSON values."""

    version: int
    at: datetime
    who: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Span:
    """Records by a day or a moment of theirs.

    Attributes:
        column: Of shape DAY or MOMENT.
        since: The first day or moment, None without.
        until: The first that is too late, None without.
    """

    column: str
    since: date | None = None
    until: date | None = None


class Stale(NetmonError):
    """The record is not the one that was looked at.

    Attributes:
        current: The version it has now.
    """

    def __init__(self, current: int) -> None:
        super().__init__("somebody else changed this record meanwhile")
        self.current = current


class Taken(NetmonError):
    """There is a record of this code."""


class Refused(NetmonError):
    """These values cannot be kept.

    Attributes:
        flaws: Why.
    """

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__("; ".join(f"{one.column}: {one.code}" for one in flaws))
        self.flaws = tuple(flaws)


class StillNamed(NetmonError):
    """Other records name this one, so it cannot be deleted."""


def to_values(kind: Kind, row: Row[Any]) -> dict[str, Any]:
    """Return the values of a row of the kind's table."""
    return {column.name: getattr(row, column.name) for column in kind.columns}


def to_record(kind: Kind, row: Row[Any]) -> Record:
    """Return a row of the kind's table as a record."""
    return Record(to_values(kind, row), row.version, row.changed_at, row.changed_by)
