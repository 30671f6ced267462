"""Follows the register and the calendar: what is watched is what they say today."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from inventory.repository import load_register, read_version
from netmon.core.clock import to_thai
from netmon.core.errors import DatabaseUnusable
from netmon.database import naming_faults

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncEngine

    from inventory.model import Register
    from netmon.core.ports import Clock

log = logging.getLogger(__name__)


class RegisterFollower:
    """Hands a newer register over as soon as there is one, and today's every new day.

    Args:
        database: Where the register is.
        clock: Tells which day it is in Thailand.
        assign: Watches what a register says on a day, from now on.
        beside: What else is read anew as often as the register is asked for.

    Attributes:
        register: In force.
        today: Thai day of the last assignment.
    """

    def __init__(
        self,
        database: AsyncEngine,
        clock: Clock,
        assign: Callable[[Register, date], None],
        beside: Callable[[], Awaitable[None]],
    ) -> None:
        self._database = database
        self._clock = clock
        self._assign = assign
        self._beside = beside

    def take(self, register: Register) -> None:
        """Watch what `register` says, from now on."""
        self.register = register
        self.today = to_thai(self._clock.now()).date()
        self._assign(register, self.today)

    async def run(self, check_s: float) -> None:
        """Follow for ever; a database that is away leaves the register in force."""
        known_fault = ""
        while True:
            await asyncio.sleep(check_s)
            self.follow_calendar()
            fault = ""
            try:
                with naming_faults():
                    await self._take_newer()
                    await self._beside()
            except DatabaseUnusable as error:
                fault = str(error)
            if fault and not known_fault:
                log.warning("the register in force stays, no newer one seen: %s", fault)
            known_fault = fault

    def follow_calendar(self) -> None:
        """Watch from today, by Thai time, what is in service from today."""
        if to_thai(self._clock.now()).date() != self.today:
            self.take(self.register)
            log.info("%s: what is watched is of this day", self.today)

    async def _take_newer(self) -> None:
        if await read_version(self._database) != self.register.version:
            register = await load_register(self._database)
            self.take(register)
            set_aside_what_stays()
            log.info("register version %d is in force", register.version)


def set_aside_what_stays() -> None:
    """Take register and states out of the garbage collector's rounds.

    A full round over the nation's 300,000 objects holds the loop for about 90 ms, in
    which no reply is timed and no request answered; these objects stay for good.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
