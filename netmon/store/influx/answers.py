"""Values of an InfluxDB's answers, as the sample log gives them; none is trusted."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from typing import Any

from netmon.core.schema import Field, Kind
from netmon.store.columns import to_moment
from netmon.store.faults import AnswerLate

_SINGLE = struct.Struct("<f")


def to_value(field: Field, told: Any) -> float | int | bool | None:
    """Return a value as measured, in the type its field has.

    Raises:
        AnswerLate: It is nothing of the kind.
    """
    if told is None:
        return None
    if field.kind is Kind.BOOL:
        if isinstance(told, bool):
            return told
        raise _odd(field.name, told)
    number = to_number(field.name, told)
    if field.kind is Kind.INT:
        return int(number)
    return to_single(number) if field.kind is Kind.FLOAT else float(number)


def to_measured(field: Field, told: Any) -> float | None:
    """Return a value as measured, as a number; truth is 1."""
    value = to_value(field, told)
    return int(value) if isinstance(value, bool) else value


def to_number(name: str, told: Any) -> float:
    """Return a number.

    Raises:
        AnswerLate: It is none.
    """
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise _odd(name, told)
    if not isfinite(told):
        raise _odd(name, told)
    return told


def to_single(number: float) -> float:
    """Return the nearest number of seven digits (netmon.core.schema.Kind)."""
    try:
        single: float = _SINGLE.unpack(_SINGLE.pack(number))[0]
    except OverflowError:
        raise _odd("a seven-digit number", number) from None
    return single


def to_at(told: Any) -> datetime:
    """Return the moment of a row, from milliseconds since 1970.

    Raises:
        AnswerLate: It is none.
    """
    try:
        return to_moment(int(to_number("time", told)))
    except OverflowError:
        raise _odd("time", told) from None


def nearest_rank(values: Sequence[float], share: float) -> float | None:
    """Return the nearest-rank percentile, None of nothing.

    Args:
        values: Ascending.
        share: 0-1.
    """
    count = len(values)
    # As DuckDB's quantile_disc counts ranks, so that both stores say the same.
    rank = max(1, count - int(count - share * count))
    return values[rank - 1] if values else None


def _odd(name: str, told: Any) -> AnswerLate:
    message = f"InfluxDB answers {str(told)[:40]!r} for {name}"
    return AnswerLate(message)
