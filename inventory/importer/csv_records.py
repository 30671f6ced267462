"""Text of a CSV file into records, however many cells a hostile one has."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

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
    """Return the separator by which the most of the first records are equally long.

    How often it stands is no sign: a list in a cell may hold more of them.
    """
    return max(SEPARATORS, key=lambda separator: _regularity(text, separator))


def _regularity(text: str, separator: str) -> tuple[int, int]:
    """Return how many records have the usual number of cells, and that number."""
    head = io.StringIO(text[:50_000], newline="")
    records = islice(csv.reader(head, delimiter=separator), 20)
    lengths = Counter(len(record) for record in records if len(record) > 1)
    return max(((count, length) for length, count in lengths.items()), default=(0, 0))


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
