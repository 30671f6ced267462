"""What contractors say against a statement, and what they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from netmon.core.months import Month
from netmon.sla.claims.documents import Attached, read_attached
from netmon.sla.tables import sla_objection

if TYPE_CHECKING:
    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection


class Answered(StrEnum):
    """How far an objection has come."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ObjectionWish:
    """What somebody objects to.

    Attributes:
        version: Of the month's statement.
        site: Of the contract; None for the statement of the contract as a whole.
        outage: Of that site, or of any of the contract; None for none.
    """

    month: Month
    version: int
    contract: str
    text: str
    site: str | None = None
    outage: str | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection as it is kept.

    Attributes:
        made_at: UTC, a whole second.
        answered_at: None while it is open.
        document: What was attached, None for nothing.
    """

    id: int
    wish: ObjectionWish
    made_by: str
    made_at: datetime
    standing: Answered
    answer: str
    answered_by: str
    answered_at: datetime | None
    document: Attached | None


async def read_objections(
    connection: AsyncConnection, query: Select[Any]
) -> list[Objection]:
    """Return the objections that `query` chooses from sla_objection, in its order."""
    rows = (await connection.execute(query)).all()
    documents = query.with_only_columns(sla_objection.c.document)
    kept = await read_attached(connection, documents)
    return [_to_objection(row, kept.get(row.document)) for row in rows]


def _to_objection(row: Row[Any], document: Attached | None) -> Objection:
    wish = ObjectionWish(
        Month.parse(row.month),
        row.version,
        row.contract,
        row.text,
        row.site,
        row.outage,
    )
    return Objection(
        row.id,
        wish,
        row.made_by,
        row.made_at,
        Answered(row.status),
        row.answer,
        row.answered_by,
        row.answered_at,
        document,
    )
