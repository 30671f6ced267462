"""Keeps a round of work going when a fault in it ends it, and counts the times."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from netmon.database import to_reason

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
        """Run `work` for ever; a fault is logged with its traceback, never hidden.

        A database or a disk that is away is no fault of ours: it gets one line.
        """
        said = ""
        while True:
            try:
                await work()
            except (SQLAlchemyError, OSError) as error:
                if (reason := to_reason(error)) != said:
                    log.warning("%s waits: %s", name, reason)
                said = reason
            except Exception:
                # The one broad catch of the product: a bug must not stop the watch.
                log.exception("%s ended by a fault, started again", name)
            self.restarts_count += 1
            await asyncio.sleep(RESTART_S)
