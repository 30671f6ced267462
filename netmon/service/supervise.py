"""Keeps a round of work going when a fault in it ends it, and counts the times."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

RESTART_S = 1.0


class Supervisor:
    """Restarts work that ended by a fault.

    Attributes:
        restarts_count: Times something was started again.
    """

    def __init__(self) -> None:
        self.restarts_count = 0

    async def keep(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` for ever; a fault is logged with its traceback, never hidden."""
        while True:
            try:
                await work()
            except Exception:
                # The one broad catch of the product: a bug must not stop the watch.
                log.exception("%s ended by a fault, started again", name)
            self.restarts_count += 1
            await asyncio.sleep(RESTART_S)
