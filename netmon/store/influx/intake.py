"""Finds the frames InfluxDB lacks: in the tails, and in those sealing has set aside."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from netmon.store.columns import to_ms
from netmon.store.frames import HEADER_BYTES, Frame, Place, read_payload, scan
from netmon.store.layout import HOUR
from netmon.store.spool import Spooled, spooled

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.store.influx.cursor import Cursor
    from netmon.store.layout import Layout


@dataclass(frozen=True, slots=True)
class Waiting:
    """A frame InfluxDB lacks."""

    file: BinaryIO
    place: Place

    @property
    def frame(self) -> Frame:
        """What its header says."""
        return self.place.frame

    def payload(self) -> bytes:
        """Return its Arrow stream.

        Raises:
            EOFError: The file has become shorter.
        """
        return read_payload(self.file, self.place)


@dataclass(slots=True)
class _Source:
    """One file while its frames are looked for."""

    file: BinaryIO
    offset: int = 0
    waiting: dict[int, Waiting] = field(default_factory=dict)

    def look(self, cursor: Cursor) -> int:
        """Take up frames that are new; return the highest number seen."""
        last = 0
        for place in scan(self.file, self.offset):
            if not isinstance(place, Place):
                continue  # being written, or damaged; the next good frame comes after
            number = place.frame.sequence
            self.offset, last = place.end, max(last, number)
            if not cursor.has(number):
                self.waiting[number] = Waiting(self.file, place)
        return last

    @property
    def waiting_bytes(self) -> int:
        return sum(each.place.payload_bytes for each in self.waiting.values())


class Intake:
    """What waits for InfluxDB. Looks when it is told to.

    Attributes:
        waiting_bytes: On the disk, as of the last look.
    """

    def __init__(self, layout: Layout, cursor: Cursor) -> None:
        self._layout = layout
        self._cursor = cursor
        self._tails: dict[bytes, _Source] = {}
        self._oldest: tuple[Spooled, _Source] | None = None
        self._next_hour: datetime | None = None
        self._seen = 0
        self.waiting_bytes = 0

    def look(self) -> None:
        """Take up what was written since the last look.

        Raises:
            OSError: The log cannot be read.
        """
        # What was seen before this look began leaves nothing older unseen: a batch is
        # written hour by hour, in the order of its numbers.
        seen_before = self._seen
        self._look_at_tails()
        waiting = spooled(self._layout)
        self._forget_sent(waiting)
        if self._oldest is None and waiting:
            self._open_oldest(waiting[0])
        self._settle(waiting, seen_before)
        self._next_hour = min((each.hour for each in waiting[1:]), default=None)
        tails = sum(each.waiting_bytes for each in self._tails.values())
        self.waiting_bytes = tails + sum(each.size_bytes for each in waiting)

    def live(self, since_ms: int) -> list[Waiting]:
        """Return frames of rows no older than `since_ms`, newest first.

        None that may replace rows of another: those go in the order they were written.
        """
        found = [
            each
            for each in self._in_tails()
            if each.frame.last_ms >= since_ms and not each.frame.is_overlay
        ]
        return sorted(found, key=lambda each: -each.frame.sequence)

    def past(self) -> list[Waiting]:
        """Return the oldest frames that wait, oldest first; empty when none does."""
        if self._oldest is not None and self._oldest[1].waiting:
            found: Iterable[Waiting] = self._oldest[1].waiting.values()
        else:
            found = self._in_tails()
        return sorted(found, key=lambda each: each.frame.sequence)

    @property
    def oldest_ms(self) -> int | None:
        """When the oldest rows that wait were measured, since 1970; None without."""
        times = [each.frame.last_ms for each in self.past()[:1]]
        if self._next_hour is not None:
            times.append(to_ms(self._next_hour + HOUR))
        return min(times, default=None)

    def done(self, frames: Iterable[Waiting]) -> None:
        """Note that InfluxDB has these."""
        for each in frames:
            number = each.frame.sequence
            self._cursor.add(number)
            for source in self._sources():
                source.waiting.pop(number, None)

    def close(self) -> None:
        """Close the files."""
        for source in self._sources():
            source.file.close()

    def _sources(self) -> list[_Source]:
        oldest = [self._oldest[1]] if self._oldest else []
        return [*self._tails.values(), *oldest]

    def _in_tails(self) -> list[Waiting]:
        return [each for s in self._tails.values() for each in s.waiting.values()]

    def _look_at_tails(self) -> None:
        there: dict[bytes, _Source] = {}
        for name in self._layout.tail_names():
            with suppress(FileNotFoundError):  # it has just been sealed
                file = self._layout.tail(name).open("rb")
                # An inode may be used again, a number in a first header never is.
                inode = os.fstat(file.fileno()).st_ino
                identity = b"%d %s" % (inode, file.read(HEADER_BYTES))
                known = self._tails.pop(identity, None)
                if known is not None:
                    file.close()
                there[identity] = known or _Source(file)
        for gone in self._tails.values():
            gone.file.close()
        self._tails = there
        for source in there.values():
            self._seen = max(self._seen, source.look(self._cursor))

    def _forget_sent(self, waiting: list[Spooled]) -> None:
        """Unlink the oldest file once InfluxDB has all of it; drop one that went."""
        if self._oldest is None:
            return
        name, source = self._oldest
        is_there = any(each.path == name.path for each in waiting)
        if is_there and not source.waiting:
            name.path.unlink(missing_ok=True)
            waiting[:] = [each for each in waiting if each.path != name.path]
            is_there = False
        if not is_there:
            source.file.close()
            self._oldest = None

    def _open_oldest(self, name: Spooled) -> None:
        with suppress(FileNotFoundError):
            source = _Source(Path(name.path).open("rb"))  # noqa: SIM115  # closed later
            self._seen = max(self._seen, source.look(self._cursor))
            self._oldest = name, source

    def _settle(self, waiting: list[Spooled], seen_before: int) -> None:
        numbers = [n for source in self._sources() for n in source.waiting]
        oldest = self._oldest[0] if self._oldest else None
        numbers += [each.first for each in waiting if each != oldest]
        self._cursor.settle(min([seen_before + 1, *numbers]))
