"""Brings the news to what a feed says, in one transaction, with history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, select

from inventory.records.catalogue import NEWS_ITEM
from inventory.records.importing.history import MEANWHILE, RecordsMoved
from inventory.records.kinds import Values
from inventory.records.record import to_values
from inventory.records.steps import (
    MOST_AT_ONCE,
    Signature,
    Step,
    take_turn,
    write_steps,
)
from inventory.records.tables import news_item, record_import
from netmon.database import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from inventory.records.store import Witness


class FeedFile(NamedTuple):
    """The file a feed came in.

    Attributes:
        name: Without its directory.
        sha256: Of its bytes, hex.
    """

    name: str
    sha256: str


async def find_steps(
    engine: AsyncEngine, rows: Mapping[str, Values]
) -> tuple[Step, ...]:
    """Return what `rows` would add or change; what a feed does not name stays."""
    async with reading(engine) as connection:
        return await _hold(connection, rows)


async def write_news(
    engine: AsyncEngine,
    file: FeedFile,
    steps: Sequence[Step],
    signature: Signature,
    witness: Witness | None = None,
) -> None:
    """Write `steps`, which somebody has looked at, in one transaction.

    It is an import of its kind: `netmon records undo news_item` takes it back.

    Raises:
        RecordsMoved: They are not any more what the feed would add or change.
    """
    rows = {step.code: step.after for step in steps if step.after is not None}
    async with writing(engine) as connection:
        await take_turn(connection)
        if await _hold(connection, rows) != tuple(steps):
            raise RecordsMoved(MEANWHILE)
        import_id = await _keep(connection, file, steps, signature)
        signed = Signature(signature.who, signature.at, import_id)
        await write_steps(connection, NEWS_ITEM, steps, signed)
        if witness is not None:
            await witness(connection)


async def _hold(
    connection: AsyncConnection, rows: Mapping[str, Values]
) -> tuple[Step, ...]:
    standing: dict[str, Values] = {}
    codes = list(rows)
    for start in range(0, len(codes), MOST_AT_ONCE):
        some = codes[start : start + MOST_AT_ONCE]
        query = select(news_item).where(news_item.c.code.in_(some))
        for row in await connection.execute(query):
            standing[row.code] = to_values(NEWS_ITEM, row)
    return tuple(
        Step(code, standing.get(code), values)
        for code, values in rows.items()
        if standing.get(code) != values
    )


async def _keep(
    connection: AsyncConnection,
    file: FeedFile,
    steps: Sequence[Step],
    signature: Signature,
) -> int:
    added = sum(step.before is None for step in steps)
    result = await connection.execute(
        insert(record_import).values(
            kind=NEWS_ITEM.name,
            at=signature.at,
            who=signature.who[:96],
            file_name=file.name,
            sha256=file.sha256,
            added_count=added,
            changed_count=len(steps) - added,
        )
    )
    key = result.inserted_primary_key
    return int(key[0]) if key else 0
