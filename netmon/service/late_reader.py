"""The reader of samples, made with the first question: it costs memory.

It reads the sample log, or the InfluxDB that another service feeds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from netmon.core.settings import InfluxSettings

if TYPE_CHECKING:
    from netmon.core.ports import Clock
    from netmon.core.schema import Sample
    from netmon.store.influx.transport import InfluxTransport
    from netmon.store.port import (
        FleetQuestion,
        HourSummary,
        Point,
        RangeQuestion,
        SampleReader,
        Span,
    )
    from netmon.store.store import SampleStore


def _no_store() -> None:
    return None


@dataclass(slots=True)
class LateReader:
    """See SampleReader.

    Args:
        home: NETMON_HOME.
        clock: Where time comes from.
        store_of: Returns the log that this process writes, None while it is not open.
            Its own reader remembers the newest rows.
        influx: Read instead of the log where it says so.
    """

    home: Path
    clock: Clock
    store_of: Callable[[], SampleStore | None] = _no_store
    influx: InfluxSettings = field(default_factory=InfluxSettings)
    _made: SampleReader | None = field(default=None, init=False)
    _wire: InfluxTransport | None = field(default=None, init=False)

    async def aclose(self) -> None:
        """Close the connections to InfluxDB, where there are any."""
        if self._wire is not None:
            await self._wire.close()

    @property
    def _reader(self) -> SampleReader:
        if self.influx.url is not None and self.influx.read:
            if self._made is None:
                self._wire = _open_wire(self.influx)
                self._made = _read_influx(self._wire, self.influx, self.clock)
            return self._made
        store = self.store_of()
        if store is not None:
            return store.reader
        if self._made is None:
            from netmon.store.layout import FOLDER  # noqa: PLC0415
            from netmon.store.log_reader import LogReader  # noqa: PLC0415

            self._made = LogReader(self.home / FOLDER, self.clock)
        return self._made

    async def latest(
        self,
        measurement: str,
        sites: Sequence[str] | None = None,
        within_s: float = 600.0,
    ) -> Sequence[Sample]:
        """See SampleReader.latest."""
        return await self._reader.latest(measurement, sites, within_s)

    async def range(self, question: RangeQuestion) -> Sequence[Point]:
        """See SampleReader.range."""
        return await self._reader.range(question)

    async def hourly(
        self, measurement: str, field: str, site: str, span: Span
    ) -> Sequence[HourSummary]:
        """See SampleReader.hourly."""
        return await self._reader.hourly(measurement, field, site, span)

    async def percentile(
        self, measurement: str, field: str, share: float, span: Span, site: str
    ) -> float | None:
        """See SampleReader.percentile."""
        return await self._reader.percentile(measurement, field, share, span, site)

    async def fleet(self, question: FleetQuestion) -> Sequence[Point]:
        """See SampleReader.fleet."""
        return await self._reader.fleet(question)


def _open_wire(settings: InfluxSettings) -> InfluxTransport:
    """Return connections to InfluxDB.

    Raises:
        AnswerLate: The password cannot be read; tried again with the next question.
    """
    from netmon.store.faults import AnswerLate  # noqa: PLC0415
    from netmon.store.influx.transport import (  # noqa: PLC0415
        InfluxTransport,
        to_access,
    )

    try:
        return InfluxTransport(to_access(settings))
    except (OSError, UnicodeError) as error:
        message = f"InfluxDB cannot answer: {error}"
        raise AnswerLate(message) from None


def _read_influx(
    wire: InfluxTransport, settings: InfluxSettings, clock: Clock
) -> SampleReader:
    from netmon.store.influx.databases import Databases  # noqa: PLC0415
    from netmon.store.influx.reader import InfluxReader  # noqa: PLC0415

    databases = Databases.of(settings.database)
    return InfluxReader(wire, databases, clock, settings.timeout_s)
