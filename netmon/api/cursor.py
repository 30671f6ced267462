"""Opaque places in a list, to go on from. They name the last row, so they stay true."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

from netmon.api.problems import Problem, bad_parameter

LONGEST_CURSOR = 300
LONGEST_PLACE = 18
"""Digits of a row number; more would not fit a database's integer."""


def to_cursor(*parts: str) -> str:
    """Return a cursor that holds `parts`, none of which holds a line break."""
    text = "\n".join(parts).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def read_cursor(text: str, size: int) -> tuple[str, ...]:
    """Return the `size` parts of a cursor.

    Raises:
        Problem: It is not one of ours.
    """
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        parts = tuple(raw.decode().split("\n"))
    except (UnicodeError, binascii.Error):
        raise foreign_cursor() from None
    if len(parts) != size or not all(part.isprintable() for part in parts):
        raise foreign_cursor()
    return parts


def read_moment_cursor(text: str) -> tuple[datetime, str]:
    """Return the moment and the id of a cursor.

    Raises:
        Problem: It is not one of ours.
    """
    moment, name = read_cursor(text, 2)
    try:
        at = datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError):
        raise foreign_cursor() from None
    return at, name


def read_place(text: str) -> int:
    """Return the row number of a cursor.

    Raises:
        Problem: It is not one of ours.
    """
    return to_row_number(read_cursor(text, 1)[0])


def to_row_number(part: str) -> int:
    """Return a part of a cursor as a row number.

    Raises:
        Problem: It is none.
    """
    if not part.isascii() or not part.isdigit() or len(part) > LONGEST_PLACE:
        raise foreign_cursor()
    return int(part)


def foreign_cursor() -> Problem:
    """Return what is said of a cursor that is not ours."""
    return bad_parameter("query cursor", "this is no cursor this service gave")
