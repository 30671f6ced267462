"""A file into records, with what had to be guessed to read it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from inventory.importer.csv_records import to_records
from inventory.importer.decode import decode
from inventory.importer.limits import FILE_LIMIT_BYTES
from inventory.importer.workbook import SheetText, read_workbook
from netmon.core.errors import ConfigError

_ZIP = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read.

    Attributes:
        name: File name without its directory.
        sha256: Of its bytes, hex.
        sheets: A CSV file is one sheet without a title.
        guessed: The encoding, where it had to be guessed; else empty.
    """

    name: str
    sha256: str
    sheets: tuple[SheetText, ...]
    guessed: str = ""


def read_source(path: Path) -> Source:
    """Return the file's records; everything after works on this one reading.

    Raises:
        ConfigError: It cannot be read, changed meanwhile, or is nothing we know.
    """
    data = read_bytes(path)
    sha256 = hashlib.sha256(data).hexdigest()
    if data.startswith(_OLD_WORKBOOK):
        message = (
            f"{path.name}: old .xls is not read, nor a workbook with a password; save "
            "it as .xlsx without one"
        )
        raise ConfigError(message)
    if data.startswith(_ZIP):
        return Source(path.name, sha256, tuple(read_workbook(path.name, data)))
    text, guessed = decode(path.name, data)
    records = list(to_records(path.name, text))
    return Source(path.name, sha256, (SheetText("", records),), guessed)


def read_bytes(path: Path, most_bytes: int = FILE_LIMIT_BYTES) -> bytes:
    """Return a file as it was at one moment.

    Raises:
        ConfigError: It cannot be read, changed meanwhile, or is larger.
    """
    try:
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            data = file.read(most_bytes + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        message = f"{path}: cannot read it: {error.strerror or type(error).__name__}"
        raise ConfigError(message) from None
    if len(data) > most_bytes:
        message = f"{path}: expected at most {most_bytes} bytes, got more"
        raise ConfigError(message)
    changed = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
    if changed or len(data) != after.st_size:
        message = f"{path}: the file changed while it was read; try again"
        raise ConfigError(message)
    return data
