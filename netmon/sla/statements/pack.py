"""Many sites in one blob of the database, of which one site can be read alone.

A pack is a row of frames: four bytes of length, big-endian, then that many bytes of
gzip (RFC 1952) without a time. The first frame is JSON: the first site of each chunk,
and what everybody who reads needs. Chunks of SITES sites follow, and the last frame is
JSON about all of them.
"""

from __future__ import annotations

import gzip
import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from netmon.sla.statements.canonical import dump

SITES = 16
"""Of a chunk: small enough that one site costs little, large enough to compress."""
_LENGTH = struct.Struct(">I")


def pack(chunks: Iterable[tuple[str, bytes]], head: Any, about: Any) -> bytes:
    """Return a pack.

    Args:
        chunks: The code of the first site, and bytes about its sites; in order.
        head: JSON that is read with every site.
        about: JSON that is read with all of them.
    """
    firsts, frames = [], []
    for first, body in chunks:
        firsts.append(first)
        frames.append(_frame(body))
    begin = _frame(dump({"firsts": firsts, "head": head}))
    return b"".join((begin, *frames, _frame(dump(about))))


def _frame(body: bytes) -> bytes:
    packed = squeeze(body)
    return _LENGTH.pack(len(packed)) + packed


def squeeze(body: bytes) -> bytes:
    """Return bytes compressed, with no time in them."""
    return gzip.compress(body, compresslevel=6, mtime=0)


class Pack:
    """Reads a pack; chunks are decompressed when they are asked for.

    Attributes:
        head: As it was packed.
    """

    def __init__(self, blob: bytes) -> None:
        self._blob = blob
        self._frames = list(_find_frames(blob))
        found = orjson.loads(self._read(0))
        self._firsts: list[str] = found["firsts"]
        self.head: Any = found["head"]

    def about(self) -> Any:
        """Return what holds for all sites."""
        return orjson.loads(self._read(len(self._frames) - 1))

    def chunks(self) -> Iterator[bytes]:
        """Yield every chunk in order."""
        for number in range(1, len(self._frames) - 1):
            yield self._read(number)

    def chunk_of(self, site: str) -> bytes | None:
        """Return the chunk in which a site would be; None where none can hold it."""
        number = bisect_right(self._firsts, site)
        return self._read(number) if number else None

    def _read(self, number: int) -> bytes:
        start, end = self._frames[number]
        return gzip.decompress(memoryview(self._blob)[start:end])


def _find_frames(blob: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(blob):
        (length,) = _LENGTH.unpack_from(blob, at)
        at += _LENGTH.size
        yield at, at + length
        at += length
