"""A month of sixty sites whose figures were worked out by hand, and who judges it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.model import Register
from inventory.records.tables import contract_terms
from inventory.repository import replace_register
from netmon.access.audit import AuditLog
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.core.ports import Clock
from netmon.database import writing
from netmon.sla.desk import SlaDesk
from netmon.sla.statements.make import make_here
from netmon.sla.tables import sla_ticket
from tests.journals import (
    write_first_sight,
    write_hole,
    write_outage,
    write_watch,
)
from tests.live import hand_made_register

OCTOBER = Month(2026, 10)
BEGIN, END = OCTOBER.span
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CONTRACT = "C-01/2569"
WELL, DARK, BLIPPED, UNSEEN, OPEN, CHAIN = (
    SiteCode(f"PI-{number:05}") for number in (1, 2, 3, 4, 5, 6)
)
"""Nothing wrong; ten hours down; 59 s down; not seen for a day; still down; three
outages that touch, the first of which began, and was told of, before the month."""
GONE = SiteCode("PI-99999")
"""In the journals, and in no register."""
SITES = 60
WINDOW_S = 31 * 86_400


async def write_october(engine: AsyncEngine, month: Month = OCTOBER) -> Register:
    """Write register, terms and the journals of a month; return the register."""
    begin, end = month.span
    register = hand_made_register(SITES)
    await replace_register(engine, register)
    await write_terms(engine)
    await write_watch(engine, begin - DAY, end + 25 * DAY)
    await write_first_sight(engine, list(register.sites), begin - DAY)
    await write_hole(engine, None, begin + 9 * DAY, begin + 9 * DAY + 2 * HOUR)
    await write_hole(engine, UNSEEN, begin + 20 * DAY, begin + 21 * DAY)
    await write_outage(engine, DARK, begin + DAY, begin + DAY + 10 * HOUR)
    minute = timedelta(seconds=59, microseconds=900_000)
    await write_outage(engine, BLIPPED, begin + DAY, begin + DAY + minute)
    await write_outage(engine, OPEN, end - HOUR, None)
    for first, last in ((-2, -1), (-1, 0), (0, 1)):
        start, until = begin + first * HOUR, begin + last * HOUR
        await write_outage(engine, CHAIN, start, until)
    await _write_ticket(engine, CHAIN, begin - 2 * HOUR)
    await write_outage(engine, GONE, begin + DAY, begin + 2 * DAY)
    await _write_ticket(engine, GONE, begin + DAY)
    return register


async def _write_ticket(engine: AsyncEngine, site: SiteCode, start: datetime) -> None:
    """Somebody told the contractor an hour after an outage began."""
    row = {
        "outage": f"{site}/link/{start.isoformat()}",
        "site": site,
        "outage_started_at": start,
        "contract": CONTRACT,
        "sent_at": start + HOUR,
        "noted_by": "account:noc",
        "noted_at": start + HOUR,
        "version": 1,
    }
    async with writing(engine) as connection:
        await connection.execute(insert(sla_ticket), [row])


async def write_terms(engine: AsyncEngine, fee_baht: int = 2_000) -> None:
    """Write what the contract promises."""
    row = {
        "contract": CONTRACT,
        "contractor": "บริษัท ก",
        "availability_min_ratio": "0.9950",
        "repair_hours": 24,
        "monthly_fee_baht": fee_baht,
        "penalty_per_hour_ratio": "0.0100",
        "starts_date": datetime(2026, 1, 1).date(),  # noqa: DTZ001  a day
        "ends_date": datetime(2028, 12, 31).date(),  # noqa: DTZ001  a day
    }
    async with writing(engine) as connection:
        await connection.execute(insert(contract_terms), [row])


def open_desk(engine: AsyncEngine, clock: Clock, register: Register) -> SlaDesk:
    """Return a desk whose statements this process makes."""
    audit = AuditLog(engine, clock)
    maker = partial(make_here, engine)
    return SlaDesk(engine, clock, audit, lambda: register, maker=maker)
