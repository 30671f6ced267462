"""The clock is set while a line is down, or while nobody runs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.status.history import Outage, OutageFilter, Unobserved
from tests.integration.test_status_journal import LONG_AGO, ByHand, Life
from tests.unit.looks import SITE, alive, answered, at, dead, silent

pytestmark = pytest.mark.anyio

STEPS_S = (3600.0, 3.0, -3.0, -3600.0)
NOTICE_S = 1.3
"""A tick and the write after it, by the real clock of the loop."""


@pytest.fixture
async def life(engine: AsyncEngine) -> Life:
    made = Life(engine, ByHand())
    await made.begin()
    return made


async def step(life: Life, step_s: float) -> None:
    """Set the clock while the service runs; it notices."""
    async with life.running():
        life.clock.wall += timedelta(seconds=step_s)
        await asyncio.sleep(NOTICE_S)


async def read(life: Life) -> tuple[Outage, list[Unobserved]]:
    [outage] = await life.history.outages(OutageFilter(), limit=10)
    return outage, await life.history.unobserved(SITE, LONG_AGO)


def claimed_s(outage: Outage, gaps: Sequence[Unobserved]) -> float:
    """Return the seconds of `outage` in which we say we looked."""
    assert outage.ended_at is not None
    edges = {outage.started_at, outage.ended_at}
    edges |= {each.started_at for each in gaps}
    edges |= {each.ended_at for each in gaps if each.ended_at}
    inside = sorted(e for e in edges if outage.started_at <= e <= outage.ended_at)
    return sum(
        (end - start).total_seconds()
        for start, end in pairwise(inside)
        if not is_unobserved(gaps, start)
    )


def is_unobserved(gaps: Sequence[Unobserved], moment: datetime) -> bool:
    return any(
        each.started_at <= moment and (each.ended_at is None or moment < each.ended_at)
        for each in gaps
    )


CLAIMED_S = {3600.0: 60.0, 3.0: 60.0, -3.0: 54.0, -3600.0: 0.0}
"""What is claimed of 60 s: all of it, or without what was lived twice."""


@pytest.mark.parametrize("step_s", STEPS_S)
async def test_an_outage_across_a_step_is_as_long_as_the_looks_show(
    life: Life, step_s: float
) -> None:
    life.clock.pass_s(37)
    await life.go_down()
    life.clock.pass_s(23)
    await step(life, step_s)
    life.clock.pass_s(30)
    await life.hear(answered(90 + step_s))
    await life.judge(*alive(91 + step_s))

    outage, gaps = await read(life)

    assert outage.started_at == at(30)
    assert outage.ended_at == max(at(90 + step_s), at(30))
    [gap] = gaps
    assert gap.reason == "clock_step"
    assert [gap.started_at, gap.ended_at] == sorted([at(60), at(60 + step_s)])
    assert claimed_s(outage, gaps) == CLAIMED_S[step_s]


@pytest.mark.parametrize("step_s", STEPS_S)
async def test_a_step_in_a_doubt_neither_makes_nor_loses_the_outage(
    life: Life, step_s: float
) -> None:
    await life.hear(answered(0), silent(30))
    life.clock.pass_s(31)
    await step(life, step_s)
    life.keeper.see([[answered(31 + step_s)]])
    await life.judge(*dead(32 + step_s))
    await life.judge(*dead(36 + step_s))
    life.clock.pass_s(29)
    await life.hear(answered(60 + step_s))
    await life.judge(*alive(61 + step_s))

    outage, gaps = await read(life)

    assert outage.started_at == at(30)
    assert outage.ended_at == max(at(60 + step_s), at(30))
    assert claimed_s(outage, gaps) <= 30.0
    assert claimed_s(outage, gaps) == 30.0 or step_s < 0


@pytest.mark.parametrize("step_s", [-3.0, -3600.0])
async def test_a_clock_set_back_while_nobody_ran_makes_time_that_was_lived_twice(
    life: Life, engine: AsyncEngine, step_s: float
) -> None:
    life.clock.pass_s(37)
    await life.go_down()
    life.clock.pass_s(23)
    await life.hear()
    life.clock.wall += timedelta(seconds=step_s)
    next_life = Life(engine, life.clock)

    await next_life.begin()
    await next_life.hear(answered(61 + step_s))
    await next_life.judge(*alive(62 + step_s))

    outage, [gap] = await read(next_life)
    assert (gap.started_at, gap.ended_at) == (at(60 + step_s), at(60))
    assert gap.reason == "clock_step"
    assert outage.ended_at is not None
    assert outage.ended_at >= outage.started_at


@pytest.mark.parametrize("step_s", STEPS_S)
async def test_a_site_out_of_sight_across_a_step_is_found_after_it_was_lost(
    life: Life, step_s: float
) -> None:
    await life.hear(answered(10))
    life.clock.pass_s(200)
    async with life.running():
        await asyncio.sleep(NOTICE_S)
    await step(life, step_s)
    await life.hear(answered(210 + step_s))

    gaps = await life.history.unobserved(SITE, LONG_AGO)

    [mine] = [each for each in gaps if each.site]
    [stepped] = [each for each in gaps if not each.site]
    assert mine.started_at == at(10)
    assert mine.ended_at == max(at(210 + step_s), at(10))
    assert stepped.reason == "clock_step"
