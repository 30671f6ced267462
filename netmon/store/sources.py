"""Which rows there are now: sealed files, tails, and which of them decide.

A row may be written twice (the same measurement, tags and time); the last one written
stands. Sealed files hold each row once. Of the tails only *overlay* frames can repeat
a row: those the writer marked, and all of an hour that has been sealed before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from netmon.store.columns import to_ms
from netmon.store.frames import HEADER_BYTES, Frame, Place, read_payload, scan
from netmon.store.layout import HOUR, HOUR_MS, Layout, TailName, to_day

_MOST_KNOWN = 100
"""Tails: more than two days of them are there only when sealing fails."""


class FileGone(OSError):
    """A file went while it was looked at, sealed or forgotten: look again."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A frame in an open tail."""

    file: BinaryIO
    place: Place

    @property
    def frame(self) -> Frame:
        """What its header says."""
        return self.place.frame

    def payload(self) -> bytes:
        """Return its Arrow stream.

        Raises:
            FileGone: It is no longer there.
        """
        try:
            return read_payload(self.file, self.place)
        except EOFError:
            raise FileGone(self.file.name) from None


@dataclass(slots=True)
class Snapshot:
    """The rows of one measurement at one moment. Close it when they are read.

    Attributes:
        sealed: Parquet files.
        base: Frames whose rows stand beside those of `sealed`.
        overlay: Frames whose rows stand in the place of others, oldest first.
        unsealed_hours: Hours of which a tail is there; roll-ups may lack their rows.
    """

    measurement: str
    sealed: list[Path] = field(default_factory=list)
    base: list[Piece] = field(default_factory=list)
    overlay: list[Piece] = field(default_factory=list)
    unsealed_hours: set[datetime] = field(default_factory=set)
    _files: ExitStack = field(default_factory=ExitStack)

    def pin(self, paths: Sequence[Path]) -> list[str]:
        """Return names under which DuckDB finds these files as they are now.

        It opens a file more than once in a question, and by then another may have
        taken its place: the names are of our own open handles.

        Raises:
            FileGone: One is no longer there.
        """
        names = []
        for path in paths:
            try:
                opened = self._files.enter_context(path.open("rb"))
            except FileNotFoundError:
                raise FileGone(str(path)) from None
            names.append(f"/proc/self/fd/{opened.fileno()}")
        return names

    def narrow(self, layout: Layout, hours: set[datetime]) -> None:
        """Leave out what holds no rows of these hours."""
        name = self.measurement
        paths = {layout.raw_hour(name, hour) for hour in hours}
        paths |= {layout.raw_day(name, to_day(hour)) for hour in hours}
        self.sealed = [path for path in self.sealed if path in paths]

        def is_inside(piece: Piece) -> bool:
            # A tail holds one hour.
            return piece.frame.first_ms // HOUR_MS in numbers

        numbers = {to_ms(hour) // HOUR_MS for hour in hours}
        self.base = [piece for piece in self.base if is_inside(piece)]
        self.overlay = [piece for piece in self.overlay if is_inside(piece)]

    def close(self) -> None:
        """Close the tails."""
        self._files.close()


class TailIndex:
    """Where good frames are, remembered, so that checksums are computed once."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[list[Place], int]] = {}
        self._lock = Lock()

    def places(self, file: BinaryIO) -> Sequence[Place]:
        """Return the good frames of a tail, which may still be growing."""
        identity = _identity(file)
        with self._lock:
            places, offset = self._known.pop(identity, ([], 0))
            fresh = [each for each in scan(file, offset) if isinstance(each, Place)]
            places = [*places, *fresh]
            self._known[identity] = places, places[-1].end if places else 0
            if len(self._known) > _MOST_KNOWN:
                del self._known[next(iter(self._known))]
            return places


class Sources:
    """The files of one log, as a reader finds them."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._index = TailIndex()

    def snapshot(
        self,
        measurement: str,
        start: datetime,
        end: datetime,
        only: Sequence[TailName] | None = None,
    ) -> Snapshot:
        """Return what holds rows of [start, end); tails are looked for first.

        Sealing puts a file in its place before it removes the tail: whoever looks in
        this order finds each row, some perhaps twice, and then the overlay decides.

        Where `only` is given, other tails are not looked at.

        Raises:
            FileGone: A file went meanwhile.
        """
        made = Snapshot(measurement)
        try:
            names = self.layout.tail_names() if only is None else only
            inside = [n for n in names if n.hour < end and n.hour + HOUR > start]
            found = list(self._pieces(made, inside, to_ms(start), to_ms(end)))
            made.sealed = self.layout.raw_files(measurement, start, end)
            made.unsealed_hours = {name.hour for name in inside}
            self._divide(made, found)
        except BaseException:
            made.close()
            raise
        return made

    def _pieces(
        self, made: Snapshot, names: Sequence[TailName], first_ms: int, end_ms: int
    ) -> Iterator[tuple[TailName, Piece]]:
        for name in names:
            try:
                opened = self.layout.tail(name).open("rb")
            except FileNotFoundError:
                raise FileGone(str(name)) from None
            file: BinaryIO = made._files.enter_context(opened)  # noqa: SLF001
            for place in self._index.places(file):
                frame = place.frame
                is_inside = frame.first_ms < end_ms and frame.last_ms >= first_ms
                if frame.measurement == made.measurement and is_inside:
                    yield name, Piece(file, place)

    def _divide(self, made: Snapshot, found: list[tuple[TailName, Piece]]) -> None:
        sealed = set(made.sealed)
        for name, piece in sorted(found, key=lambda each: each[1].frame.sequence):
            whole = self.layout.raw_day(made.measurement, to_day(name.hour))
            hour = self.layout.raw_hour(made.measurement, name.hour)
            if piece.frame.is_overlay or whole in sealed or hour in sealed:
                made.overlay.append(piece)
            else:
                made.base.append(piece)


def _identity(file: BinaryIO) -> bytes:
    """Return what tells this file from every other.

    An inode may be used again, but a sequence number, in the first header, never is.
    """
    file.seek(0)
    return b"%d %s" % (os.fstat(file.fileno()).st_ino, file.read(HEADER_BYTES))
