"""Holds the rows of a sheet against the register, other records and each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from inventory.importer.form_judge import accepted
from inventory.importer.row import Draft
from inventory.records.importing.oddities import find_oddities
from inventory.records.importing.texts import from_texts
from inventory.records.kinds import Flaw, Kind, Values
from inventory.records.steps import Step
from inventory.records.verdict import find_own

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

Current = Mapping[str, Values]
"""What is stored, keyed by code."""


async def judge_flaws(
    connection: AsyncConnection, kind: Kind, drafts: Sequence[Draft], current: Current
) -> None:
    """Add what is wrong with the records that the rows would leave behind.

    Of two rows that exclude each other both are rejected, for who is right cannot be
    known; of a row and what is stored already, the row.
    """
    by_code = {draft.site: draft for draft in accepted(drafts)}
    steps = {code: to_step(kind, one, current) for code, one in by_code.items()}
    own = await find_own(connection, kind, list(steps.values()))
    odd = await find_oddities(connection, kind, steps.values(), current)
    for flaw in (*own, *odd):
        _tell(by_code[flaw.record], flaw, flaw.detail)
    while _judge_between(kind, steps, by_code, current):
        pass  # what was rejected leaves behind what is stored, which may be in the way


def to_step(kind: Kind, draft: Draft, current: Current) -> Step:
    """Return the way of a record from what is stored to what the row says."""
    before = current.get(draft.site)
    blank = dict.fromkeys(column.name for column in kind.columns)
    after = {**(before or blank), **from_texts(kind, draft.values)}
    return Step(draft.site, before, after)


def _judge_between(
    kind: Kind,
    steps: Mapping[str, Step],
    by_code: Mapping[str, Draft],
    current: Current,
) -> bool:
    """Reject rows that exclude each other; return whether there were any."""
    left = {code: step for code, step in steps.items() if not by_code[code].is_rejected}
    after = {code: step.after or {} for code, step in left.items()}
    found = False
    for flaw in list(kind.between({**current, **after}.values())):
        for one, other in _to_blame(flaw, left):
            _tell(by_code[one], flaw, other)
            found = found or flaw.is_fatal
    return found


def _to_blame(flaw: Flaw, left: Mapping[str, Step]) -> Iterator[tuple[str, str]]:
    """Yield the code of each row at fault, and that of the other record."""
    pair = [(flaw.record, flaw.detail), (flaw.detail, flaw.record)]
    here = [(one, other) for one, other in pair if one in left]
    fresh = [each for each in here if left[each[0]].before != left[each[0]].after]
    yield from fresh or here


def _tell(draft: Draft, flaw: Flaw, detail: str) -> None:
    if flaw.is_fatal:
        draft.reject(flaw.column, flaw.code, detail)
    else:
        draft.warn(flaw.column, flaw.code, detail)
