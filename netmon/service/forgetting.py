"""Blanks what is about people once a day, when its time is over."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from inventory.records.forget import MOST_AT_ONCE, forget
from inventory.records.forgotten import Forgotten
from netmon.access.audit import Deed

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from inventory.records.store import Witness
    from netmon.access.audit import AuditLog
    from netmon.core.ports import Clock

log = logging.getLogger(__name__)

EVERY_S = 86_400.0
WHO = "netmon"
"""As history and audit name a run that nobody asked for."""


class Forgetting:
    """Runs the retention of personal data.

    Args:
        database: Migrated.
        clock: Says what is too old.
        audit: Where the counts go.
        most_at_once: Rows of each table in one transaction.
    """

    def __init__(
        self,
        database: AsyncEngine,
        clock: Clock,
        audit: AuditLog,
        most_at_once: int = MOST_AT_ONCE,
    ) -> None:
        self._most_at_once = most_at_once
        self._database = database
        self._clock = clock
        self._audit = audit

    async def once(self, who: str = WHO) -> Forgotten:
        """Blank what is due now."""
        now = self._clock.now()

        def to_witness(part: Forgotten) -> Witness:
            deed = Deed(who, "records.forget", "records", part.to_json())

            async def write(connection: AsyncConnection) -> None:
                await self._audit.add(connection, deed)

            return write

        done = await forget(self._database, who, now, to_witness, self._most_at_once)
        if not done.is_nothing:
            log.info("personal data whose time is over was blanked: %s", done.to_json())
        return done

    async def run(self) -> None:
        """Do it now and every day."""
        while True:
            await self.once()
            await asyncio.sleep(EVERY_S)
