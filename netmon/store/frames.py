"""Frames of a tail: a header of 84 bytes, then an Arrow IPC stream with its schema.

All numbers are little-endian. The header has a checksum of its own, so that a length
that is wrong is known before it is believed; the magic begins with a byte that is no
text and holds a line break of both kinds (after PNG, RFC 2083 section 3.1), so that a
damaged region ends where the next good frame begins.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAGIC = b"\x89NMSF\r\n1"
_HEADER = struct.Struct("<8sQqqII32sHxxI")
_SUM = struct.Struct("<I")
HEADER_BYTES = _HEADER.size + _SUM.size
MAX_PAYLOAD_BYTES = 256 * 2**20
"""More than any batch; a header that says more is damaged."""

_OVERLAYS = 1
_CHUNK_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Frame:
    """What the header of a frame says.

    Attributes:
        measurement: Its name.
        sequence: Grows with every frame written to this log, over restarts too.
        first_ms, last_ms: The earliest and latest time of a row, since 1970, UTC.
        rows_count: Of the batch.
        is_overlay: A row may stand for one written before (the same tags and time).
    """

    measurement: str
    sequence: int
    first_ms: int
    last_ms: int
    rows_count: int
    is_overlay: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A good frame in a file.

    Attributes:
        offset: Of its header, bytes.
        payload_bytes: How long the Arrow stream behind the header is.
    """

    frame: Frame
    offset: int
    payload_bytes: int

    @property
    def payload_offset(self) -> int:
        """Where the Arrow stream begins."""
        return self.offset + HEADER_BYTES

    @property
    def end(self) -> int:
        """Where the frame ends."""
        return self.payload_offset + self.payload_bytes


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes [offset, end) of a file that are no frame."""

    offset: int
    end: int


def pack(frame: Frame, payload: bytes | memoryview) -> bytes:
    """Return the bytes of a frame."""
    head = _HEADER.pack(
        MAGIC,
        frame.sequence,
        frame.first_ms,
        frame.last_ms,
        frame.rows_count,
        len(payload),
        frame.measurement.encode("ascii"),
        _OVERLAYS if frame.is_overlay else 0,
        zlib.crc32(payload),
    )
    return b"".join((head, _SUM.pack(zlib.crc32(head)), payload))


def scan(file: BinaryIO, offset: int = 0) -> Iterator[Place | Damage]:
    """Return the frames of `file` from `offset` on, and what lies between them.

    A frame is returned only when both its checksums are right. After damage it goes
    on with the next good frame. One frame at a time is held in memory.
    """
    end = file.seek(0, os.SEEK_END)
    while offset < end:
        place = _read(file, offset, end)
        if place is not None:
            yield place
            offset = place.end
            continue
        following = _next_good(file, offset + 1, end)
        yield Damage(offset, following)
        offset = following


def read_payload(file: BinaryIO, place: Place) -> bytes:
    """Return the Arrow stream of a frame.

    Raises:
        EOFError: The file has become shorter.
    """
    file.seek(place.payload_offset)
    payload = file.read(place.payload_bytes)
    if len(payload) < place.payload_bytes:
        raise EOFError(place.offset)
    return payload


def _next_good(file: BinaryIO, offset: int, end: int) -> int:
    """Return where the next good frame begins, or the end."""
    while offset < end:
        file.seek(offset)
        chunk = file.read(_CHUNK_BYTES)
        found = chunk.find(MAGIC)
        if found < 0:
            # A magic may lie across the edge of two chunks.
            offset += max(1, len(chunk) - len(MAGIC) + 1)
        elif _read(file, offset + found, end) is not None:
            return offset + found
        else:
            offset += found + 1
    return end


def _read(file: BinaryIO, offset: int, end: int) -> Place | None:
    file.seek(offset)
    head = file.read(HEADER_BYTES)
    if len(head) < HEADER_BYTES or not head.startswith(MAGIC):
        return None
    (stated,) = _SUM.unpack_from(head, _HEADER.size)
    if zlib.crc32(head[: _HEADER.size]) != stated:
        return None
    _, sequence, first_ms, last_ms, rows, size, name, flags, total = (
        _HEADER.unpack_from(head)
    )
    if size > MAX_PAYLOAD_BYTES or offset + HEADER_BYTES + size > end:
        return None
    measurement = name.rstrip(b"\0").decode("ascii", "replace")
    is_overlay = bool(flags & _OVERLAYS)
    frame = Frame(measurement, sequence, first_ms, last_ms, rows, is_overlay)
    place = Place(frame, offset, size)
    return place if zlib.crc32(file.read(size)) == total else None
