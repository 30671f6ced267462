"""Answers that wait for their moment."""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Postponed(Generic[T]):
    """Things due at a monotonic time; equal times keep their order."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, T]] = []
        self._order = count()

    def add(self, due_s: float, item: T) -> None:
        """Keep `item` until monotonic time `due_s`."""
        heapq.heappush(self._heap, (due_s, next(self._order), item))

    def due(self, now_s: float) -> Iterator[T]:
        """Take out and yield what is due, earliest first."""
        while self._heap and self._heap[0][0] <= now_s:
            yield heapq.heappop(self._heap)[2]

    @property
    def next_s(self) -> float | None:
        """When the next one is due, None where nothing waits."""
        return self._heap[0][0] if self._heap else None

    def clear(self) -> None:
        """Forget everything."""
        self._heap.clear()
