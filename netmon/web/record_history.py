"""What happened to a record, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from netmon.web.record_form import say_value

if TYPE_CHECKING:
    from inventory.records.kinds import Kind
    from netmon.web.texts import Texts


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that changed, its values in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of a record.

    Attributes:
        who: "" where that is not the reader's to see.
        is_made, is_gone: The record began or ended with it.
        changes: Fields whose values differ, as far as the reader may see them; none
            where it ended.
    """

    version: int
    at: datetime
    who: str
    is_made: bool
    is_gone: bool
    changes: Sequence[FieldChange]


def to_lines(
    texts: Texts, kind: Kind, lines: Iterable[Mapping[str, Any]]
) -> list[HistoryLine]:
    """Return the lines of netmon.api.record_history.to_history in words."""
    return [
        HistoryLine(
            version=each["version"],
            at=each["at"],
            who=each.get("who") or "",
            is_made=each["before"] is None,
            is_gone=each["after"] is None,
            changes=_to_changes(texts, kind, each["before"] or {}, each["after"] or {}),
        )
        for each in lines
    ]


def _to_changes(
    texts: Texts, kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[FieldChange]:
    return [
        FieldChange(
            column.name,
            say_value(texts, column, before.get(column.name)),
            say_value(texts, column, after[column.name]),
        )
        for column in kind.columns
        if column.name in after and after[column.name] != before.get(column.name)
    ]
