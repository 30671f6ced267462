"""Where API and pages ask for links: a picture kept in memory, made anew when due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.links.picture import NATION, Area, Picture
from netmon.links.priority import Priority

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.ports import Clock
    from netmon.status.board import Board
    from netmon.store.port import SampleReader


class LinkDesk:
    """Answers from a picture that is at most some seconds old.

    Args:
        database: Migrated.
        board: The present, and the register in force.
        clock: Says when.
        samples: Where Wi-Fi users are counted, None where no sample log is kept.
    """

    def __init__(
        self,
        database: AsyncEngine,
        board: Board,
        clock: Clock,
        samples: SampleReader | None = None,
    ) -> None:
        self._database = database
        self._board = board
        self._clock = clock
        self._samples = samples

    async def picture(self) -> Picture:
        """Return the picture kept, at once; a newer one is made behind it when due."""
        raise NotImplementedError

    async def current(self) -> Picture:
        """Return a picture that holds all that is written: for who has just written."""
        raise NotImplementedError

    async def priorities(self, area: Area = NATION) -> list[Priority]:
        """Return what to repair, the most urgent first, as the board is now."""
        raise NotImplementedError
