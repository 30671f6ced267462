"""A past for a demonstration: seeded, over before it begins, and told to the end."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from inventory.fleet import make_fleet
from inventory.repository import replace_register
from netmon.access.audit import AuditLog
from netmon.core.clock import SystemClock
from netmon.core.months import Month
from netmon.database import make_engine, sqlite_url
from netmon.demo_past import POLLER, QUIET, find_month, make_past
from netmon.demo_story import COMMAND, CONTRACTOR, MINISTRY, Order, StoryClock, work
from netmon.migrations import upgrade
from netmon.sla.desk import SlaDesk
from netmon.sla.ruleset import load_ruleset
from netmon.sla.statement import Stage
from netmon.sla.statements.to_date import ToDate, combine
from netmon.sla.statements.to_date_job import work as reckon_apart
from netmon.sla.statements.to_date_order import Order as ToDateOrder

RULES = load_ruleset(None).rules
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
FLEET = make_fleet(size=120)
CONTRACT = next(iter(FLEET.sites.values())).contract


@pytest.mark.parametrize(
    ("now", "month"),
    [
        (NOW, Month(2026, 10)),
        (datetime(2026, 11, 3, tzinfo=UTC), Month(2026, 9)),
        (datetime(2027, 1, 6, tzinfo=UTC), Month(2026, 12)),
    ],
)
def test_the_month_is_the_newest_that_may_be_frozen(
    now: datetime, month: Month
) -> None:
    assert find_month(now, RULES) == month


def test_a_past_is_seeded_and_over_before_the_demonstration_begins() -> None:
    past = make_past(FLEET, NOW, CONTRACT, RULES)

    assert past == make_past(FLEET, NOW, CONTRACT, RULES)
    spans = [span for _, span in (*past.outages, *past.unseen)]
    assert len(spans) > 100
    assert all(past.month.span.start <= each.start < each.end for each in spans)
    assert max(each.end for each in (*spans, *past.runs)) == NOW - QUIET
    assert {FLEET.sites[code].contract for code in past.flood.sites} == {CONTRACT}


def test_a_story_never_tells_what_is_still_to_come() -> None:
    now = SystemClock().now()

    assert StoryClock(now + timedelta(days=9)).now() < now + timedelta(days=1)
    assert StoryClock(NOW).now() == min(NOW, SystemClock().now())


def test_a_story_whose_demonstration_has_gone_is_not_told(tmp_path: Path) -> None:
    database = tmp_path / "netmon.db"
    order = Order(
        database_url=sqlite_url(database), contract=CONTRACT, parent_pid=os.getppid()
    )

    done = subprocess.run(
        COMMAND,
        input=order.model_dump_json().encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.strip() == b"the parent has gone"
    assert not database.exists()


@pytest.mark.anyio
async def test_the_story_ends_with_a_frozen_month_that_is_objected_to(
    tmp_path: Path,
) -> None:
    url = sqlite_url(tmp_path / "netmon.db")
    engine = make_engine(url)
    try:
        await upgrade(engine)
        await replace_register(engine, FLEET)
        order = Order(database_url=url, contract=CONTRACT, parent_pid=os.getppid())
        await work(order)
        clock = SystemClock()
        desk = SlaDesk(engine, clock, AuditLog(engine, clock), lambda: FLEET)
        [row] = [each for each in await desk.months() if each.versions]
        statement = await desk.statement(row.month)
        told = await reckon_apart(
            ToDateOrder(
                database_url=url,
                until=row.month.span.end,
                ruleset=dict(desk.ruleset.to_json()),
            )
        )
    finally:
        await engine.dispose()

    assert row.stage is Stage.FROZEN
    assert row.versions[0].made_by == MINISTRY
    assert len(statement.sites) == len(FLEET.sites)
    approved, waiting = statement.exclusions
    assert (approved.status, waiting.status) == ("approved", "requested")
    assert approved.requested_by == CONTRACTOR
    assert approved.excluded_s == len(approved.sites) * 6 * 3_600
    assert waiting.excluded_s == 0
    assert {each.poller for each in statement.poller_gaps} == {POLLER}
    assert any(each.contract_s for each in statement.repairs)
    assert (statement.nation.penalty_baht or 0) > 0
    so_far = ToDate.from_json(orjson.loads(told))
    assert (so_far.month, so_far.until) == (row.month, row.month.span.end)
    assert combine(so_far.sites).seconds == statement.nation.seconds
