"""The columns of one table, in as few requests as it takes."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING

from collectors.snmp.conversation import MAX_VARIABLES

if TYPE_CHECKING:
    from collectors.snmp.conversation import Conversation
    from collectors.snmp.values import Value

MOST_ROWS = MAX_VARIABLES - 1
"""Of a longer table a GETBULK brings more rows of one column than a GET holds."""

Columns = MutableMapping[str, dict[str, "Value"]]
"""Rows keyed by instance, keyed by column OID."""


async def read_cells(
    talk: Conversation,
    found: Columns,
    wanted: list[tuple[str, str]],
    max_rows: int | None = None,
) -> None:
    """Read cells into `found`, or the columns they are in.

    GETs hold cells of several columns; wherever one is not answered whole, and where
    there are more cells than that pays for, each column is walked.

    Args:
        talk: With the device.
        found: What has been read; one of its cells goes with every GET, so that an
            answer that is missing or empty can be told from cells that are.
        wanted: Column and instance of each; an instance may be empty where none is
            known.
        max_rows: Of a column that is walked.

    Raises:
        TalkOver: Nothing more can be asked; `found` has what came before.
    """
    columns = dict.fromkeys(column for column, _ in wanted)
    known = _known_cell(found)
    if known and talk.has_bulk and len(wanted) <= MOST_ROWS * len(columns):
        wanted = await _get_cells(talk, found, wanted, known)
    for column in dict.fromkeys(column for column, _ in wanted):
        found[column] = await talk.walk(column, max_rows)


async def _get_cells(
    talk: Conversation, found: Columns, wanted: list[tuple[str, str]], known: str
) -> list[tuple[str, str]]:
    """Read cells until an answer is not whole; return those that were not read."""
    for start in range(0, len(wanted), MOST_ROWS):
        cells = wanted[start : start + MOST_ROWS]
        values = await talk.get_whole([*(f"{c}.{i}" for c, i in cells), known])
        if known not in values:
            return wanted[start:]
        for column, instance in cells:
            rows = found.setdefault(column, {})
            value = values.get(f"{column}.{instance}")
            if value is not None:
                rows[instance] = value
    return []


def _known_cell(found: Mapping[str, Mapping[str, Value]]) -> str | None:
    return next(
        (f"{column}.{instance}" for column, rows in found.items() for instance in rows),
        None,
    )
