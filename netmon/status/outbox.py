"""What there is to tell, one row a thing, kept until it is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from netmon.database import reading, writing
from netmon.status.incident_tables import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine


class NewsState(StrEnum):
    """How far a piece of news has come."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class News:
    """One row of the outbox.

    Attributes:
        facts: What is told: key, cause, confidence, counts.
        tries_count: Deliveries tried so far.
    """

    id: int
    incident: str
    kind: str
    facts: dict[str, Any]
    created_at: datetime
    state: NewsState
    tries_count: int


class Outbox:
    """Reads and settles rows; judgement writes them with the incidents.

    Args:
        engine: The database.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def queued(self, limit: int) -> list[News]:
        """Return what waits to be told, oldest first."""
        query = (
            select(outbox)
            .where(outbox.c.state == NewsState.QUEUED.value)
            .order_by(outbox.c.id)
            .limit(limit)
        )
        async with reading(self._engine) as connection:
            rows = (await connection.execute(query)).all()
        return [
            News(
                id=int(row.id),
                incident=row.incident,
                kind=row.kind,
                facts=row.facts,
                created_at=row.created_at,
                state=NewsState(row.state),
                tries_count=row.tries_count,
            )
            for row in rows
        ]

    async def settle(
        self, news: News, state: NewsState, now: datetime, error: str = ""
    ) -> None:
        """Record how a delivery ended; a queued row will be tried again."""
        async with writing(self._engine) as connection:
            await connection.execute(
                update(outbox)
                .where(outbox.c.id == news.id)
                .values(
                    state=state.value,
                    tries_count=news.tries_count + 1,
                    settled_at=now,
                    error=error,
                )
            )

    async def counts(self) -> dict[NewsState, int]:
        """Return the rows in each state."""
        query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        async with reading(self._engine) as connection:
            found = {row[0]: row[1] for row in await connection.execute(query)}
        return {state: int(found.get(state.value, 0)) for state in NewsState}
