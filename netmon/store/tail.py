"""Appends batches to the tails: one write and one fsync per batch and hour."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from netmon.core.schema import Sample
from netmon.store.columns import Row, measurement_of, to_moment, to_ms, to_payload
from netmon.store.durable import sync_folder
from netmon.store.faults import SampleRefused, StoreUnwritable
from netmon.store.frames import Frame, pack
from netmon.store.layout import HOUR_MS, Layout, TailName

Batch = Mapping[tuple[str, bool], list[Row]]
"""Rows by measurement, and whether they may stand for rows written before."""


class Repeats:
    """Tells rows that cannot have been written before from those that may have.

    A row later than every row of its tags is new for certain. Others are few, and go
    to frames of their own, so that readers look for duplicates in those alone.
    """

    def __init__(self, written_until_ms: Mapping[str, int]) -> None:
        self._floor_ms = written_until_ms
        self._last_ms: dict[str, dict[tuple[str, ...], int]] = defaultdict(dict)

    def is_possible(self, row: Row) -> bool:
        """Whether the row may stand for one written before; it is remembered."""
        at_ms, sample = row
        last = self._last_ms[sample.measurement]
        before = last.get(sample.tags)
        if before is None:
            before = self._floor_ms.get(sample.measurement, -(2**63))
        if at_ms <= before:
            return True
        last[sample.tags] = at_ms
        return False


class TailWriter:
    """The only writer of the tails of one log. Not safe for two threads at once."""

    def __init__(
        self, layout: Layout, written_until_ms: Mapping[str, int], last_sequence: int
    ) -> None:
        self._layout = layout
        self._repeats = Repeats(written_until_ms)
        # Sealed frames are gone; the clock stands in for their numbers.
        self._sequence = max(last_sequence, time.time_ns())
        self._open: dict[datetime, tuple[TailName, int]] = {}

    def append(self, samples: Iterable[Sample]) -> int:
        """Write the samples and bring them to the disk.

        Returns:
            How many bytes were written.

        Raises:
            SampleRefused: A sample is not what the schema says. Nothing is written.
            StoreUnwritable: The disk did not take them; they may be given again.
        """
        packed = {
            hour: b"".join(self._pack(key, rows) for key, rows in batch.items())
            for hour, batch in self._split(samples).items()
        }
        for hour, data in packed.items():
            try:
                self._write(hour, data)
            except OSError as error:
                self.release(hour)
                message = f"sample log {self._layout.root}: {error.strerror or error}"
                raise StoreUnwritable(message) from error
        return sum(map(len, packed.values()))

    def release(self, hour: datetime) -> None:
        """Append no more to the tail of `hour`; the next row begins another."""
        if hour in self._open:
            _, handle = self._open.pop(hour)
            with suppress(OSError):
                os.close(handle)

    def release_all(self) -> None:
        """Close every tail."""
        for hour in list(self._open):
            self.release(hour)

    def _split(self, samples: Iterable[Sample]) -> dict[datetime, Batch]:
        hours: dict[int, dict[tuple[str, bool], list[Row]]] = {}
        for sample in samples:
            row = (_moment_of(sample), sample)
            hour = hours.setdefault(row[0] // HOUR_MS, {})
            key = (sample.measurement, self._repeats.is_possible(row))
            hour.setdefault(key, []).append(row)
        return {to_moment(hour * HOUR_MS): batch for hour, batch in hours.items()}

    def _pack(self, key: tuple[str, bool], rows: Sequence[Row]) -> bytes:
        measurement, is_overlay = key
        self._sequence += 1
        times = [at_ms for at_ms, _ in rows]
        frame = Frame(
            measurement, self._sequence, min(times), max(times), len(rows), is_overlay
        )
        return pack(frame, to_payload(measurement, rows))

    def _write(self, hour: datetime, data: bytes) -> None:
        handle = self._handle(hour)
        offset = os.lseek(handle, 0, os.SEEK_END)
        try:
            _write_all(handle, data)
            os.fsync(handle)
        except OSError:
            with suppress(OSError):
                os.ftruncate(handle, offset)
            raise

    def _handle(self, hour: datetime) -> int:
        if hour not in self._open:
            numbers = [n.number for n in self._layout.tail_names() if n.hour == hour]
            name = TailName(hour, max(numbers, default=0) + 1)
            handle = _create(self._layout.tail(name))
            self._open[hour] = name, handle
        return self._open[hour][1]


def _create(path: Path) -> int:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        sync_folder(path.parent)
    except OSError:
        os.close(handle)
        raise
    return handle


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _moment_of(sample: Sample) -> int:
    measurement_of(sample.measurement)
    try:
        return to_ms(sample.at)
    except TypeError:
        message = f"{sample.measurement}: the time {sample.at!r} has no zone"
        raise SampleRefused(message) from None
