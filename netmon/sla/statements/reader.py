"""Statements as they are read: kept ones from the database, drafts made apart."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from netmon.core.errors import NotFound
from netmon.database import naming_faults
from netmon.sla.statement import Stage
from netmon.sla.statements.apart import make_apart
from netmon.sla.statements.build import narrow
from netmon.sla.statements.kept import Kept, read_line, read_statement, read_summary
from netmon.sla.statements.make import Wish

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.model import SiteCode
    from netmon.core.months import Month
    from netmon.core.ports import Clock
    from netmon.sla.ruleset import RuleSet
    from netmon.sla.statement import Head, SiteLine, Statement
    from netmon.sla.statements.statement_rows import Version
    from netmon.sla.statements.store import StatementStore

DRAFT_S = 900.0
"""A draft is made anew when it is asked for after this."""
MOST_DRAFTS = 2
"""Drafts kept: that of the month under way and that of the one to be frozen next."""
MOST_READ = 2
"""Statements kept decoded: one takes some tens of megabytes for the nation."""

Maker = Callable[["Wish"], Awaitable[tuple["Head", Kept]]]
_Key = tuple["Month", int, str]


class StatementReader:
    """Reads statements; the newest are kept in memory.

    Args:
        store: Where they are kept.
        database: Where drafts are made from.
        clock: Says when.
        ruleset: By which drafts are judged.
        maker: Makes statements; None: a process of its own, see apart.py.
    """

    def __init__(
        self,
        store: StatementStore,
        database: AsyncEngine,
        clock: Clock,
        ruleset: RuleSet,
        maker: Maker | None = None,
    ) -> None:
        url = database.url.render_as_string(hide_password=False)
        self._store = store
        self._maker = maker or partial(make_apart, url)
        self._clock = clock
        self._ruleset = ruleset
        self._one_at_a_time = asyncio.Lock()
        self._drafting = asyncio.Lock()
        self._read: OrderedDict[_Key, Statement] = OrderedDict()
        self._blobs: OrderedDict[tuple[Month, int], Kept] = OrderedDict()
        self._drafts: OrderedDict[Month, tuple[float, Kept]] = OrderedDict()

    async def make(self, wish: Wish) -> tuple[Head, Kept]:
        """Have a statement made, one at a time.

        Raises:
            NotNow: See netmon.sla.statements.make.
            DatabaseUnusable: See netmon.sla.statements.apart.
        """
        async with self._one_at_a_time:
            return await self._maker(wish)

    async def statement(
        self, month: Month, version: int | None = None, contract: str | None = None
    ) -> Statement:
        """Return a statement: of a version, of the newest, or a draft for want of one.

        Args:
            month: Which.
            version: None for the newest; 0 for a draft of what is known now.
            contract: Of whose sites alone it shall speak; None: of all.

        Raises:
            NotFound: There is no such version, or it knows no such contract.
            NotNow: A draft was asked for, and nobody looked in this month.
        """
        found, kept = await self.kept(month, version)
        key = month, found.version if found else 0, kept.result_digest
        whole = self._read.get(key)
        if whole is None:
            whole = await asyncio.to_thread(read_statement, kept)
            self._read[key] = whole
            while len(self._read) > MOST_READ:
                self._read.popitem(last=False)
        self._read.move_to_end(key)
        whole = _with_stage(whole, found, kept)
        if contract is None:
            return whole
        return await asyncio.to_thread(narrow, whole, contract)

    async def summary(self, month: Month, version: int | None = None) -> Statement:
        """Return a statement without its sites and repairs; see `statement`."""
        found, kept = await self.kept(month, version)
        return _with_stage(read_summary(kept.summary), found, kept)

    async def line(
        self, month: Month, site: SiteCode, version: int | None = None
    ) -> SiteLine:
        """Return what a statement says of one site; see `statement`.

        Raises:
            NotFound: See `statement`, or the site is not in it.
        """
        _, kept = await self.kept(month, version)
        line = read_line(kept.annex, site)
        if line is None:
            raise NotFound("site", site)
        return line

    async def kept(
        self, month: Month, version: int | None = None
    ) -> tuple[Version | None, Kept]:
        """Return a statement's bytes, and what is known of it where it was frozen."""
        with naming_faults():
            found = None if version == 0 else await self._store.find(month, version)
            if found is not None:
                return found, await self._bytes(found)
        if version:
            raise NotFound("version", f"{month} v{version}")
        return None, await self._draft(month)

    async def _bytes(self, version: Version) -> Kept:
        """Return a version's bytes: they never change, and some megabytes are kept."""
        key = version.month, version.version
        kept = self._blobs.get(key)
        if kept is None:
            kept = await self._store.kept(*key)
            self._blobs[key] = kept
            while len(self._blobs) > MOST_READ:
                self._blobs.popitem(last=False)
        self._blobs.move_to_end(key)
        return kept

    async def _draft(self, month: Month) -> Kept:
        async with self._drafting:  # who comes meanwhile finds it made
            made = self._drafts.get(month)
            if made is not None and self._clock.monotonic() - made[0] < DRAFT_S:
                return made[1]
            wish = Wish(month, self._ruleset, self._clock.now(), is_draft=True)
            _, kept = await self.make(wish)
            self._drafts[month] = self._clock.monotonic(), kept
            self._drafts.move_to_end(month)
            while len(self._drafts) > MOST_DRAFTS:
                self._drafts.popitem(last=False)
        return kept


def _with_stage(statement: Statement, found: Version | None, kept: Kept) -> Statement:
    """Return a statement with what is not in its bytes: their digest, and final."""
    head = replace(statement.head, result_digest=kept.result_digest)
    if found is not None and found.final_at is not None:
        head = replace(head, stage=Stage.FINAL, final_at=found.final_at)
    return replace(statement, head=head)
