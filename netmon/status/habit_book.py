"""The habits of all sites, learned now and then, kept in memory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from netmon.core.clock import to_thai
from netmon.core.errors import DatabaseUnusable
from netmon.database import naming_faults
from netmon.status.habit_journal import read_nights
from netmon.status.habits import Habit, learn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.model import SiteCode
    from netmon.core.ports import Clock

log = logging.getLogger(__name__)

LEARN_EVERY_S = 3_600.0
CHUNK_SITES = 25
"""Habits learned at a time: a few milliseconds in which nothing else runs."""


class HabitBook:
    """Knows when people usually switch a site off.

    Args:
        engine: The database with the outage journal.
        clock: Where time comes from.
        weekdays_of: ISO weekdays on which people are at a site.

    Attributes:
        is_learned: Something has been learned; before that no habit is known.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        weekdays_of: Callable[[SiteCode], Collection[int]],
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._weekdays_of = weekdays_of
        self._habits: dict[SiteCode, Habit] = {}
        self.is_learned = False

    def of(self, site: SiteCode) -> Habit | None:
        """Return the habit of `site`, None without one."""
        return self._habits.get(site)

    async def refresh(self) -> None:
        """Learn anew from the journal, a little at a time: looks go on meanwhile."""
        now = self._clock.now()
        nights = await read_nights(self._engine, now)
        today = to_thai(now).date()
        learned: dict[SiteCode, Habit] = {}
        for count, (site, each) in enumerate(nights.items()):
            if count % CHUNK_SITES == 0:
                await asyncio.sleep(0)
            habit = learn(each, today, self._weekdays_of(site))
            if habit is not None:
                learned[site] = habit
        self._habits, self.is_learned = learned, True

    async def run(self) -> None:
        """Learn now and every hour; what is known stays while nothing can be read."""
        while True:
            try:
                with naming_faults():
                    await self.refresh()
            except DatabaseUnusable as fault:
                log.warning("the habits of sites stay as they were: %s", fault)
            await asyncio.sleep(LEARN_EVERY_S)
