"""Where maintenance is declared: checks a plan, keeps it, and lets it hold at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.core.errors import ConfigError
from netmon.status.maintenance import Plan, Reach, Window, find_fault

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from netmon.core.ports import Clock
    from netmon.status.board import Board
    from netmon.status.maintenance_calendar import MaintenanceCalendar
    from netmon.status.maintenance_store import MaintenanceStore

SHOW_S = 1.0
MOST_STANDING = 5_000
"""Windows that may stand at once; each is asked every second whether it holds."""


@dataclass(frozen=True, slots=True)
class MaintenanceDesk:
    """Store, calendar and what people are shown, kept together."""

    store: MaintenanceStore
    calendar: MaintenanceCalendar
    board: Board
    clock: Clock

    async def run(self) -> None:
        """Let windows begin and end in time, for ever."""
        while True:
            self.show()
            await asyncio.sleep(SHOW_S)

    def show(self) -> None:
        """Show who is in maintenance now."""
        self.board.maintain(self.calendar.sites(self.clock.now()))

    async def refresh(self) -> None:
        """Take up what other processes declared."""
        self.calendar.take(await self.store.standing(self.clock.now()))
        self.show()

    async def plan(self, plan: Plan, who: str) -> Window:
        """Declare a window.

        Raises:
            ConfigError: It cannot be declared; the text says why.
        """
        fault = self._find_stranger(plan) or find_fault(plan, self.clock.now())
        if not fault and len(self.calendar.windows) >= MOST_STANDING:
            fault = f"{MOST_STANDING} windows stand already"
        if fault:
            message = f"maintenance of {plan.reach} {plan.subject!r}: {fault}"
            raise ConfigError(message)
        window = await self.store.plan(plan, who)
        await self.refresh()
        return window

    async def cancel(self, window_id: int, who: str) -> Window:
        """Let a window hold no longer.

        Raises:
            NotFound: No such window.
        """
        window = await self.store.cancel(window_id, who)
        await self.refresh()
        return window

    def _find_stranger(self, plan: Plan) -> str:
        register = self.calendar.register
        known: Mapping[Reach, Container[str]] = {
            Reach.SITE: register.sites,
            Reach.NODE: register.nodes,
            Reach.PROVINCE: register.provinces,
            Reach.CONTRACT: register.contracts,
        }
        is_known = plan.subject in known[plan.reach]
        return "" if is_known else "the register does not know it"
