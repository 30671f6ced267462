"""Reads statements from the database, within a transaction of somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from netmon.core.errors import NotFound
from netmon.core.intervals import Interval
from netmon.core.months import Month
from netmon.sla.facts import ExclusionStatus
from netmon.sla.statement import Stage, to_label
from netmon.sla.statements.kept import Kept
from netmon.sla.statements.lifecycle import Waiting
from netmon.sla.tables import sla_exclusion, sla_final, sla_objection, sla_statement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection


_BLOBS = frozenset({"facts", "summary", "annex"})


@dataclass(frozen=True, slots=True)
class Version:
    """What is known of a version without reading it.

    Attributes:
        final_at, final_by: None and empty before it became final.
        See Head for the others.
    """

    month: Month
    version: int
    ruleset_id: str
    ruleset_digest: str
    data_digest: str
    result_digest: str
    made_at: datetime
    made_by: str
    why: str
    final_at: datetime | None
    final_by: str

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        return Stage.FROZEN if self.final_at is None else Stage.FINAL

    @property
    def label(self) -> str:
        """See Head.label."""
        return to_label(self.version)


async def read_versions(
    connection: AsyncConnection, month: Month | None = None
) -> list[Version]:
    """Return the versions of a month, or with None of every month; newest first."""
    query = _versions()
    if month is not None:
        query = query.where(sla_statement.c.month == str(month))
    return [_to_version(row) for row in await connection.execute(query)]


async def newest_version(connection: AsyncConnection, month: Month) -> Version | None:
    """Return the newest version of a month; None where it was never frozen."""
    found = await read_versions(connection, month)
    return found[0] if found else None


async def read_kept(connection: AsyncConnection, month: Month, version: int) -> Kept:
    """Return a version's bytes.

    Raises:
        NotFound: There is no such version.
    """
    table = sla_statement
    columns = table.c.facts, table.c.summary, table.c.annex, table.c.result_digest
    query = select(*columns).where(
        table.c.month == str(month), table.c.version == version
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("version", f"{month} v{version}")
    return Kept(*row)


async def read_summary_bytes(
    connection: AsyncConnection, month: Month, version: int
) -> bytes:
    """Return a version's summary alone.

    Raises:
        NotFound: There is no such version.
    """
    table = sla_statement
    query = select(table.c.summary).where(
        table.c.month == str(month), table.c.version == version
    )
    found = await connection.scalar(query)
    if found is None:
        raise NotFound("version", f"{month} v{version}")
    return bytes(found)


class Unanswered:
    """Who waits for an answer, by month.

    Args:
        objections: How many to each month.
        requests: When each exclusion lies that nobody has decided.
    """

    def __init__(
        self, objections: Mapping[Month, int], requests: Sequence[Interval]
    ) -> None:
        self._objections = objections
        self._requests = requests

    def of(self, month: Month) -> Waiting:
        """Return who waits for an answer about a month."""
        span = month.span
        touching = sum(
            each.start < span.end and each.end > span.start for each in self._requests
        )
        return Waiting(self._objections.get(month, 0), touching)


async def read_unanswered(connection: AsyncConnection) -> Unanswered:
    """Return who waits for an answer."""
    table, asked = sla_objection, sla_exclusion
    query = select(table.c.month, func.count()).where(table.c.status == "open")
    found = await connection.execute(query.group_by(table.c.month))
    objections = {Month.parse(month): int(count) for month, count in found}
    spans = select(asked.c.started_at, asked.c.ended_at).where(
        asked.c.status == ExclusionStatus.REQUESTED.value
    )
    rows = await connection.execute(spans)
    return Unanswered(objections, [Interval(*row) for row in rows])


def _versions() -> Select[Any]:
    made, final = sla_statement, sla_final
    same = and_(made.c.month == final.c.month, made.c.version == final.c.version)
    known = (each for each in made.c if each.name not in _BLOBS)
    return (
        select(*known, final.c.at, final.c.by)
        .select_from(made.outerjoin(final, same))
        .order_by(made.c.month.desc(), made.c.version.desc())
    )


def _to_version(row: Row[Any]) -> Version:
    return Version(
        Month.parse(row.month),
        row.version,
        row.ruleset_id,
        row.ruleset_digest,
        row.data_digest,
        row.result_digest,
        row.made_at,
        row.made_by,
        row.why,
        row.at,
        row.by or "",
    )
