"""Keeps records: every change has its version, its moment, its hand and its history."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, or_, select

from inventory.records import tables
from inventory.records.checks import find_future
from inventory.records.kinds import CODE, Flaw, Kind, Values
from inventory.records.record import (
    Change,
    Record,
    Refused,
    Span,
    Stale,
    Taken,
    to_record,
)
from inventory.records.steps import Signature, Step, take_turn, write_steps
from inventory.records.verdict import find_flaws
from netmon.core.clock import to_thai
from netmon.core.errors import NotFound
from netmon.database import metadata, reading, writing

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from netmon.core.ports import Clock

Witness = Callable[["AsyncConnection"], Awaitable[None]]
"""Writes beside the deed, in its transaction: both stand or neither."""


class RecordStore:
    """Records in the database.

    Args:
        database: Migrated.
        clock: Says when.
    """

    def __init__(self, database: AsyncEngine, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, kind: Kind, code: str) -> Record:
        """Return one record.

        Raises:
            NotFound: There is none.
        """
        async with reading(self._database) as connection:
            return await _get(connection, kind, code)

    async def page(
        self,
        kind: Kind,
        where: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        after: str = "",
        span: Span | None = None,
    ) -> list[Record]:
        """Return records in the order of their codes.

        Args:
            kind: Of which kind.
            where: Column values all of which must be equal; a list means any of it.
            limit: Most records, None for all.
            after: The code that the page before ended with.
            span: Only those of these days or moments.
        """
        code = metadata.tables[kind.name].c.code
        query = _choose(kind, where, span).where(code > after).order_by(code)
        return await self._records(kind, query.limit(limit))

    async def newest(
        self,
        kind: Kind,
        span: Span,
        where: Mapping[str, Any] | None = None,
        *,
        limit: int,
        skip: int = 0,
        lasts: tuple[str, date] | None = None,
    ) -> list[Record]:
        """Return records by the day or moment of theirs, the newest first.

        Args:
            kind: Of which kind.
            span: Only those of these days or moments, and by which to sort.
            where: As for page.
            limit: Most records.
            skip: Records before the first.
            lasts: A column of days and a day; only those without one, or not before it.
        """
        columns = metadata.tables[kind.name].c
        query = _choose(kind, where, span)
        if lasts is not None:
            ends = columns[lasts[0]]
            query = query.where(or_(ends.is_(None), ends >= lasts[1]))
        query = query.order_by(columns[span.column].desc(), columns.code)
        return await self._records(kind, query.limit(limit).offset(skip))

    async def history(self, kind: Kind, code: str, limit: int = 200) -> list[Change]:
        """Return what happened to a record, the newest first."""
        if not CODE.fullmatch(code):
            return []
        table = tables.record_change
        query = (
            select(table)
            .where(table.c.kind == kind.name, table.c.code == code)
            .order_by(table.c.id.desc())
            .limit(limit)
        )
        async with reading(self._database) as connection:
            found = (await connection.execute(query)).all()
        return [
            Change(row.version, row.at, row.who, row.before, row.after) for row in found
        ]

    async def create(
        self, kind: Kind, values: Values, who: str, witness: Witness | None = None
    ) -> Record:
        """Make a record.

        Raises:
            Taken: Its code is in use.
            Refused: The values cannot be kept.
        """
        code = str(values["code"])
        async with writing(self._database) as connection:
            await take_turn(connection)
            if await _find(connection, kind, code) is not None:
                message = f"there is a {kind.name} {code} already"
                raise Taken(message)
            step = Step(code, None, values)
            return await self._write(connection, kind, step, who, witness)

    async def change(
        self,
        kind: Kind,
        values: Values,
        expected_version: int,
        who: str,
        witness: Witness | None = None,
    ) -> Record:
        """Put `values` in the place of those the record has.

        Raises:
            NotFound: There is no such record.
            Stale: Somebody changed it since version `expected_version`.
            Refused: The values cannot be kept.
        """
        code = str(values["code"])
        async with writing(self._database) as connection:
            await take_turn(connection)
            before = await _expect(connection, kind, code, expected_version)
            step = Step(code, before, values)
            return await self._write(connection, kind, step, who, witness)

    async def delete(
        self,
        kind: Kind,
        code: str,
        expected_version: int,
        who: str,
        witness: Witness | None = None,
    ) -> None:
        """Take a record away; its history stays.

        Raises:
            NotFound, Stale: As for change.
            StillNamed: Other records name it.
        """
        async with writing(self._database) as connection:
            await take_turn(connection)
            before = await _expect(connection, kind, code, expected_version)
            signature = Signature(who, self._clock.now())
            await write_steps(connection, kind, [Step(code, before, None)], signature)
            if witness is not None:
                await witness(connection)

    async def _write(
        self,
        connection: AsyncConnection,
        kind: Kind,
        step: Step,
        who: str,
        witness: Witness | None,
    ) -> Record:
        if not CODE.fullmatch(step.code):
            raise Refused([Flaw("code", "no_key", record=step.code)])
        flaws = await find_flaws(connection, kind, [step])
        flaws += find_future(kind, step.after or {}, to_thai(self._clock.now()).date())
        fatal = [one for one in flaws if one.is_fatal]
        if fatal:
            raise Refused(fatal)
        signature = Signature(who, self._clock.now())
        await write_steps(connection, kind, [step], signature)
        if witness is not None:
            await witness(connection)
        return await _get(connection, kind, step.code)

    async def _records(self, kind: Kind, query: Select[Any]) -> list[Record]:
        async with reading(self._database) as connection:
            found = (await connection.execute(query)).all()
        return [to_record(kind, row) for row in found]


def _choose(
    kind: Kind, where: Mapping[str, Any] | None, span: Span | None
) -> Select[Any]:
    table = metadata.tables[kind.name]
    query = select(table)
    for name, value in (where or {}).items():
        column = table.c[name]
        is_any = isinstance(value, (list, tuple, set, frozenset))
        query = query.where(column.in_(value) if is_any else column == value)
    if span is not None and span.since is not None:
        query = query.where(table.c[span.column] >= span.since)
    if span is not None and span.until is not None:
        query = query.where(table.c[span.column] < span.until)
    return query


async def _find(connection: AsyncConnection, kind: Kind, code: str) -> Row[Any] | None:
    if not CODE.fullmatch(code):  # what no key holds, a database may choke on
        return None
    table = metadata.tables[kind.name]
    query = select(table).where(table.c.code == code)
    return (await connection.execute(query)).one_or_none()


async def _get(connection: AsyncConnection, kind: Kind, code: str) -> Record:
    row = await _find(connection, kind, code)
    if row is None:
        raise NotFound(kind.name, code)
    return to_record(kind, row)


async def _expect(
    connection: AsyncConnection, kind: Kind, code: str, version: int
) -> Values:
    """Return the values of a record that nobody changed since `version`."""
    record = await _get(connection, kind, code)
    if record.version != version:
        raise Stale(record.version)
    return record.values
