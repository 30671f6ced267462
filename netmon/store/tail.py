"""Appends batches to the tails: one write and one fsync per batch and hour."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

    def marked(
        self, name: str, samples: Iterable[Sample]
    ) -> Iterator[tuple[bool, Row]]:
        """Return rows of one measurement, and whether each may have been written.

        Raises:
            TypeError: A time has no zone.
        """
        floor_ms = self._floor_ms.get(name, -(2**63))
        last = self._last_ms[name]
        for sample in samples:
            at_ms = to_ms(sample.at)
            is_possible = at_ms <= last.get(sample.tags, floor_ms)
            if not is_possible:
                last[sample.tags] = at_ms
            yield is_possible, (at_ms, sample)


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
        groups: dict[str, list[Sample]] = defaultdict(list)
        for sample in samples:
            groups[sample.measurement].append(sample)
        hours: dict[int, dict[tuple[str, bool], list[Row]]] = {}
        for name, group in groups.items():
            measurement_of(name)
            try:
                for is_possible, row in self._repeats.marked(name, group):
                    hour = hours.setdefault(row[0] // HOUR_MS, {})
                    hour.setdefault((name, is_possible), []).append(row)
            except TypeError as error:  # a time without a zone; tags that are no texts
                message = f"{name}: {error}"
                raise SampleRefused(message) from None
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
