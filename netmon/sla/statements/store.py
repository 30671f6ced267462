"""Keeps statements: versions are added and never changed; two at once, and one wins."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from netmon.access.audit import Deed
from netmon.core.errors import NotFound
from netmon.database import reading, writing
from netmon.sla.statement import to_label
from netmon.sla.statements import statement_rows as rows
from netmon.sla.statements.kept import is_intact
from netmon.sla.statements.lifecycle import NotNow, check_final
from netmon.sla.tables import sla_final, sla_statement

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.access.audit import AuditLog
    from netmon.core.months import Month
    from netmon.core.ports import Clock
    from netmon.sla.parameters import Rules
    from netmon.sla.statement import Head
    from netmon.sla.statements.kept import Kept
    from netmon.sla.statements.statement_rows import Unanswered, Version

log = logging.getLogger(__name__)


class StatementStore:
    """The statements in the database.

    Args:
        database: Migrated.
        clock: Says when.
        audit: Learns who did what, in the same transaction.
    """

    def __init__(self, database: AsyncEngine, clock: Clock, audit: AuditLog) -> None:
        self.database = database
        self._clock = clock
        self._audit = audit

    async def versions(self, month: Month | None = None) -> list[Version]:
        """Return what is known of a month's versions, of all months; newest first."""
        async with reading(self.database) as connection:
            return await rows.read_versions(connection, month)

    async def unanswered(self) -> Unanswered:
        """Return who waits for an answer."""
        async with reading(self.database) as connection:
            return await rows.read_unanswered(connection)

    async def find(self, month: Month, version: int | None = None) -> Version | None:
        """Return a version, the newest with None; None for a month never frozen.

        Raises:
            NotFound: The month was frozen, and has no such version.
        """
        found = await self.versions(month)
        if version is None:
            return found[0] if found else None
        for each in found:
            if each.version == version:
                return each
        raise NotFound("version", f"{month} v{version}")

    async def kept(self, month: Month, version: int) -> Kept:
        """Return a version's bytes, held against the digest they were kept with.

        Raises:
            NotFound: There is no such version.
            NotNow: They are not what was kept.
        """
        async with reading(self.database) as connection:
            kept = await rows.read_kept(connection, month, version)
        if not await asyncio.to_thread(is_intact, kept):
            name = to_label(version)
            log.error("statement %s %s: its bytes are not what was kept", month, name)
            raise NotNow("altered", month=month, label=name)
        return kept

    async def keep(self, head: Head, kept: Kept) -> Version:
        """Add a version, with its row of the audit.

        Args:
            head: Its cover; its version is the one after the newest.
            kept: Its bytes.

        Raises:
            NotNow: Somebody else added that version first.
        """
        action = "sla.freeze" if head.supersedes is None else "sla.correct"
        try:
            async with writing(self.database) as connection:
                await connection.execute(insert(sla_statement), [to_row(head, kept)])
                detail = {"result_digest": kept.result_digest, "why": head.why}
                await self._audit.add(connection, _to_deed(head, action, detail))
        except IntegrityError:
            first = await self.find(head.month)
            if first is None:
                raise
            raise _lost(head, first) from None
        async with reading(self.database) as connection:
            found = await rows.newest_version(connection, head.month)
        if found is None:
            raise NotFound("statement", str(head.month))
        return found

    async def finalise(
        self, month: Month, version: int | None, who: str, rules: Rules
    ) -> Version:
        """Make the newest version of a month final.

        Args:
            month: Which.
            version: The one its caller has seen; None for the newest.
            who: A principal's name.
            rules: Say from which day on.

        Raises:
            NotFound: There is no such version.
            NotNow: It is too early, an objection or a request for an exclusion is open,
                there is a newer version, it is final already, or its bytes are not
                what was kept.
        """
        now = self._clock.now().replace(microsecond=0)
        meant = await self.find(month, version)
        if meant is not None:
            await self.kept(month, meant.version)
        async with writing(self.database) as connection:
            found = await rows.read_versions(connection, month)
            chosen = _choose(month, version, found)
            waiting = await rows.read_unanswered(connection)
            check_final(chosen, now, rules, waiting.of(month))
            values = {
                "month": str(month),
                "version": chosen.version,
                "at": now,
                "by": who,
            }
            # On PostgreSQL two may come as far as this; the key lets one through.
            try:
                async with connection.begin_nested():
                    await connection.execute(insert(sla_final), [values])
            except IntegrityError:
                chosen = await self._find_final(month, chosen.version)
                raise _final_already(chosen) from None
            deed = Deed(who, "sla.final", f"statement:{month}:{chosen.label}", {})
            await self._audit.add(connection, deed)
        return await self._find_final(month, chosen.version)

    async def _find_final(self, month: Month, version: int) -> Version:
        found = await self.find(month, version)
        if found is None:
            raise NotFound("version", f"{month} v{version}")
        return found


def _choose(month: Month, version: int | None, found: list[Version]) -> Version:
    """Return the version that may become final."""
    if not found:
        raise NotNow("not_frozen", month=month)
    newest = found[0]
    wanted = version or newest.version
    chosen = next((each for each in found if each.version == wanted), None)
    if chosen is None:
        raise NotFound("version", f"{month} v{version}")
    if chosen.final_at is not None:
        raise _final_already(chosen)
    if chosen is not newest:
        label, last = chosen.label, newest.label
        raise NotNow("not_newest", month=month, label=label, newest=last)
    return chosen


def _final_already(version: Version) -> NotNow:
    return NotNow(
        "final_already",
        month=version.month,
        label=version.label,
        who=version.final_by,
        moment=version.final_at,
    )


def _lost(head: Head, first: Version) -> NotNow:
    """Return what is told to who came second."""
    code = "frozen_already" if head.supersedes is None else "corrected_already"
    return NotNow(code, month=head.month, who=first.made_by, moment=first.made_at)


def _to_deed(head: Head, action: str, detail: dict[str, Any]) -> Deed:
    return Deed(head.made_by, action, f"statement:{head.month}:{head.label}", detail)


def to_row(head: Head, kept: Kept) -> dict[str, Any]:
    """Return a version as it stands in the table."""
    return {
        "month": str(head.month),
        "version": head.version,
        "ruleset_id": head.ruleset_id,
        "ruleset_digest": head.ruleset_digest,
        "data_digest": head.data_digest,
        "result_digest": kept.result_digest,
        "made_at": head.made_at,
        "made_by": head.made_by,
        "why": head.why,
        "facts": kept.facts,
        "summary": kept.summary,
        "annex": kept.annex,
    }
