"""Takes what other systems say is wrong, and answers once it is in the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from netmon.status.effects import Reported, ReportEnded
from netmon.status.incident import ALERT, EntryKind, IncidentEntry

if TYPE_CHECKING:
    from netmon.status.keeper import StatusKeeper

MOST_OPEN = 500
"""Reported incidents that may be open at once: more are a rule gone wrong."""


class Taken(NamedTuple):
    """What came of some reports.

    Attributes:
        opened, reopened, closed: Incidents.
        refused: New ones that were not taken, for MOST_OPEN were open.
    """

    opened: int
    reopened: int
    closed: int
    refused: int


class ReportDesk:
    """Takes reports of other systems, and answers once they are in the journal.

    Args:
        keeper: Keeps them among the incidents.
    """

    def __init__(self, keeper: StatusKeeper) -> None:
        self._keeper = keeper

    async def take(self, reports: Sequence[Reported | ReportEnded]) -> Taken:
        """Keep `reports`; what is known already changes nothing.

        Raises:
            DatabaseUnusable: They wait in memory and are not in the journal yet; told
                again they are found there.
        """
        ended = [each for each in reports if isinstance(each, ReportEnded)]
        begun = [each for each in reports if isinstance(each, Reported)]
        effects = await self._keeper.report(ended)
        wanted = self._within_bounds(begun)
        effects += await self._keeper.report(wanted)
        count = Counter(e.kind for e in effects if isinstance(e, IncidentEntry))
        return Taken(
            count[EntryKind.OPENED],
            count[EntryKind.REOPENED],
            count[EntryKind.CLOSED],
            len(begun) - len(wanted),
        )

    def _within_bounds(self, begun: Iterable[Reported]) -> list[Reported]:
        """Return those that are open already, and new ones as long as there is room."""
        known = {
            each.key
            for each in self._keeper.book.incidents.values()
            if each.is_open and each.key.startswith(ALERT)
        }
        wanted = []
        for each in begun:
            if each.key in known or len(known) < MOST_OPEN:
                known.add(each.key)
                wanted.append(each)
        return wanted
