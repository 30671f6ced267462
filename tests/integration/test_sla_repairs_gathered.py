"""From journals to what is charged: clocks over a month's begin, and cut outages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from netmon.database import reading, writing
from netmon.sla.evaluate import evaluate
from netmon.sla.figures import SiteFigures
from netmon.sla.ruleset import load_ruleset
from netmon.sla.statements.gather import Asked, gather
from netmon.status.tables import outage
from tests.journals import write_hole
from tests.schema import new_database
from tests.sla_story import (
    BEGIN,
    CHAIN,
    DARK,
    DAY,
    END,
    HOUR,
    OCTOBER,
    write_october,
)

pytestmark = pytest.mark.anyio


async def test_what_is_charged_is_read_from_before_the_month_and_cuts_too(
    tmp_path: Path,
) -> None:
    """The chain was down from two hours before the month until an hour after its begin,
    told of at one hour before: 2 h by the clock. Half an hour of it, before the month,
    nobody looked: 1 h 30 min are charged. The dark site left the register after 10 h.
    """
    engine = await new_database(tmp_path / "netmon.db")
    await write_october(engine)
    half = timedelta(minutes=30)
    await write_hole(engine, CHAIN, BEGIN - half, BEGIN)
    await write_hole(
        engine, CHAIN, BEGIN - 5 * DAY, BEGIN - 4 * DAY
    )  # before its clock
    cut = outage.c.site == DARK
    async with writing(engine) as connection:
        await connection.execute(
            update(outage).where(cut).values(end_reason="left_register")
        )
    rules = load_ruleset(None)
    async with reading(engine) as connection:
        facts = (await gather(connection, Asked(OCTOBER, END, rules))).facts
    await engine.dispose()
    found: dict[str, SiteFigures] = {each.code: each for each in evaluate(facts, rules)}

    (chain,) = found[CHAIN].repairs
    assert (chain.contract_s, chain.charged_s) == (7_200, 5_400)
    assert [each.end for each in facts.not_observed[CHAIN] if each.start < BEGIN] == [
        BEGIN
    ]
    assert found[DARK].seconds.down_s == 10 * HOUR.total_seconds()
    assert found[DARK].repairs == ()
