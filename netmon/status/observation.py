"""The observation journal: when this poller was looking, and when it was not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    insert,
    select,
    update,
)

from netmon.core.model import Service
from netmon.database import UtcDateTime, writing
from netmon.status.tables import observation, observation_exception

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from netmon.status.effects import (
        ClockStepped,
        ObservedAgain,
        OutageOpened,
        UnobservedFrom,
    )


class ObservationJournal:
    """A persisted heartbeat, with exceptions for single sites.

    Args:
        engine: The database.
        poller: Name of this poller.
        doubt_s: The longest a process may be in doubt of a site before it says so.
    """

    def __init__(self, engine: AsyncEngine, poller: str, doubt_s: float) -> None:
        self._engine = engine
        self.poller = poller
        self._doubt_s = doubt_s
        self._current: int | None = None
        self._began_at: datetime | None = None

    async def begin(self, now: datetime) -> datetime | None:
        """Open this process's interval; write down the gap since the last one.

        Returns:
            When a former process was last known to look, None if there was none.
        """
        async with writing(self._engine) as connection:
            last = await self.seen_until(connection)
            if last is not None and last <= now:
                await self._except_all(connection, last, now, "not_running")
            elif last is not None:  # set back while nobody ran: lived twice
                await self._except_all(connection, now, last, "clock_step")
            self._current = await connection.scalar(
                insert(observation)
                .values(poller=self.poller, started_at=now, last_seen_at=now)
                .returning(observation.c.id)
            )
        self._began_at = now
        return last

    async def beat(self, connection: AsyncConnection, now: datetime) -> None:
        """Move the heartbeat; never backwards, whatever the clock did."""
        mine = observation.c.id == self._current
        await connection.execute(
            update(observation)
            .where(mine, observation.c.last_seen_at < now)
            .values(last_seen_at=now)
        )

    async def write(
        self,
        connection: AsyncConnection,
        lost: Sequence[UnobservedFrom],
        found: Sequence[ObservedAgain],
        steps: Sequence[ClockStepped],
    ) -> None:
        """Open and close the exceptions of single sites; except stepped-over time.

        A clock that steps forward skips time nobody looked at; one that steps back
        makes time be lived twice. Nothing can be proven for either.
        """
        for step in steps:
            start, end = sorted((step.before, step.after))
            await self._except_all(connection, start, end, "clock_step")
        if lost:
            await connection.execute(
                insert(observation_exception),
                [
                    {
                        "poller": self.poller,
                        "site": each.site,
                        "started_at": each.since,
                        "reason": each.reason,
                    }
                    for each in lost
                ],
            )
        if found:
            await connection.execute(
                _CLOSE,
                [
                    {"of_poller": self.poller, "of_site": each.site, "end": each.at}
                    for each in found
                ],
            )

    async def take_back(
        self, connection: AsyncConnection, opened: Sequence[OutageOpened]
    ) -> None:
        """Claim no more to have seen a line well that was found dark at the first look.

        The process before this one may have ended while it doubted that line, and what
        it doubted went with it: nobody knows since when the line was dark.
        """
        dark = [
            each
            for each in opened
            if each.service is Service.LINK
            and (self._began_at is None or each.started_at < self._began_at)
        ]
        former = select(func.max(observation.c.last_seen_at)).where(
            observation.c.poller == self.poller,
            observation.c.id.is_distinct_from(self._current),
        )
        last: datetime | None = await connection.scalar(former) if dark else None
        if last is None:
            return
        since = last - timedelta(seconds=self._doubt_s)
        await connection.execute(
            insert(observation_exception),
            [
                {
                    "poller": self.poller,
                    "site": each.site,
                    "started_at": since,
                    "ended_at": last,
                    "reason": "not_running",
                }
                for each in dark
            ],
        )

    async def open_sites(self, connection: AsyncConnection) -> dict[str, datetime]:
        """Return when each exception that has not ended began, by its site."""
        rows = await connection.execute(
            select(
                observation_exception.c.site, observation_exception.c.started_at
            ).where(
                observation_exception.c.poller == self.poller,
                observation_exception.c.ended_at.is_(None),
            )
        )
        return {row.site: row.started_at for row in rows}

    async def seen_until(self, connection: AsyncConnection) -> datetime | None:
        """Return when this poller was last known to look, None if never."""
        last: datetime | None = await connection.scalar(
            select(func.max(observation.c.last_seen_at)).where(
                observation.c.poller == self.poller
            )
        )
        return last

    async def _except_all(
        self, connection: AsyncConnection, start: datetime, end: datetime, reason: str
    ) -> None:
        if start < end:
            await connection.execute(
                insert(observation_exception).values(
                    poller=self.poller, started_at=start, ended_at=end, reason=reason
                )
            )


def not_before_start(start: ColumnElement[datetime], end: str) -> ColumnElement[Any]:
    """Return the parameter `end`, or `start` where a clock stepped back past it."""
    value = bindparam(end, type_=UtcDateTime)
    return case((start > value, start), else_=value)


_CLOSE = (
    update(observation_exception)
    .where(
        and_(
            observation_exception.c.poller == bindparam("of_poller"),
            observation_exception.c.site == bindparam("of_site"),
            observation_exception.c.ended_at.is_(None),
        )
    )
    .values(ended_at=not_before_start(observation_exception.c.started_at, "end"))
)
