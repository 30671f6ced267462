"""Keeps objections and their answers: deed and audit in one transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from netmon.access.audit import Deed
from netmon.core.errors import NotFound
from netmon.database import reading, writing
from netmon.sla.claims import documents
from netmon.sla.claims.claim_text import check_text
from netmon.sla.claims.objection_about import check_about, require_open
from netmon.sla.claims.objections import (
    Answered,
    Objection,
    ObjectionWish,
    read_objections,
)
from netmon.sla.claims.refusals import Conflict
from netmon.sla.claims.second_person import is_same_person
from netmon.sla.claims.turns import take_turn
from netmon.sla.tables import sla_objection
from netmon.status.among import among

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from netmon.access.audit import AuditLog
    from netmon.core.months import Month
    from netmon.core.ports import Clock
    from netmon.sla.ruleset import RuleSet

MOST_OPEN = 500
"""Objections of one caller that may wait for an answer."""


@dataclass(frozen=True, slots=True)
class ObjectionFilter:
    """Which objections are wanted; None asks for all.

    Attributes:
        contracts: Codes.
        sites: Codes; those about a contract as a whole are left out.
    """

    contracts: Collection[str] | None = None
    sites: Collection[str] | None = None
    month: Month | None = None
    version: int | None = None
    standing: Answered | None = None

    def narrow(self, query: Select[Any]) -> Select[Any]:
        """Return `query` of sla_objection for these alone."""
        table = sla_objection
        if self.contracts is not None:
            query = query.where(among(table.c.contract, self.contracts))
        if self.sites is not None:
            query = query.where(among(table.c.site, self.sites))
        wanted = {
            table.c.month: None if self.month is None else str(self.month),
            table.c.version: self.version,
            table.c.status: None if self.standing is None else self.standing.value,
        }
        for column, value in wanted.items():
            if value is not None:
                query = query.where(column == value)
        return query


class ObjectionStore:
    """Objections in the database.

    Args:
        engine: Migrated.
        clock: Says when.
        audit: Where every deed is written down too.
        ruleset: Says until when objections are taken.
    """

    def __init__(
        self, engine: AsyncEngine, clock: Clock, audit: AuditLog, ruleset: RuleSet
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._audit = audit
        self._ruleset = ruleset

    async def make(self, wish: ObjectionWish, who: str) -> Objection:
        """Object to a frozen statement.

        Raises:
            NotFound: There is no such statement.
            Conflict: It is final, has been corrected, or the time for it is over.
            Flawed: It is about something that is not the contract's.
        """
        text = check_text("text", wish.text, "nothing_said")
        now = self._clock.now().replace(microsecond=0)
        async with writing(self._engine) as connection:
            await require_open(connection, wish, self._ruleset.rules, now)
            wish = await check_about(connection, wish)
            await _require_room(connection, who)
            row = {
                "month": str(wish.month),
                "version": wish.version,
                "contract": wish.contract,
                "site": wish.site,
                "outage": wish.outage,
                "text": text,
                "made_by": who,
                "made_at": now,
                "status": Answered.OPEN.value,
            }
            done = await connection.execute(insert(sla_objection).values(row))
            made = await _find(connection, int((done.inserted_primary_key or (0,))[0]))
            about = {name: row[name] for name in ("month", "version", "contract")}
            detail = about | {"site": wish.site, "outage": wish.outage}
            await self._write_down(connection, "make", made, who, detail)
        return made

    async def get(self, objection: int) -> Objection:
        """Return one objection.

        Raises:
            NotFound: There is none.
        """
        async with reading(self._engine) as connection:
            return await _find(connection, objection)

    async def page(
        self, which: ObjectionFilter, limit: int, before: int | None = None
    ) -> list[Objection]:
        """Return objections, the newest first.

        Args:
            which: Which.
            limit: Most rows.
            before: Only ids below this one.
        """
        query = which.narrow(select(sla_objection))
        if before is not None:
            query = query.where(sla_objection.c.id < before)
        query = query.order_by(sla_objection.c.id.desc()).limit(limit)
        async with reading(self._engine) as connection:
            return await read_objections(connection, query)

    async def answer(
        self, objection: int, standing: Answered, text: str, who: str
    ) -> Objection:
        """Accept or reject an objection, with words.

        Args:
            objection: Its id.
            standing: ACCEPTED or REJECTED.
            text: The answer.
            who: A principal's name; never who objected.

        Raises:
            NotFound: There is no such objection.
            Conflict: It is answered already, or who objected would answer.
            Flawed: Nothing is said.
        """
        said = check_text("answer", text, "answer_needed")
        async with writing(self._engine) as connection:
            found = await _take(connection, objection)
            if is_same_person(found.made_by, who):
                raise Conflict("own_objection")
            values = {
                "status": standing.value,
                "answer": said,
                "answered_by": who,
                "answered_at": self._clock.now().replace(microsecond=0),
            }
            mine = sla_objection.c.id == objection
            await connection.execute(update(sla_objection).where(mine).values(values))
            detail = {"standing": standing.value, "answer": said}
            await self._write_down(connection, "answer", found, who, detail)
            return await _find(connection, objection)

    async def attach(self, objection: int, sent: documents.Sent, who: str) -> Objection:
        """Attach a document; one, and it stays as it is.

        Raises:
            NotFound: There is no such objection.
            Conflict: Somebody else's, answered already, or it has one.
        """
        async with writing(self._engine) as connection:
            found = await _take(connection, objection)
            if found.made_by != who:
                raise Conflict("not_yours")
            if found.document is not None:
                raise Conflict("document_there")
            kept = await documents.keep(connection, sent, who, self._clock.now())
            mine = sla_objection.c.id == objection
            change = update(sla_objection).where(mine).values(document=kept.id)
            await connection.execute(change)
            detail = {"name": kept.name, "sha256": kept.sha256}
            await self._write_down(connection, "attach", found, who, detail)
            return await _find(connection, objection)

    async def document(self, objection: int) -> tuple[documents.Attached, bytes]:
        """Return what is attached to an objection.

        Raises:
            NotFound: There is no such objection, or nothing attached.
        """
        async with reading(self._engine) as connection:
            kept = (await _find(connection, objection)).document
            if kept is None:
                raise NotFound("document of objection", str(objection))
            return kept, await documents.read_body(connection, kept.id)

    async def _write_down(
        self,
        connection: AsyncConnection,
        verb: str,
        objection: Objection,
        who: str,
        detail: Mapping[str, Any],
    ) -> None:
        deed = Deed(who, f"objection.{verb}", f"objection:{objection.id}", detail)
        await self._audit.add(connection, deed)


async def _require_room(connection: AsyncConnection, who: str) -> None:
    table = sla_objection
    mine = select(func.count()).where(
        table.c.status == Answered.OPEN.value, table.c.made_by == who
    )
    if (await connection.scalar(mine) or 0) >= MOST_OPEN:
        raise Conflict("too_many_open", most=MOST_OPEN)


async def _take(connection: AsyncConnection, objection: int) -> Objection:
    """Return an objection nobody has answered, nor will until this transaction ends."""
    await take_turn(connection, sla_objection)
    found = await _find(connection, objection)
    if found.standing is not Answered.OPEN:
        raise Conflict("answered_already", by=found.answered_by)
    return found


async def _find(connection: AsyncConnection, objection: int) -> Objection:
    query = select(sla_objection).where(sla_objection.c.id == objection)
    found = await read_objections(connection, query)
    if not found:
        raise NotFound("objection", str(objection))
    return found[0]
