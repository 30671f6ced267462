"""Changes of state as lines for InfluxDB, in the order of the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from netmon.core.schema import EVENT, PLACE_TAGS
from netmon.database import naming_faults
from netmon.status.history import History
from netmon.store.influx.databases import RAW_DAYS
from netmon.store.influx.lines import to_line
from netmon.web.texts import Language, load_texts

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.ports import Clock
    from netmon.status.effects import Transition
    from netmon.store.influx.cursor import Cursor
    from netmon.store.influx.tags import TagBook

CHECK_S = 2.0
PAGE_ROWS = 1_000
_KEPT = timedelta(days=RAW_DAYS - 1)
"""Older ones the server drops; a day short, since it counts by its own clock."""


class EventLines:
    """See netmon.store.influx.drain.Extra.

    Attributes:
        book: Of the register in force.
    """

    def __init__(self, database: AsyncEngine, clock: Clock) -> None:
        self._history = History(database)
        self._clock = clock
        self._checked_s = float("-inf")
        self._last_id: int | None = None
        self.book: TagBook | None = None

    async def lines(self, cursor: Cursor) -> Sequence[bytes]:
        """Return the next transitions; looks again at most every CHECK_S.

        Raises:
            DatabaseUnusable: The journal cannot be read.
        """
        now_s = self._clock.monotonic()
        if self.book is None or now_s - self._checked_s < CHECK_S:
            return ()
        with naming_faults():
            found = await self._history.transitions_after(
                cursor.event_id or 0, PAGE_ROWS
            )
        if len(found) < PAGE_ROWS:
            self._checked_s = now_s
        if not found:
            return ()
        self._last_id = found[-1].id
        oldest = self._clock.now() - _KEPT
        young = [each.transition for each in found if each.transition.at >= oldest]
        if not young:
            cursor.event_id = self._last_id
        return [to_event_line(each, self.book) for each in young]

    def sent(self, cursor: Cursor) -> None:
        """Note that InfluxDB has the last of `lines`."""
        cursor.event_id = self._last_id


def to_event_line(change: Transition, book: TagBook) -> bytes:
    """Return the line of one change, at the time it counts from."""
    row = (("site", str(change.site)), ("service", change.service.value))
    values: Mapping[str, str] = {
        "state_before": change.before.value,
        "state_after": change.after.value,
        "reason": change.reason,
        "text_th": _to_text(change, Language.THAI),
        "text_en": _to_text(change, Language.ENGLISH),
    }
    return to_line(
        EVENT.name, book.pairs(EVENT.name, PLACE_TAGS, row), values, change.at
    )


def _to_text(change: Transition, language: Language) -> str:
    texts = load_texts(language)
    service = texts.word("service", change.service.value)
    before, after = (
        texts.word("state", state.value) for state in (change.before, change.after)
    )
    why = f" ({texts.word('reason', change.reason)})" if change.reason else ""
    return f"{change.site} · {service}: {before} → {after}{why}"
