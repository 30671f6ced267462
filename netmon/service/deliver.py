"""Delivers the outbox: for now to the log and to a file of JSON lines."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from netmon.status.outbox import News, NewsState, Outbox

if TYPE_CHECKING:
    from netmon.core.ports import Clock

log = logging.getLogger(__name__)

NEWS_FILE = "notifications.jsonl"
LOOK_S = 1.0
BATCH = 100
TRIES = 5


class Deliverer:
    """Takes news from the outbox and tells them, in order.

    A row is settled after it was told: a crash between may tell it twice, never not.

    Args:
        outbox: The rows.
        path: File the news are appended to.
        clock: Where time comes from.
    """

    def __init__(self, outbox: Outbox, path: Path, clock: Clock) -> None:
        self._outbox = outbox
        self._path = path
        self._clock = clock

    async def run(self) -> None:
        """Deliver for ever."""
        while True:
            await self.deliver()
            await asyncio.sleep(LOOK_S)

    async def deliver(self) -> int:
        """Tell everything that waits; return how much was told."""
        waiting = await self._outbox.queued(BATCH)
        for news in waiting:
            try:
                await asyncio.to_thread(_append, self._path, to_line(news))
            except OSError as error:
                is_last = news.tries_count + 1 >= TRIES
                state = NewsState.FAILED if is_last else NewsState.QUEUED
                await self._outbox.settle(news, state, self._clock.now(), str(error))
                return 0
            log.warning("%s: %s %s", news.kind, news.incident, news.facts)
            await self._outbox.settle(news, NewsState.DELIVERED, self._clock.now())
        return len(waiting)


def to_line(news: News) -> str:
    """Return `news` as one line of JSON."""
    facts = {
        "id": news.id,
        "incident": news.incident,
        "kind": news.kind,
        "created_at": news.created_at.isoformat(),
        **news.facts,
    }
    return json.dumps(facts, ensure_ascii=False)


def _append(path: Path, line: str) -> None:
    """Append `line` and wait until it is on the disk."""
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
