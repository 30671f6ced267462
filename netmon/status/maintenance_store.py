"""Keeps maintenance windows: plan, deed and audit in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from netmon.access.audit import Deed
from netmon.core.clock import THAI_TIME
from netmon.core.errors import NotFound
from netmon.database import reading, writing
from netmon.status.maintenance import Plan, Reach, Window
from netmon.status.maintenance_tables import maintenance_window as table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from netmon.access.audit import AuditLog
    from netmon.core.ports import Clock


class MaintenanceStore:
    """The windows in the database.

    Args:
        engine: Migrated.
        clock: Says when.
        audit: Where every deed is written down too.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock, audit: AuditLog) -> None:
        self._engine = engine
        self._clock = clock
        self._audit = audit

    async def plan(self, plan: Plan, who: str) -> Window:
        """Declare a window that has been found sound."""
        now = self._clock.now()
        row = _to_row(plan) | {"planned_at": now, "planned_by": who}
        async with writing(self._engine) as connection:
            done = await connection.execute(insert(table).values(row))
            key = done.inserted_primary_key
            window = Window(int(key[0]) if key else 0, plan, now, who)
            await self._write_down(connection, "plan", window, who)
        return window

    async def cancel(self, window_id: int, who: str) -> Window:
        """Let a window hold no longer; a second time changes nothing.

        Raises:
            NotFound: No such window.
        """
        async with writing(self._engine) as connection:
            mine = select(table.c.id).where(table.c.id == window_id).with_for_update()
            await connection.execute(mine)  # of two who cancel, the second finds it so
            window = await _find(connection, window_id)
            if window.cancelled_at is None:
                now = self._clock.now()
                values = {"cancelled_at": now, "cancelled_by": who, "over_at": now}
                change = update(table).where(table.c.id == window_id).values(values)
                await connection.execute(change)
                window = await _find(connection, window_id)
                await self._write_down(connection, "cancel", window, who)
        return window

    async def standing(self, now: datetime) -> list[Window]:
        """Return every window that holds at `now` or will, in id order."""
        is_ahead = or_(table.c.over_at.is_(None), table.c.over_at > now)
        query = select(table).where(is_ahead).order_by(table.c.id)
        async with reading(self._engine) as connection:
            return [_to_window(row) for row in await connection.execute(query)]

    async def page(self, limit: int, before: int | None = None) -> Sequence[Window]:
        """Return windows, past ones too, newest first.

        Args:
            limit: Most rows.
            before: Only ids below this one.
        """
        query = select(table).order_by(table.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(table.c.id < before)
        async with reading(self._engine) as connection:
            return [_to_window(row) for row in await connection.execute(query)]

    async def get(self, window_id: int) -> Window:
        """Return one window.

        Raises:
            NotFound: No such window.
        """
        async with reading(self._engine) as connection:
            return await _find(connection, window_id)

    async def _write_down(
        self, connection: AsyncConnection, verb: str, window: Window, who: str
    ) -> None:
        plan = window.plan
        detail = {"window": window.id, "reason": plan.reason}
        if verb == "plan":
            detail |= {
                "starts_at": plan.starts_at.isoformat(),
                "ends_at": plan.ends_at.isoformat(),
                "weekdays": list(plan.weekdays),
            }
        subject = f"{plan.reach}:{plan.subject}"
        await self._audit.add(
            connection, Deed(who, f"maintenance.{verb}", subject, detail)
        )


async def _find(connection: AsyncConnection, window_id: int) -> Window:
    query = select(table).where(table.c.id == window_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("maintenance window", str(window_id))
    return _to_window(row)


def _to_row(plan: Plan) -> dict[str, Any]:
    return {
        "reach": plan.reach.value,
        "subject": plan.subject,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "weekdays": list(plan.weekdays),
        "last_day": plan.last_day,
        "reason": plan.reason,
        "over_at": _over_at(plan),
    }


def _over_at(plan: Plan) -> datetime | None:
    if not plan.weekdays:
        return plan.ends_at
    if plan.last_day is None:
        return None
    midnight = datetime.combine(plan.last_day, time(), THAI_TIME).astimezone(UTC)
    return midnight + timedelta(days=1) + (plan.ends_at - plan.starts_at)


def _to_window(row: Row[Any]) -> Window:
    plan = Plan(
        Reach(row.reach),
        row.subject,
        row.starts_at,
        row.ends_at,
        tuple(row.weekdays),
        row.last_day,
        row.reason,
    )
    return Window(
        row.id,
        plan,
        row.planned_at,
        row.planned_by,
        row.cancelled_at,
        row.cancelled_by,
    )
