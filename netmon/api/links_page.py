"""Pages of lists that are in memory and may be drawn anew between two pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from netmon.api.cursor import read_cursor, to_cursor

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Order(Generic[Row]):
    """In what order rows come, and what names one of them for ever.

    Attributes:
        key: Texts without line breaks, different for every row.
        size: How many.
        is_falling: Whether the largest key comes first.
    """

    key: Callable[[Row], tuple[str, ...]]
    size: int
    is_falling: bool = False


def page_of(
    rows: Iterable[Row], order: Order[Row], limit: int, cursor: str | None
) -> tuple[list[Row], str | None]:
    """Return a page and the cursor of the next, None on the last.

    Args:
        rows: In any order.
        order: See Order.
        limit: Most rows.
        cursor: Of the page before, None for the first.

    Raises:
        Problem: The cursor is not one of ours.
    """
    kept = [(order.key(row), row) for row in rows]
    if cursor is not None:
        last = read_cursor(cursor, order.size)
        kept = [
            each
            for each in kept
            if (each[0] < last if order.is_falling else each[0] > last)
        ]
    kept.sort(key=lambda each: each[0], reverse=order.is_falling)
    page = [row for _, row in kept[:limit]]
    is_more = len(kept) > limit
    return page, to_cursor(*kept[limit - 1][0]) if is_more else None
