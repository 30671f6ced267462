"""Reads single values of a scenario: hostile until they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any, TypeVar

from inventory.model import ServiceHours
from netmon.core.months import BUDDHIST_AHEAD_YEARS, FIRST_YEAR, LAST_YEAR

Row = Mapping[str, Any]
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,12})?", re.ASCII)
_CODE = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,64}")
_Word = TypeVar("_Word")


class Unreadable(ValueError):
    """A value is not what was expected; the text names its key."""


def expect(key: str, expected: str, got: object) -> Unreadable:
    """Return the error that names a key, what it should hold and what it holds."""
    shown = repr(got)
    return Unreadable(f"{key}: expected {expected}, got {shown[:80]}")


def read_row(row: object, keys: frozenset[str]) -> Row:
    """Return a row whose keys are all known.

    Raises:
        Unreadable: It is no object, or has another key.
    """
    if not isinstance(row, dict):
        raise expect("row", "an object", row)
    if not row.keys() <= keys:
        unknown = ", ".join(sorted(row.keys() - keys))[:80]
        message = f"{unknown}: unknown key; known are {', '.join(sorted(keys))}"
        raise Unreadable(message)
    return row


def read_time(row: Row, key: str) -> datetime:
    """Return a moment, UTC, in whole seconds rounded down.

    Raises:
        Unreadable: It is none, has no time zone, or a year outside 2000-2200.
    """
    value = row.get(key)
    try:
        at = datetime.fromisoformat(value)  # type: ignore[arg-type]  # None: TypeError
    except (TypeError, ValueError):
        raise expect(key, "a time as 2026-10-01T00:00:00Z", value) from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise expect(key, f"a year of the Common Era{_buddhist_hint(at)}", value)
    if at.tzinfo is not UTC:
        if at.tzinfo is None:
            raise expect(key, "a time zone, Z for UTC", value)
        at = at.astimezone(UTC)
    return at.replace(microsecond=0) if at.microsecond else at


def _buddhist_hint(at: datetime) -> str:
    common = at.year - BUDDHIST_AHEAD_YEARS
    return f" (did you mean {common}?)" if FIRST_YEAR <= common <= LAST_YEAR else ""


def read_optional_time(row: Row, key: str) -> datetime | None:
    """Return a moment, None where there is none; see read_time."""
    return None if row.get(key) is None else read_time(row, key)


def require_order(row: Row, first: str, last: str) -> None:
    """Refuse a row whose span has no length.

    Compares what was written: a span within one second is short, not wrong.

    Raises:
        Unreadable: `last` is not after `first`.
    """
    start, end = (datetime.fromisoformat(row[key]) for key in (first, last))
    if end <= start:
        how = "zero" if end == start else "negative"
        message = f"{last}: {how} length: {row[last]} is not after {row[first]}"
        raise Unreadable(message)


def read_code(row: Row, key: str) -> str:
    """Return a code: 1 to 64 characters, none of them a control character.

    Raises:
        Unreadable: It is none.
    """
    value = row.get(key)
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise expect(key, "a code of 1 to 64 characters", value)
    return value


def read_word(row: Row, key: str, words: Mapping[str, _Word]) -> _Word:
    """Return what one of a few words stands for.

    Raises:
        Unreadable: It is none of them.
    """
    written = row.get(key)
    word = words.get(written) if isinstance(written, str) else None
    if word is None:
        raise expect(key, f"one of {', '.join(words)}", written)
    return word


def read_amount(row: Row, key: str, most: int) -> Decimal | None:
    """Return a number from 0 to `most`, given as such or as text; None for none.

    Raises:
        Unreadable: It is none.
    """
    value = row.get(key)
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    text = format(Decimal(repr(value)), "f") if is_number else value
    if not isinstance(text, str) or not _NUMBER.fullmatch(text) or Decimal(text) > most:
        raise expect(key, f"a number from 0 to {most}", value)
    return Decimal(text)


def read_hours(row: Row, key: str) -> ServiceHours | None:
    """Return service hours; None for round the clock.

    Raises:
        Unreadable: They are none.
    """
    value = row.get(key)
    if value is None:
        return None
    try:
        days = tuple(value["weekdays"])
        opens, closes = (
            time.fromisoformat(value[each]) for each in ("opens", "closes")
        )
        is_good = days == tuple(sorted(set(days) & set(range(1, 8)))) and opens < closes
        if not (is_good and days and value.keys() == {"weekdays", "opens", "closes"}):
            raise expect(key, _HOURS, value)
    except (TypeError, KeyError, ValueError, AttributeError):
        raise expect(key, _HOURS, value) from None
    return ServiceHours(days, opens, closes)


_HOURS = '{"weekdays": [1, 2], "opens": "08:30", "closes": "16:30"}'
