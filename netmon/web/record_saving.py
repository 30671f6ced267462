"""Keeps what people wrote into a form, or says why it cannot be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from inventory.records.record import Record, Refused, Stale, Taken
from netmon.api.record_desk import change_record, create_record
from netmon.web.record_form import say_fault, say_flaw

if TYPE_CHECKING:
    from inventory.records.kinds import Flaw, Kind
    from netmon.access.policy import Principal
    from netmon.api.desk import Desk
    from netmon.web.record_entry import Entry
    from netmon.web.texts import Texts


@dataclass(frozen=True, slots=True)
class Draft:
    """What shall be kept.

    Attributes:
        values: Every column, those of the form as they could be read.
        version: The one that was looked at, None for a new record.
        is_sure: What is odd about it has been looked at.
    """

    kind: Kind
    entry: Entry
    values: Mapping[str, Any]
    version: int | None
    is_sure: bool


class Odd(NamedTuple):
    """A value that is possible, and unlikely."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Attributes:
        saved: The record as it is now, None where it was not kept.
        faults: What is wrong, in words, keyed by column.
        odd: What somebody should look at once more before it is kept.
        is_stale: Somebody changed the record meanwhile.
        is_taken: There is a record of this key.
        refusal: Why nothing was done, in words, where no field can say it.
    """

    saved: Record | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    odd: Sequence[Odd] = ()
    is_stale: bool = False
    is_taken: bool = False
    refusal: str = ""


async def save(desk: Desk, texts: Texts, draft: Draft, caller: Principal) -> Outcome:
    """Keep `draft`, and say in the audit who did.

    Raises:
        NotFound: The record is not there any more.
        Problem: The caller may not (403).
    """
    return _judge(texts, draft) or await _write(desk, texts, draft, caller)


def _judge(texts: Texts, draft: Draft) -> Outcome | None:
    """Return what is wrong or odd with the record by itself, None for nothing."""
    faults = {n: say_fault(texts, each) for n, each in draft.entry.faults.items()}
    if faults:
        return Outcome(faults=faults)
    flaws = list(draft.kind.check(draft.values))
    fatal = [each for each in flaws if each.is_fatal]
    if fatal:
        return Outcome(faults=_say(texts, draft.kind, fatal))
    if flaws and not draft.is_sure:
        words = _say(texts, draft.kind, flaws)
        return Outcome(odd=[Odd(*each) for each in words.items()])
    return None


async def _write(desk: Desk, texts: Texts, draft: Draft, caller: Principal) -> Outcome:
    try:
        if draft.version is None:
            saved = await create_record(desk, caller, draft.kind, draft.values)
        else:
            saved = await change_record(
                desk, caller, draft.kind, draft.values, draft.version
            )
        return Outcome(saved=saved)
    except Refused as error:
        return Outcome(faults=_say(texts, draft.kind, error.flaws))
    except Stale:
        return Outcome(is_stale=True)
    except Taken:
        return Outcome(is_taken=True)


def _say(texts: Texts, kind: Kind, flaws: Iterable[Flaw]) -> dict[str, str]:
    return {each.column: say_flaw(texts, kind, each) for each in flaws}
