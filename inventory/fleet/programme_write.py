"""Puts a made-up programme into a database, with a line of history for each record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from inventory.records.catalogue import BY_NAME
from inventory.records.kinds import Kind, Values
from inventory.records.record import to_values
from inventory.records.steps import Signature, Step, write_steps
from netmon.database import metadata, writing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

DEMO_HAND = "demo"
"""Who the history says it was."""


async def write_programme(
    database: AsyncEngine, programme: Mapping[str, Sequence[Values]], at: datetime
) -> None:
    """Write all records of `programme` in one transaction.

    Those that stand already as they shall be are left alone: a new database knows the
    courses.

    Args:
        database: Migrated.
        programme: Keyed by kind, what is referred to first.
        at: Aware; the moment of every change.
    """
    signature = Signature(DEMO_HAND, at)
    async with writing(database) as connection:
        for name, records in programme.items():
            kind = BY_NAME[name]
            standing = await _read(connection, kind)
            steps = list(_to_steps(standing, records))
            await write_steps(connection, kind, steps, signature)


async def _read(connection: AsyncConnection, kind: Kind) -> Mapping[str, Values]:
    rows = await connection.execute(select(metadata.tables[kind.name]))
    return {row.code: to_values(kind, row) for row in rows}


def _to_steps(
    standing: Mapping[str, Values], records: Sequence[Values]
) -> Iterator[Step]:
    for record in records:
        before = standing.get(record["code"])
        if before != record:
            yield Step(record["code"], before, record)
