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


class HabitBook:
    """Knows when people usually switch a site off.

    Args:
        engine: The database with the outage journal.
        clock: Where time comes from.
        weekdays_of: ISO weekdays on which people are at a site.
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

    def of(self, site: SiteCode) -> Habit | None:
        """Return the habit of `site`, None without one."""
        return self._habits.get(site)

    async def refresh(self) -> None:
        """Learn anew from the journal."""
        now = self._clock.now()
        nights = await read_nights(self._engine, now)
        today = to_thai(now).date()
        learned = {
            site: learn(each, today, self._weekdays_of(site))
            for site, each in nights.items()
        }
        self._habits = {site: habit for site, habit in learned.items() if habit}

    async def run(self) -> None:
        """Learn every hour; what is known stays while the journal cannot be read."""
        while True:
            await asyncio.sleep(LEARN_EVERY_S)
            try:
                with naming_faults():
                    await self.refresh()
            except DatabaseUnusable as fault:
                log.warning("the habits of sites stay as they were: %s", fault)
