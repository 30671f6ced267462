"""Blanks what is about people once its time is over, in records and in what was.

The time of a column is its `Personal.keep_days`, counted from the last change of the
record, and for a line of history from when it was written: who looked after a centre
three years ago is nobody's business, however often the centre was changed since.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Row,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    or_,
    select,
    update,
)

from inventory.importer.columns import Field
from inventory.importer.tables import (
    register_import,
    register_import_change,
    site_record,
)
from inventory.records.catalogue import KINDS, REPAIR
from inventory.records.departures import note_departures, with_people
from inventory.records.forgotten import Forgotten
from inventory.records.kinds import Kind
from inventory.records.record import to_values
from inventory.records.steps import Signature, Step, take_turn, write_steps
from inventory.records.tables import record_change
from netmon.database import metadata, reading, writing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from inventory.records.store import Witness

MOST_AT_ONCE = 2_000
"""Rows of each table in one transaction: nobody else writes meanwhile."""
_OF_SITE = (Field.CARETAKER, Field.TELEPHONE)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Due:
    """What is to be blanked, with its new values."""

    steps: Mapping[str, list[Step]]
    lines: list[Json]
    sites: list[str]
    imports: list[Json]

    def count(self) -> Forgotten:
        records = {name: len(steps) for name, steps in self.steps.items()}
        counts = (len(self.lines), len(self.sites), len(self.imports))
        return Forgotten(records, *counts)


async def find_due(engine: AsyncEngine, now: datetime) -> Forgotten:
    """Return what is due; nothing is changed."""
    async with reading(engine) as connection:
        return (await _find(connection, now, None)).count()


async def forget(
    engine: AsyncEngine,
    who: str,
    now: datetime,
    to_witness: Callable[[Forgotten], Witness],
    most_at_once: int = MOST_AT_ONCE,
) -> Forgotten:
    """Blank all that is due, some at a time.

    Args:
        engine: Of the database.
        who: As history and audit name them.
        now: What is too old by then.
        to_witness: Returns what writes down each part, in its transaction.
        most_at_once: Rows of each table in one part.
    """
    total = Forgotten()
    await note_departures(engine, now)
    while await _is_due(engine, now):
        async with writing(engine) as connection:
            await take_turn(connection)
            due = await _find(connection, now, most_at_once)
            part = due.count()
            if part.is_nothing:  # somebody else was quicker
                break
            await _blank(connection, due, Signature(who, now))
            await to_witness(part)(connection)
        total.add(part)
    return total


async def _is_due(engine: AsyncEngine, now: datetime) -> bool:
    async with reading(engine) as connection:
        return not (await _find(connection, now, 1)).count().is_nothing


async def _find(connection: AsyncConnection, now: datetime, most: int | None) -> _Due:
    kinds = [kind for kind in KINDS if kind.personal]
    steps = {kind.name: await _steps(connection, kind, now, most) for kind in kinds}
    lines = [
        line for kind in kinds for line in await _lines(connection, kind, now, most)
    ]
    sites = list(await connection.scalars(with_people(now).limit(most)))
    return _Due(steps, lines, sites, await _imports(connection, now, most))


async def _steps(
    connection: AsyncConnection, kind: Kind, now: datetime, most: int | None
) -> list[Step]:
    table = metadata.tables[kind.name]
    over = [
        and_(
            table.c[column.name].is_not(None),
            table.c.changed_at < now - timedelta(days=keep_days),
        )
        for column, keep_days in _kept(kind)
    ]
    query = select(table).where(or_(*over)).order_by(table.c.code).limit(most)
    return [_to_step(kind, row, now) for row in await connection.execute(query)]


def _to_step(kind: Kind, row: Row[Any], now: datetime) -> Step:
    values = to_values(kind, row)
    for column, keep_days in _kept(kind):
        if row.changed_at < now - timedelta(days=keep_days):
            values[column.name] = None
    # Its line of history says when it was done, and not what there was.
    return Step(row.code, values, values)


async def _lines(
    connection: AsyncConnection, kind: Kind, now: datetime, most: int | None
) -> list[Json]:
    table = record_change
    over = [
        and_(
            table.c.at < now - timedelta(days=keep_days),
            or_(
                table.c.before[column.name].as_string().is_not(None),
                table.c.after[column.name].as_string().is_not(None),
            ),
        )
        for column, keep_days in _kept(kind)
    ]
    query = select(table).where(table.c.kind == kind.name, or_(*over))
    found = await connection.execute(query.order_by(table.c.id).limit(most))
    return [_to_line(kind, row, now) for row in found]


def _to_line(kind: Kind, row: Row[Any], now: datetime) -> Json:
    over = {
        column.name: None
        for column, keep_days in _kept(kind)
        if row.at < now - timedelta(days=keep_days)
    }
    return {
        "the_id": row.id,
        "the_before": row.before and row.before | over,
        "the_after": row.after and row.after | over,
    }


async def _imports(
    connection: AsyncConnection, now: datetime, most: int | None
) -> list[Json]:
    table, whole = register_import_change, register_import
    # By its text: SQLite finds no Thai key, since JSON is kept with \u escapes. The
    # colon tells a key from a value: within a value the quote before it is escaped.
    kept = cast(table.c.before, Text)
    named = [
        kept.contains(f"{word}:", autoescape=True)
        for name in _OF_SITE
        for word in (json.dumps(name.value), f'"{name.value}"')
    ]
    query: Select[Any] = (
        select(table)
        .join(whole, whole.c.id == table.c.import_id)
        .where(whole.c.at < now - timedelta(days=REPAIR.keep_days), or_(*named))
        .order_by(table.c.import_id, table.c.site)
        .limit(most)
    )
    return [
        {
            "the_import": row.import_id,
            "the_site": row.site,
            "the_before": {
                name: text for name, text in row.before.items() if name not in _OF_SITE
            },
        }
        for row in await connection.execute(query)
        if row.before.keys() & {name.value for name in _OF_SITE}
    ]


async def _blank(connection: AsyncConnection, due: _Due, signature: Signature) -> None:
    for kind in KINDS:
        await write_steps(connection, kind, due.steps.get(kind.name, []), signature)
    if due.lines:
        statement = (
            update(record_change)
            .where(record_change.c.id == bindparam("the_id"))
            .values(before=bindparam("the_before"), after=bindparam("the_after"))
        )
        await connection.execute(statement, due.lines)
    if due.imports:
        table = register_import_change
        statement = (
            update(table)
            .where(
                table.c.import_id == bindparam("the_import"),
                table.c.site == bindparam("the_site"),
            )
            .values(before=bindparam("the_before"))
        )
        await connection.execute(statement, due.imports)
    if due.sites:
        gone = site_record.c.site.in_(due.sites)
        blank = {"caretaker": None, "telephone": None}
        await connection.execute(update(site_record).where(gone).values(blank))


def _kept(kind: Kind) -> Iterator[tuple[Any, int]]:
    for column in kind.personal:
        if column.personal is not None:
            yield column, column.personal.keep_days
