"""Hands recorded transitions to everybody who listens, without waiting for anyone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmon.status.journal import Recorded

ROOM = 10_000
"""Transitions a listener may be behind: more than the whole fleet at once."""


class Overrun(Exception):
    """The listener fell too far behind; it must resume from the journal."""


class Listener:
    """One listener's queue."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Recorded] = asyncio.Queue(ROOM)
        self._is_overrun = False

    def offer(self, recorded: Recorded) -> None:
        """Queue `recorded`, or mark the listener as overrun; never waits."""
        try:
            self._queue.put_nowait(recorded)
        except asyncio.QueueFull:
            self._is_overrun = True

    async def next(self) -> Recorded:
        """Return the next transition.

        Raises:
            Overrun: Some were lost to this listener.
        """
        if self._is_overrun:
            raise Overrun
        return await self._queue.get()


class EventHub:
    """Spreads transitions to listeners.

    Attributes:
        listener_count: Listeners now.
    """

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    @property
    def listener_count(self) -> int:
        """See the class."""
        return len(self._listeners)

    @contextmanager
    def listen(self) -> Iterator[Listener]:
        """Listen until the context ends."""
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def publish(self, batch: Sequence[Recorded]) -> None:
        """Offer every transition of `batch` to every listener."""
        for recorded in batch:
            for listener in self._listeners:
                listener.offer(recorded)
