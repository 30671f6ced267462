"""Sends what the sample log holds of some time, whether InfluxDB has it or not.

A point written again leaves one copy. It raises nothing and changes no cursor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from netmon.store.influx.databases import RAW_DAYS
from netmon.store.influx.faults import InfluxLater
from netmon.store.influx.pace import Backoff
from netmon.store.influx.sealed import hours_between
from netmon.store.layout import HOUR, day_begins, days_between

if TYPE_CHECKING:
    from netmon.core.ports import Clock
    from netmon.store.influx.databases import Databases
    from netmon.store.influx.lines import LineMaker
    from netmon.store.influx.pace import Budget
    from netmon.store.influx.sealed import SealedLines
    from netmon.store.influx.writer import LineWriter

MOST_TRIES = 8
"""Of one part; with the waits between, about two minutes."""


@dataclass(frozen=True, slots=True)
class Backfill:
    """What it takes.

    Attributes:
        budget: How fast it may go beside the feeder.
        say: Told of every hour that is done.
    """

    sealed: SealedLines
    maker: LineMaker
    writer: LineWriter
    databases: Databases
    budget: Budget
    clock: Clock
    say: Callable[[str], None]

    async def run(self, start: datetime, end: datetime) -> int:
        """Send all of [start, end), in whole hours; return how many lines.

        Raises:
            InfluxHeld: The server waits for a person.
            InfluxLater: It took nothing for too long.
            OSError: The log cannot be read.
        """
        before = self.writer.lines_count
        oldest = self.clock.now() - timedelta(days=RAW_DAYS) + HOUR
        for hour in hours_between(start, end):
            if hour >= oldest:
                raw = self.sealed.raw(self.maker, hour)
                await self._send(self.databases.raw, raw)
            rolled = self.sealed.hourly(self.maker, hour)
            await self._send(self.databases.hours, rolled)
            self.say(f"{hour:%Y-%m-%dT%H:%MZ} done")
        for day in whole_days(start, end):
            await self._send(self.databases.days, self.sealed.daily(self.maker, day))
        return self.writer.lines_count - before

    async def _send(self, database: str, parts: Iterable[list[bytes]]) -> None:
        for lines in parts:
            await asyncio.sleep(self.budget.wait_s)
            await self._persist(database, lines)
            self.budget.spend(len(lines))

    async def _persist(self, database: str, lines: list[bytes]) -> None:
        backoff = Backoff()
        for _ in range(MOST_TRIES - 1):
            try:
                await self.writer.write(database, lines)
            except InfluxLater as fault:
                await asyncio.sleep(backoff.wait_s(fault.retry_after_s))
            else:
                return
        await self.writer.write(database, lines)


def whole_days(start: datetime, end: datetime) -> list[date]:
    """Return the Thai days that lie in [start, end) from beginning to end."""
    return [
        day
        for day in days_between(start, end)
        if day_begins(day) >= start and day_begins(day) + timedelta(days=1) <= end
    ]
