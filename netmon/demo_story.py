"""A made-up month and what people did about it, for a demonstration.

`python -m netmon.demo_story`: an order as JSON on standard input. A process of its own,
niced, after the demonstration has begun: a month's statement takes seconds.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from inventory.repository import load_register
from netmon.access.audit import AuditLog
from netmon.core.clock import SystemClock
from netmon.core.garbage import uncollected
from netmon.database import make_engine
from netmon.demo_past import make_past, to_outage_id, write_past
from netmon.sla.claims.exclusion_store import ExclusionStore
from netmon.sla.claims.exclusions import ExclusionWish
from netmon.sla.claims.objection_store import ObjectionStore
from netmon.sla.claims.objections import ObjectionWish
from netmon.sla.claims.ticket_store import TicketStore
from netmon.sla.claims.tickets import TicketTimes
from netmon.sla.facts import ExclusionType
from netmon.sla.ruleset import RuleSet, load_ruleset
from netmon.sla.statements.lifecycle import to_calendar
from netmon.sla.statements.make import Wish, make
from netmon.sla.statements.store import StatementStore
from netmon.twin.lifeline import die_with

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.intervals import Interval
    from netmon.core.model import SiteCode
    from netmon.core.months import Month
    from netmon.demo_past import Dark, Past

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "netmon.demo_story")
NICENESS = 15
CONTRACTOR, MINISTRY, NOC = "account:contractor", "account:ministry", "account:noc"
MOST_TICKETS = 20
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
FLOOD = "น้ำท่วมถนน ช่างเข้าพื้นที่ไม่ได้ (ข้อมูลจำลอง)"
FLOOD_YES = "ตรวจภาพถ่ายแล้ว อนุมัติ (ข้อมูลจำลอง)"
POWER = "ไฟฟ้าดับทั้งอำเภอ รอเอกสารจากการไฟฟ้า (ข้อมูลจำลอง)"
OBJECTION = "ไฟฟ้าดับทั้งอำเภอในเวลานั้น ขอให้ตัดออกจากการคำนวณ (ข้อมูลจำลอง)"


class Order(BaseModel):
    """What the parent says.

    Attributes:
        contract: Of whose sites two districts went dark.
        parent_pid: Of the demonstration, with which the story ends.
    """

    model_config = ConfigDict(extra="forbid")

    database_url: str
    contract: str
    parent_pid: int


async def tell_apart(order: Order) -> None:
    """Have the past written and its story told by a process of its own."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*COMMAND, stdin=pipe, stderr=pipe)
    try:
        _, errors = await process.communicate(order.model_dump_json().encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = errors.decode(errors="replace").strip().rpartition("\n")[2]
        log.warning("the simulated past could not be written: %s", last)
    else:
        log.info("a simulated past and its statement are there, under SLA")


@dataclass(slots=True)
class StoryClock:
    """Tells the time of the story, never one that is still to come.

    Attributes:
        at: UTC.
    """

    at: datetime

    def now(self) -> datetime:
        """Return the story's time."""
        return min(self.at, SystemClock().now())

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return SystemClock().monotonic()


class Story:
    """What is told, in order.

    Args:
        database: Of a demonstration, with the past written.
        past: What did not happen.
        ruleset: By which the month is judged.
    """

    def __init__(self, database: AsyncEngine, past: Past, ruleset: RuleSet) -> None:
        self._clock = StoryClock(past.flood.span.start)
        self._database = database
        self._past = past
        self._ruleset = ruleset
        self._audit = AuditLog(database, self._clock)
        self._exclusions = ExclusionStore(database, self._clock, self._audit, ruleset)

    async def tell(self) -> None:
        """Write all of it."""
        flood, power = self._past.flood, self._past.power
        self._clock.at = flood.span.end + 2 * _DAY
        asked = await self._ask(flood, ExclusionType.FORCE_MAJEURE, FLOOD)
        self._clock.at = flood.span.end + 4 * _DAY
        await self._exclusions.approve(asked, FLOOD_YES, MINISTRY)
        self._clock.at = power.span.end + _DAY
        await self._ask(power, ExclusionType.MAINS_POWER, POWER)
        await self._note_tickets(flood.sites, flood.span)
        await self._note_tickets(power.sites, power.span)
        month = self._past.month
        frozen_at = to_calendar(month, self._ruleset.rules).freeze_from
        self._clock.at = frozen_at + 9 * _HOUR
        await self._freeze(month)
        self._clock.at = frozen_at + 2 * _DAY
        await self._object(month)

    async def _ask(self, dark: Dark, kind: ExclusionType, why: str) -> int:
        sites = dict.fromkeys(dark.sites, dark.contract)
        wish = ExclusionWish(kind, dark.span, why, sites)
        return (await self._exclusions.request(wish, CONTRACTOR)).id

    async def _note_tickets(self, sites: Sequence[SiteCode], span: Interval) -> None:
        tickets = TicketStore(self._database, self._clock, self._audit)
        times = TicketTimes(span.start + _HOUR / 6, span.start + 2 * _HOUR, span.end)
        for code in sites[:MOST_TICKETS]:
            outage_id = to_outage_id(code, span.start)
            await tickets.note(outage_id, times, 0, NOC)

    async def _freeze(self, month: Month) -> None:
        wish = Wish(month, self._ruleset, self._clock.now(), MINISTRY)
        with uncollected():
            made = await make(self._database, wish)
        store = StatementStore(self._database, self._clock, self._audit)
        await store.keep(made.statement.head, made.kept)

    async def _object(self, month: Month) -> None:
        power = self._past.power
        outage_id = to_outage_id(power.sites[0], power.span.start)
        wish = ObjectionWish(
            month, 1, power.contract, OBJECTION, power.sites[0], outage_id
        )
        objections = ObjectionStore(
            self._database, self._clock, self._audit, self._ruleset
        )
        await objections.make(wish, CONTRACTOR)


async def work(order: Order) -> None:
    """Write the past and tell its story."""
    database, ruleset = make_engine(order.database_url), load_ruleset(None)
    try:
        register = await load_register(database)
        now = SystemClock().now()
        past = make_past(register, now, order.contract, ruleset.rules)
        await write_past(database, register, past)
        await Story(database, past, ruleset).tell()
    finally:
        await database.dispose()


if __name__ == "__main__":
    os.nice(NICENESS)
    told = Order.model_validate_json(sys.stdin.buffer.read())
    die_with(told.parent_pid)
    asyncio.run(work(told))
