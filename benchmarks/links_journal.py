"""A year of a nation's journals, made up: outages, transitions, observation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.model import Register
from netmon.database import writing
from netmon.status.tables import (
    observation,
    observation_exception,
    outage,
    transition,
)

SEED = 2569
SPAN = timedelta(days=560)
"""A year, and the sessions of half a year before it."""
OUTAGES_A_YEAR = 12
MEAN_OUTAGE_S = 4 * 3600.0
RUNS = 60
"""How often the watch was started anew in that time; each costs a minute."""
HOLES_A_SITE = 2


async def write_journal(
    database: AsyncEngine, register: Register, now: datetime
) -> int:
    """Write the journals of all sites; returns how many outages there are.

    Args:
        database: Migrated, its journals empty.
        register: The sites.
        now: Where the year ends.
    """
    rng = Random(SEED)
    now = now.astimezone(UTC).replace(microsecond=0)
    outages, changes, holes = [], [], []
    for site in register.sites:
        spans = list(_spans(rng, now - SPAN, now))
        outages += [_outage(site, start, end) for start, end in spans]
        changes += list(_changes(site, now - SPAN, spans))
        holes += [_hole(rng, site, now) for _ in range(HOLES_A_SITE)]
    runs = list(_runs(now))
    async with writing(database) as connection:
        for table, rows in (
            (outage, outages),
            (transition, changes),
            (observation, runs),
            (observation_exception, holes),
        ):
            for start in range(0, len(rows), 20_000):
                await connection.execute(insert(table), rows[start : start + 20_000])
    return len(outages)


def _spans(
    rng: Random, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    gap_s = 365 * 86_400 / OUTAGES_A_YEAR
    at = start + timedelta(seconds=60 + rng.expovariate(1 / gap_s))
    while True:
        over = at + timedelta(seconds=60 + rng.expovariate(1 / MEAN_OUTAGE_S))
        if over >= end:
            return
        yield at, over
        at = over + timedelta(seconds=60 + rng.expovariate(1 / gap_s))


def _outage(site: str, start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "id": f"{site}-link-{start:%Y%m%dT%H%M%S.%fZ}",
        "site": site,
        "service": "link",
        "device": f"{site}/router",
        "started_at": start,
        "ended_at": end,
        "evidence": [],
    }


def _changes(
    site: str, begun: datetime, spans: Sequence[tuple[datetime, datetime]]
) -> Iterator[dict[str, Any]]:
    yield _change(site, "not_observed", "up", begun)
    for start, end in spans:
        yield _change(site, "up", "down", start)
        yield _change(site, "down", "up", end)


def _change(site: str, before: str, after: str, at: datetime) -> dict[str, Any]:
    return {
        "site": site,
        "service": "link",
        "state_before": before,
        "state_after": after,
        "at": at,
        "decided_at": at,
        "reason": "",
    }


def _hole(rng: Random, site: str, now: datetime) -> dict[str, Any]:
    start = now - timedelta(seconds=rng.uniform(86_400, SPAN.total_seconds()))
    return {
        "poller": "main",
        "site": site,
        "started_at": start,
        "ended_at": start + timedelta(seconds=rng.uniform(60, 7_200)),
        "reason": "stale",
    }


def _runs(now: datetime) -> Iterator[dict[str, Any]]:
    length = SPAN / RUNS
    for number in range(RUNS):
        start = now - SPAN + number * length
        end = start + length - timedelta(seconds=60 * (number < RUNS - 1))
        yield {"poller": "main", "started_at": start, "last_seen_at": end}
