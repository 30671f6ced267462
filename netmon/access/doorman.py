"""Knows the tokens in force by heart, so that no call waits for the database."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from netmon.access.audit import AuditLog, Deed
from netmon.access.reading_log import ReadingLog
from netmon.access.refusals import Refusals
from netmon.access.repository import TokenStore
from netmon.access.tokens import Standing, Token, Verdict, judge

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.ports import Clock

log = logging.getLogger(__name__)

REFRESH_S = 2.0
"""A new token is good, and a revoked one is not, after this and one query."""
PATIENCE_S = 60.0
"""The list holds for so long when the database cannot be read; then no token does."""
AUDIT_S = 60.0
"""Refusals of this long make one row each: a flood of forgeries is no flood of rows."""
QUERY_S = 5.0


class Doorman:
    """Judges tokens from memory; `run` keeps the memory fresh and writes what it saw.

    Args:
        database: Migrated.
        clock: Says when.
    """

    def __init__(self, database: AsyncEngine, clock: Clock) -> None:
        self._store = TokenStore(database, clock)
        self._audit = AuditLog(database, clock)
        self._clock = clock
        self._known: dict[str, Token] = {}
        self._read_s: float | None = None
        self._used: dict[str, datetime] = {}
        self._refusals: Refusals[tuple[Standing, str]] = Refusals()
        self._audited_s = clock.monotonic()
        self._told = ReadingLog(log, "tokens")

    @property
    def is_current(self) -> bool:
        """Whether the list is fresh enough to be relied on."""
        if self._read_s is None:
            return False
        return self._clock.monotonic() - self._read_s <= PATIENCE_S

    def judge(self, given: bytes, place: str) -> Verdict:
        """Return what the token `given` is; never waits.

        Args:
            given: As the caller sent it.
            place: The caller's address, for the audit.
        """
        now = self._clock.now()
        verdict = judge(given, self._known, now)
        if verdict.standing is Standing.VALID and verdict.token is not None:
            self._note_use(verdict.token, now)
        else:
            identity = verdict.token.id if verdict.token else ""
            kind = (verdict.standing, identity)
            self._refusals.note(kind, place)
        return verdict

    def holds(self, token: Token) -> bool:
        """Return whether a token that was judged is good still."""
        known = self._known.get(token.id)
        now = self._clock.now()
        return known is not None and known.standing(now) is Standing.VALID

    async def run(self) -> None:
        """Keep the list fresh, for ever."""
        try:
            while True:
                await self._round()
                await asyncio.sleep(REFRESH_S)
        finally:
            await self._last_words()

    async def refresh(self) -> None:
        """Read the list anew, and write down which tokens were used."""
        self._known = {token.id: token for token in await self._store.all()}
        self._read_s = self._clock.monotonic()
        used, self._used = self._used, {}
        for hour in sorted(set(used.values())):
            await self._store.touch((i for i, at in used.items() if at == hour), hour)

    async def write_refusals(self) -> None:
        """Write what was refused since the last time."""
        self._audited_s = self._clock.monotonic()
        deeds = [
            Deed(
                who="nobody",
                action="token.refuse",
                subject=f"token:{identity}" if identity else "token",
                detail={"why": standing.value, **seen},
            )
            for (standing, identity), seen in self._refusals.take()
        ]
        await self._audit.write(*deeds)

    async def _round(self) -> None:
        try:
            async with asyncio.timeout(QUERY_S):
                await self.refresh()
                if self._clock.monotonic() - self._audited_s >= AUDIT_S:
                    await self.write_refusals()
            self._told.worked()
        except (SQLAlchemyError, OSError) as error:  # TimeoutError is an OSError
            self._told.failed(error)

    async def _last_words(self) -> None:
        try:
            async with asyncio.timeout(QUERY_S):
                await self.write_refusals()
        except (SQLAlchemyError, OSError) as error:
            log.warning("refused tokens were not audited: %s", type(error).__name__)

    def _note_use(self, token: Token, now: datetime) -> None:
        hour = now.replace(minute=0, second=0, microsecond=0)
        if token.last_used_at is None or token.last_used_at < hour:
            self._used[token.id] = hour
