"""Claims about months, for tests: a frozen statement of nothing, and who claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.core.clock import THAI_TIME
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.database import writing
from netmon.sla.claims.exclusions import ExclusionWish
from netmon.sla.claims.objections import ObjectionWish
from netmon.sla.facts import ExclusionType, MonthFacts
from netmon.sla.ruleset import load_ruleset
from netmon.sla.statement import Head, Stage
from netmon.sla.statements.build import build
from netmon.sla.statements.ground import Ground
from netmon.sla.statements.kept import to_kept
from netmon.sla.statements.store import to_row
from netmon.sla.tables import sla_statement

CONTRACT = "C-01/2569"
NIGHT = datetime(2026, 12, 10, 1, 0, tzinfo=THAI_TIME)
"""Within the hours of planned maintenance, and far enough ahead of tests.live.NOON."""
HOUR = timedelta(hours=1)
PDF = b"%PDF-1.7\n..."


async def freeze(
    engine: AsyncEngine, month: str, version: int = 1, made_at: datetime = NIGHT
) -> None:
    """Let there be a statement of `month`, about no site."""
    head = Head(Month.parse(month), Stage.FROZEN, version, None, "x", "x", "x", made_at)
    ruleset = load_ruleset(None)
    ground = Ground(MonthFacts(head.month, head.month.span.end, ()), {})
    kept = to_kept(ground, ruleset, build(ground, (), ruleset, head))
    row = to_row(replace(head, made_by="account:min"), kept)
    async with writing(engine) as connection:
        await connection.execute(insert(sla_statement).values(row))


def exclusion_wish(
    *codes: str,
    kind: ExclusionType = ExclusionType.MAINTENANCE,
    start: datetime = NIGHT,
    length: timedelta = 2 * HOUR,
) -> ExclusionWish:
    """A request about sites of the contract."""
    sites = {SiteCode(code): CONTRACT for code in codes}
    span = Interval(start, start + length)
    return ExclusionWish(kind, span, " เปลี่ยนสายไฟเบอร์ ", sites)


def objection_wish(month: str, **changes: Any) -> ObjectionWish:
    """An objection to the first version of `month`."""
    values = {"version": 1, "contract": CONTRACT, "text": "ไม่จริง", **changes}
    return ObjectionWish(Month.parse(month), **values)
