"""Delivers the outbox: for now to the log and to a file of JSON lines."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import os
import stat
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from netmon.service.news_text import to_text
from netmon.status.outbox import News, NewsState, Outbox
from netmon.web.texts import Language

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.core.ports import Clock

log = logging.getLogger(__name__)

NEWS_FILE = "notifications.jsonl"
LOOK_S = 1.0
BATCH = 100
LOOK_MAX_S = 60.0
KEEP = timedelta(days=1)
"""News that cannot be told for so long is given up, and says why."""


class Deliverer:
    """Takes news from the outbox and tells them, in order.

    A row is settled after it was told: a crash between may tell it twice, never not.

    Args:
        outbox: The rows.
        path: File the news are appended to.
        clock: Where time comes from.
        register: Names of what the news are about.
    """

    def __init__(
        self,
        outbox: Outbox,
        path: Path,
        clock: Clock,
        register: Callable[[], Register],
    ) -> None:
        self._outbox = outbox
        self._path = path
        self._clock = clock
        self._register = register

    async def run(self) -> None:
        """Deliver for ever; ask less and less often while nothing can be told."""
        wait_s = LOOK_S
        while True:
            is_well = await self.deliver()
            wait_s = LOOK_S if is_well else min(2 * wait_s, LOOK_MAX_S)
            await asyncio.sleep(wait_s)

    async def deliver(self) -> bool:
        """Tell everything that waits; return whether it could be told."""
        waiting = await self._outbox.queued(BATCH)
        for news in waiting:
            texts = {
                f"text_{language.value}": to_text(news, self._register(), language)
                for language in Language
            }
            try:
                line = to_line(news, texts)
                await asyncio.to_thread(_append, self._path, line)
            except OSError as error:
                now = self._clock.now()
                is_old = now - news.created_at > KEEP
                state = NewsState.FAILED if is_old else NewsState.QUEUED
                await self._outbox.settle(news, state, now, str(error))
                return False
            log.warning("%s", texts["text_en"])
            await self._outbox.settle(news, NewsState.DELIVERED, self._clock.now())
        return True


def to_line(news: News, texts: Mapping[str, str]) -> str:
    """Return `news`, with what people read of it, as one line of JSON."""
    facts = {
        "id": news.id,
        "incident": news.incident,
        "kind": news.kind,
        "created_at": news.created_at.isoformat(),
        **texts,
        **news.facts,
    }
    return json.dumps(facts, ensure_ascii=False)


def _append(path: Path, line: str) -> None:
    """Append `line` and wait until it is on the disk.

    Raises:
        OSError: It cannot be written, or is no file: a pipe would hold us for ever.
    """
    with open(path, "a", encoding="utf-8", opener=_open_file) as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def _open_file(path: str, flags: int) -> int:
    descriptor = os.open(path, flags | os.O_NONBLOCK, 0o666)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", path)
    return descriptor
