"""Text of a CSV file into records, however many cells a hostile one has."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from inventory.importer.limits import (
    CELL_LENGTH,
    COLUMN_LIMIT,
    LINE_LENGTH,
    ROW_LIMIT,
)
from netmon.core.errors import ConfigError

SEPARATORS = (",", ";", "\t")


def to_records(name: str, text: str) -> Iterator[list[str]]:
    """Yield each record; the first is row 1, an empty line is an empty record.

    Raises:
        ConfigError: A quotation mark is not closed, or a limit is passed. The row is
            named.
    """
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        message = f"{name} line {line}: expected text, got a zero byte"
        raise ConfigError(message)
    separator = find_separator(text)
    lines = _bounded(name, text, separator)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    row = 0
    while True:
        row += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = f"{name} row {row}: expected quoted cells to be closed ({error})"
            raise ConfigError(message) from None
        if row > ROW_LIMIT:
            message = f"{name}: expected at most {ROW_LIMIT} rows, got more"
            raise ConfigError(message)
        if any(len(cell) > CELL_LENGTH for cell in record):
            message = f"{name} row {row}: a cell has over {CELL_LENGTH} characters"
            raise ConfigError(message)
        yield record


def find_separator(text: str) -> str:
    """Return the separator that the most of the first lines hold most often."""
    head = text[:50_000].splitlines()[:20]
    score = {
        separator: sorted(line.count(separator) for line in head)[len(head) // 2 :]
        for separator in SEPARATORS
    }
    return max(SEPARATORS, key=lambda separator: sum(score[separator]))


def _bounded(name: str, text: str, separator: str) -> Iterator[str]:
    """Yield the lines; refuse one before its cells are made, for they cost memory."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > LINE_LENGTH:
            message = f"{name} line {number}: over {LINE_LENGTH} characters"
            raise ConfigError(message)
        if line.count(separator) > COLUMN_LIMIT:
            message = f"{name} line {number}: over {COLUMN_LIMIT} columns"
            raise ConfigError(message)
        yield line
