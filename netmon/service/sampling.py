"""Makes samples of what is measured, and brings them to the sample log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from netmon.core.schema import DEVICE, PING, WIFI, Sample
from netmon.store.faults import SampleRefused, StoreUnwritable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmon.core.model import DeviceId, Echoes, Probe, SiteCode
    from netmon.core.reading import DeviceReading
    from netmon.store.store import SampleStore

log = logging.getLogger(__name__)

FLUSH_S = 5.0
MOST_WAITING = 600_000
"""Rows kept while the disk takes none: a quarter of an hour of the nation."""


class Sampler:
    """Collects samples and writes them in batches.

    Attributes:
        dropped_count: Rows lost because the disk took none for too long, or because
            the log cannot hold what is in them.
        write_error: Why the last batch could not be written, empty when it could.
    """

    def __init__(self) -> None:
        self._waiting: list[Sample] = []
        self.dropped_count = 0
        self.write_error = ""

    @property
    def waiting_count(self) -> int:
        """Rows that wait to be written."""
        return len(self._waiting)

    def add(self, samples: Sequence[Sample]) -> None:
        """Take samples; never waits. The oldest go where there is no more room."""
        self._waiting += samples
        if (over := len(self._waiting) - MOST_WAITING) > 0:
            del self._waiting[:over]
            self.dropped_count += over

    async def run(self, store: SampleStore) -> None:
        """Write to the sample log for ever; cancelled, it writes what is left."""
        try:
            while True:
                await asyncio.sleep(FLUSH_S)
                await self.flush(store)
        finally:
            await self.flush(store)

    async def flush(self, store: SampleStore) -> None:
        """Write what waits; what the disk does not take waits on."""
        batch, self._waiting = self._waiting, []
        try:
            if batch:
                await self._append(store, batch)
        except StoreUnwritable as fault:
            self._waiting = batch + self._waiting
            self.add(())
            if not self.write_error:
                log.warning("samples wait, the log cannot be written: %s", fault)
            self.write_error = str(fault)
            return
        except asyncio.CancelledError:
            # The thread may have written them or not: written twice is there once.
            self._waiting = batch + self._waiting
            raise
        if self.write_error:
            log.info("the sample log can be written again")
        self.write_error = ""

    async def _append(self, store: SampleStore, batch: Sequence[Sample]) -> None:
        """Write a batch; a row the log refuses costs itself, not the nation's others.

        Raises:
            StoreUnwritable: See SampleStore.append.
        """
        try:
            await store.append(batch)
        except SampleRefused as refused:
            if len(batch) == 1:
                self.dropped_count += 1
                log.warning("a row is left out of the sample log: %s", refused)
                return
            middle = len(batch) // 2
            await self._append(store, batch[:middle])
            await self._append(store, batch[middle:])


def to_ping(site: SiteCode, probe: Probe, echoes: Echoes) -> Sample:
    """Return the row of a burst of echoes; silence is a row too."""
    answered = echoes.answered_s if echoes.is_timed else ()
    values = (
        len(echoes.rtts_s),
        len(echoes.answered_s),
        min(answered, default=None),
        sum(answered) / len(answered) if answered else None,
        max(answered, default=None),
        echoes.jitter_s if echoes.is_timed else None,
        echoes.loss_ratio,
    )
    return Sample(PING.name, probe.at, (site, probe.device), values)


def to_device(site: SiteCode, reading: DeviceReading) -> Sample:
    """Return the row of a device itself."""
    known: Mapping[str, float | bool | None] = {
        "read_s": reading.took_s,
        "is_partial": reading.is_partial,
    }
    values = tuple(
        known[name] if name in known else getattr(reading, name)
        for name in DEVICE.fields
    )
    return Sample(DEVICE.name, reading.at, (site, reading.device), values)


def to_wifi(
    site: SiteCode,
    device: DeviceId,
    reading: DeviceReading,
    clients_count: int | None,
    *,
    is_joined: bool | None = None,
) -> Sample:
    """Return the row of one access point."""
    joined = None if is_joined is None else int(is_joined)
    return Sample(WIFI.name, reading.at, (site, device), (clients_count, joined, 1))
