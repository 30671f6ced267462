"""How far roll-ups have arrived, remembered for a minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from netmon.store.influx.answers import to_at
from netmon.store.influx.influxql import between, identifier
from netmon.store.influx.pieces import Newest
from netmon.store.layout import DAILY, HOURLY
from netmon.store.rollup import ROWS_COUNT, column

if TYPE_CHECKING:
    from netmon.core.ports import Clock
    from netmon.store.influx.databases import Databases
    from netmon.store.influx.questions import Asks

_GOOD_FOR_S = 60.0
_NEVER_ROLLED = ("fleet", "poller")
_WINDOWS = (timedelta(hours=6), timedelta(days=3), timedelta(days=100))
"""Looked into one after the other: the first is cheap and nearly always enough."""


class NewestRollups:
    """The newest hour and day of a measurement that the roll-ups hold.

    An answer that is a minute old is good: what had arrived is still there.
    """

    def __init__(self, ask: Asks, databases: Databases, clock: Clock) -> None:
        self._ask = ask
        self._databases = databases
        self._clock = clock
        self._known: dict[str, tuple[float, Newest]] = {}

    async def of(self, measurement: str) -> Newest:
        """Return them; None where nothing is rolled up, or of nothing younger."""
        if measurement in _NEVER_ROLLED:
            return Newest(None, None)
        now_s = self._clock.monotonic()
        asked_s, newest = self._known.get(measurement, (0.0, None))
        if newest is None or now_s - asked_s > _GOOD_FOR_S:
            hour = await self._find(measurement, HOURLY, self._databases.hours)
            day = await self._find(measurement, DAILY, self._databases.days)
            newest = Newest(hour, day)
            self._known[measurement] = (now_s, newest)
        return newest

    async def _find(
        self, measurement: str, source: str, database: str
    ) -> datetime | None:
        rows_count = identifier(column(measurement, ROWS_COUNT))
        end = self._clock.now()
        for window in _WINDOWS:
            found = await self._ask(
                f"SELECT {rows_count} FROM {identifier(source)} "
                f"WHERE {between(end - window, end)} ORDER BY time DESC LIMIT 1",
                database,
            )
            if found and found[0].values:
                return to_at(found[0].values[0][0])
        return None
