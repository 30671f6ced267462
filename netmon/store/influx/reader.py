"""Stored samples as an InfluxDB has them: the reader for an API on another machine.

It answers as the sample log does (netmon.store.port), of what the drain has sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from netmon.core.clock import SystemClock
from netmon.core.schema import Sample
from netmon.store.asked import check_hourly, check_percentile, latest_span
from netmon.store.faults import AnswerLate
from netmon.store.influx.databases import Databases
from netmon.store.influx.faults import InfluxFault, InfluxHeld
from netmon.store.influx.fleet import ask_fleet
from netmon.store.influx.hours import ask_hourly, whole_hours
from netmon.store.influx.newest import NewestRollups
from netmon.store.influx.pieces import Newest, cut
from netmon.store.influx.probe import probe
from netmon.store.influx.questions import (
    ask_latest,
    ask_percentile,
    ask_raw,
    rows_of,
)
from netmon.store.influx.steps import ask_steps, is_in_rollups
from netmon.store.port import (
    FleetQuestion,
    HourSummary,
    Point,
    RangeQuestion,
    Span,
)

if TYPE_CHECKING:
    from netmon.core.ports import Clock
    from netmon.store.influx.transport import InfluxTransport, Series

ROWS_OF_ONE_S, ROWS_OF_ALL_S = 2 * 86_400.0, 3 * 3600.0
"""Up to these spans, of one site and of all together, rows are asked for even where
roll-ups would do: they are few enough, and they are there first."""


class InfluxReader:
    """See SampleReader.

    Before the first question the server is probed; until it has answered as an InfluxDB
    does, every question is refused with what is wrong.

    Args:
        transport: The server; whoever made it closes it.
        databases: Their names.
        clock: Where time comes from.
        timeout_s: How long a question may take.
        rows_s: Up to which spans rows are asked for, of one site and of all together.
    """

    def __init__(
        self,
        transport: InfluxTransport,
        databases: Databases,
        clock: Clock | None = None,
        timeout_s: float = 10.0,
        rows_s: tuple[float, float] = (ROWS_OF_ONE_S, ROWS_OF_ALL_S),
    ) -> None:
        self._transport = transport
        self._databases = databases
        self._clock = clock or SystemClock()
        self._timeout_s = timeout_s
        self._rows_s = rows_s
        self._newest = NewestRollups(self._ask, databases, self._clock)
        self._is_probed = False

    async def latest(
        self,
        measurement: str,
        sites: Sequence[str] | None = None,
        within_s: float = 600.0,
    ) -> Sequence[Sample]:
        """See SampleReader.latest."""
        span = latest_span(measurement, sites, within_s, self._clock.now())
        async with self._naming_faults():
            return await ask_latest(
                self._ask, self._databases.raw, measurement, sites, span
            )

    async def range(self, question: RangeQuestion) -> Sequence[Point]:
        """See SampleReader.range."""
        async with self._naming_faults():
            if question.step_s == 0:
                return await ask_raw(self._ask, self._databases.raw, question)
            newest = Newest(None, None)
            if self._is_long(question) and is_in_rollups(question):
                newest = await self._newest.of(question.measurement)
            if question.step_s % 86_400:
                newest = Newest(newest.hour, None)
            pieces = cut(question.span, newest)
            return await ask_steps(self._ask, self._databases, question, pieces)

    async def hourly(
        self, measurement: str, field: str, site: str, span: Span
    ) -> Sequence[HourSummary]:
        """See SampleReader.hourly."""
        check_hourly(measurement, field)
        whole = whole_hours(span)
        async with self._naming_faults():
            newest = await self._newest.of(measurement)
            pieces = cut(whole, Newest(newest.hour, None))
            measured = (measurement, field)
            return await ask_hourly(self._ask, self._databases, measured, site, pieces)

    async def percentile(
        self, measurement: str, field: str, share: float, span: Span, site: str
    ) -> float | None:
        """See SampleReader.percentile."""
        check_percentile(measurement, field, share, span)
        where = rows_of(span, site)
        async with self._naming_faults():
            return await ask_percentile(
                self._ask, self._databases.raw, (measurement, field), share, where
            )

    async def fleet(self, question: FleetQuestion) -> Sequence[Point]:
        """See SampleReader.fleet."""
        async with self._naming_faults():
            return await ask_fleet(self._ask, self._databases.raw, question)

    def _is_long(self, question: RangeQuestion) -> bool:
        of_one_s, of_all_s = self._rows_s
        return question.span.length_s > (
            of_all_s if question.site is None else of_one_s
        )

    async def _ask(self, text: str, database: str) -> Sequence[Series]:
        if not self._is_probed:
            server = await probe(self._transport, self._databases.raw)
            if not server.has_database:
                raise InfluxHeld(404, f"no database {self._databases.raw!r} is there")
            self._is_probed = True
        return await self._transport.query(text, database)

    @asynccontextmanager
    async def _naming_faults(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._timeout_s):
                yield
        except TimeoutError:
            message = f"no answer within {self._timeout_s:g} s; ask for less at once"
            raise AnswerLate(message) from None
        except InfluxFault as fault:
            message = f"InfluxDB cannot answer: {str(fault)[:500]}"
            raise AnswerLate(message) from None
