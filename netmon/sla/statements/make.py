"""Makes a month's statement from the database: read, judge, build, pack.

Seconds of work for the nation: the service has it done by a process of its own, see
netmon.sla.statements.apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from netmon.core.garbage import uncollected
from netmon.core.months import Month
from netmon.database import reading
from netmon.sla.evaluate import evaluate
from netmon.sla.statement import Head, Stage
from netmon.sla.statements.build import build
from netmon.sla.statements.changes import find_changes, says_the_same
from netmon.sla.statements.gather import Asked, gather
from netmon.sla.statements.kept import (
    Kept,
    read_ground,
    read_statement,
    to_data_digest,
    to_kept,
)
from netmon.sla.statements.lifecycle import NotNow, check_freeze
from netmon.sla.statements.statement_rows import newest_version, read_kept
from netmon.status.lookback import read_extent

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.sla.facts import MonthFacts
    from netmon.sla.ruleset import RuleSet
    from netmon.sla.statement import Statement
    from netmon.sla.statements.ground import Ground

    _Old = tuple[Statement, MonthFacts]


@dataclass(frozen=True, slots=True)
class Wish:
    """What statement is to be made.

    Attributes:
        now: UTC; a draft of a month that is not over reckons until then.
        who: Who freezes or corrects it; empty for a draft.
        why: Of a correction; None for a first version.
        is_draft: Whether it is not to be kept.
    """

    month: Month
    ruleset: RuleSet
    now: datetime
    who: str = ""
    why: str | None = None
    is_draft: bool = False

    def check(self) -> None:
        """Refuse what can be told without reading anything.

        Raises:
            NotNow: It is too early, or a correction does not say why.
        """
        if not self.is_draft:
            check_freeze(self.month, self.now, self.ruleset.rules)
        elif self.now <= self.month.span.start:
            raise NotNow("not_begun", month=self.month)
        if self.why is not None and not self.why.strip():
            raise NotNow("no_why")


@dataclass(frozen=True, slots=True, repr=False)
class Made:
    """A statement with the bytes it is kept as."""

    statement: Statement
    kept: Kept


async def make(engine: AsyncEngine, wish: Wish) -> Made:
    """Return a statement of a month. Nothing is written.

    Args:
        engine: Migrated; a service may run on it.
        wish: Which one.

    Raises:
        NotNow: The month cannot be frozen or corrected now, or nobody looked in it.
    """
    wish.check()
    now = wish.now.replace(microsecond=0)
    old, version = await _read_before(engine, wish)
    ground = await _read_ground(engine, wish, min(now, wish.month.span.end))
    head = _to_head(wish, ground, now, version)
    statement = _judge(ground, wish.ruleset, head)
    if old is not None:
        before, was_known = old
        if says_the_same(before, statement):
            label = before.head.label
            raise NotNow("nothing_changed", month=wish.month, label=label)
        changes = find_changes(before, statement, was_known, ground.facts)
        statement = replace(statement, changes=tuple(changes))
    return Made(statement, to_kept(ground, wish.ruleset, statement))


async def make_here(engine: AsyncEngine, wish: Wish) -> tuple[Head, Kept]:
    """Return the cover and the bytes of a statement that this process makes."""
    with uncollected():
        made = await make(engine, wish)
    return made.statement.head, made.kept


def remake(kept: Kept, older: Kept | None = None) -> Made:
    """Return the statement made again from its own facts.

    Args:
        kept: What is kept of it.
        older: What is kept of the version it corrects, None for a first one.
    """
    ground, ruleset = read_ground(kept.facts)
    head = read_statement(kept).head
    data_digest = to_data_digest(ground.facts)
    head = replace(
        head,
        data_digest=data_digest,
        ruleset_id=ruleset.id,
        ruleset_digest=ruleset.digest,
    )
    statement = _judge(ground, ruleset, head)
    if older is not None:
        before, was_known = _read_old(older)
        changes = find_changes(before, statement, was_known, ground.facts)
        statement = replace(statement, changes=tuple(changes))
    return Made(statement, to_kept(ground, ruleset, statement))


def _read_old(kept: Kept) -> _Old:
    return read_statement(kept), read_ground(kept.facts)[0].facts


def _judge(ground: Ground, ruleset: RuleSet, head: Head) -> Statement:
    return build(ground, evaluate(ground.facts, ruleset), ruleset, head)


async def _read_before(engine: AsyncEngine, wish: Wish) -> tuple[_Old | None, int]:
    """Return the version that is corrected, if any, and the number of the new one."""
    if wish.is_draft:
        return None, 0
    async with reading(engine) as connection:
        newest = await newest_version(connection, wish.month)
        if wish.why is None:
            if newest is not None:
                raise NotNow(
                    "frozen_already",
                    month=wish.month,
                    who=newest.made_by,
                    moment=newest.made_at,
                )
            return None, 1
        if newest is None:
            raise NotNow("not_frozen", month=wish.month)
        kept = await read_kept(connection, wish.month, newest.version)
    return _read_old(kept), newest.version + 1


async def _read_ground(engine: AsyncEngine, wish: Wish, until: datetime) -> Ground:
    known = await read_extent(engine)
    span = wish.month.span
    if known is None or known.start >= until or known.end <= span.start:
        told = "are empty"
        if known is not None:
            first, last = Month.of(known.start), Month.of(known.end)
            told = f"reach from {first} to {last}"
        raise NotNow("nobody_looked", month=wish.month, known=told)
    async with reading(engine) as connection:
        ground = await gather(connection, Asked(wish.month, until, wish.ruleset))
    if not ground.facts.sites:
        raise NotNow("no_sites", month=wish.month)
    return ground


def _to_head(wish: Wish, ground: Ground, now: datetime, version: int) -> Head:
    return Head(
        month=wish.month,
        stage=Stage.DRAFT if wish.is_draft else Stage.FROZEN,
        version=version,
        contract=None,
        ruleset_id=wish.ruleset.id,
        ruleset_digest=wish.ruleset.digest,
        data_digest=to_data_digest(ground.facts),
        made_at=now,
        made_by=wish.who,
        why=(wish.why or "").strip(),
        supersedes=version - 1 if version > 1 else None,
    )
