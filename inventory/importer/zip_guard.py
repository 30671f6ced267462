"""Unpacks a workbook once, bounded, before any parser of it may see it."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

from inventory.importer.limits import (
    CELL_BYTES,
    INFLATED_LIMIT_BYTES,
    PART_COUNT,
    TAG_COUNT,
)
from netmon.core.errors import ConfigError

_CHUNK_BYTES = 1 << 18
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def check_zip(name: str, data: bytes) -> None:
    """Return if the workbook in `data` may be parsed.

    What a zip file says of its sizes is not believed: every part is unpacked piece by
    piece, and thrown away, until it ends or a limit is passed.

    Raises:
        ConfigError: It is no zip file, is damaged or encrypted, unpacks to too much,
            holds a cell too long, or declares entities.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > PART_COUNT:
                _refuse(name, f"over {PART_COUNT} parts")
            if sum(part.file_size for part in parts) > INFLATED_LIMIT_BYTES:
                _refuse(name, f"it unpacks to over {INFLATED_LIMIT_BYTES} bytes")
            left_bytes = INFLATED_LIMIT_BYTES
            for part in parts:
                left_bytes -= _drain(name, archive, part.filename, left_bytes)
    except ConfigError:
        raise
    except Exception as bad:  # noqa: BLE001  zipfile trips over offsets in many ways
        message = f"{name}: expected a workbook (XLSX), cannot unpack it: {bad!s:.100}"
        raise ConfigError(message) from None


def _drain(name: str, archive: ZipFile, part: str, left_bytes: int) -> int:
    """Return how many bytes `part` unpacks to."""
    size_bytes = run_bytes = tag_count = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            size_bytes += len(chunk)
            if size_bytes > left_bytes:
                _refuse(name, f"it unpacks to over {INFLATED_LIMIT_BYTES} bytes")
            if _DECLARATION.search(tail + chunk):
                _refuse(name, f"{part} declares entities")
            tag_count += chunk.count(b"<")
            if tag_count > TAG_COUNT:
                _refuse(name, f"{part} has over {TAG_COUNT} tags")
            run_bytes = _longest_run(name, chunk, run_bytes)
            tail = chunk[-16:]
    return size_bytes


def _longest_run(name: str, chunk: bytes, run_bytes: int) -> int:
    """Check the text between tags; return the length of what `chunk` leaves open."""
    runs = chunk.split(b"<")
    longest = max(run_bytes + len(runs[0]), *map(len, runs))
    if longest > CELL_BYTES and len(chunk) > 0:
        _refuse(name, f"a cell has over {CELL_BYTES} bytes")
    return len(runs[-1]) if len(runs) > 1 else run_bytes + len(chunk)


def _refuse(name: str, why: str) -> None:
    message = f"{name}: refused, {why}"
    raise ConfigError(message)
