"""Moments as whole seconds: what the arithmetic reckons in. Pure.

Integers since 1970 make sums exact and comparisons fast; fractions of a second are
rounded down, as the one reader of the journals rounds them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)

Span = tuple[int, int]
"""[start, end), seconds since 1970."""


def to_s(at: datetime) -> int:
    """Return an aware moment in seconds since 1970, rounded down."""
    return (at - _EPOCH) // _SECOND


def to_moment(at_s: int) -> datetime:
    """Return seconds since 1970 as a moment, UTC."""
    return datetime.fromtimestamp(at_s, UTC)


def unite(spans: Iterable[Span]) -> list[Span]:
    """Return the time any of `spans` covers, in order; what touches is one.

    Spans that do not end after they begin are left out.
    """
    united: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if united and start <= united[-1][1]:
            if end > united[-1][1]:
                united[-1] = (united[-1][0], end)
        else:
            united.append((start, end))
    return united
