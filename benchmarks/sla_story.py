"""A national month on whole minutes, made up once and told twice.

Into a database as the watch would have journalled it, and as a tick a minute for the
peer. Minutes count from the month's begin; what began before it is negative.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.fleet import make_fleet
from inventory.model import Register
from inventory.records.tables import contract_terms
from inventory.repository import replace_register
from netmon.core.months import Month
from netmon.database import writing
from netmon.migrations import upgrade
from netmon.sla.tables import sla_exclusion, sla_exclusion_site, sla_ticket
from netmon.status.tables import (
    observation,
    observation_exception,
    outage,
    transition,
)

MONTH = Month(2026, 9)
MINUTES = 30 * 1_440
OUTAGES = 300_000
HOLES = 100_000
EXCLUSIONS = 400
TICKETS = 20_000
MEAN_OUTAGE_MIN, MEAN_HOLE_MIN = 5.0, 8.0
BAD_SHARE = 0.15
"""Of the sites have five times the outages of the others."""
SEED = 2569
MEMORY_LIMIT = "1GB"
"""Of DuckDB; a poller's machine has no more to spare."""
_MINUTE = timedelta(minutes=1)
_BATCH = 20_000
Run = tuple[int, int]
"""[start, end) in minutes of the month."""


@dataclass(slots=True)
class Story:
    """What happened.

    Attributes:
        windows: When each site was in service, by its code, in the register's order.
        down, unseen: By site; runs may overlap and reach out of the month.
        blind: When nobody looked at any site.
        excluded: By site, approved.
    """

    register: Register
    windows: dict[str, Run]
    blind: list[Run]
    down: dict[str, list[Run]] = field(default_factory=dict)
    unseen: dict[str, list[Run]] = field(default_factory=dict)
    excluded: dict[str, list[Run]] = field(default_factory=dict)


def make_story() -> Story:
    """Return the month; the same whoever asks."""
    rng = Random(SEED)
    register = _open_late(make_fleet(), rng)
    windows = {str(code): _window(one) for code, one in register.sites.items()}
    blind = [(at, at + 5) for at in range(3_000, MINUTES, 9_000)]
    story = Story(register, windows, blind)
    codes = [*windows]
    weights = [5.0 if rng.random() < BAD_SHARE else 1.0 for _ in codes]
    for store, count, mean in (
        (story.down, OUTAGES, MEAN_OUTAGE_MIN),
        (story.unseen, HOLES, MEAN_HOLE_MIN),
    ):
        taken: set[tuple[str, int]] = set()
        while len(taken) < count:
            for code in rng.choices(codes, weights, k=count - len(taken)):
                start = rng.randrange(-600, MINUTES)
                if (code, start) not in taken:
                    taken.add((code, start))
                    end = start + 1 + int(rng.expovariate(1 / mean))
                    store.setdefault(code, []).append((start, end))
    for code in rng.sample(codes, EXCLUSIONS):
        start = rng.randrange(-100, MINUTES)
        story.excluded.setdefault(code, []).append((start, start + 240))
    return story


def _open_late(register: Register, rng: Random) -> Register:
    """Return the register with 200 sites that open within the month, or after it."""
    sites = dict(register.sites)
    for code in rng.sample([*sites], 200):
        opens = MONTH.first_day + timedelta(days=rng.randrange(1, 34))
        sites[code] = replace(sites[code], in_service_from=opens)
    return replace(register, sites=sites)


def _window(site: Any) -> Run:
    days = (site.in_service_from or date.max) - MONTH.first_day
    return min(max(0, days.days * 1_440), MINUTES), MINUTES


def to_moment(minute: int) -> datetime:
    """Return the moment a minute of the month begins."""
    return MONTH.span.start + minute * _MINUTE


async def write_story(engine: AsyncEngine, story: Story) -> None:
    """Write the month into an empty database."""
    await upgrade(engine)
    await replace_register(engine, story.register)
    async with writing(engine) as connection:
        for table, rows in (
            (contract_terms, _terms(story.register)),
            (observation, list(_runs(story.blind))),
            (transition, [_first_sight(code) for code in story.windows]),
            (outage, list(_outages(story.down))),
            (observation_exception, list(_holes(story.unseen))),
            (sla_exclusion, [_exclusion(n, *each) for n, each in _numbered(story)]),
            (sla_exclusion_site, [_whose(n, each[0]) for n, each in _numbered(story)]),
            (sla_ticket, list(_tickets(story.down))),
        ):
            for start in range(0, len(rows), _BATCH):
                await connection.execute(insert(table), rows[start : start + _BATCH])


def _terms(register: Register) -> list[dict[str, Any]]:
    return [
        {
            "contract": code,
            "contractor": code,
            "availability_min_ratio": "0.995",
            "repair_hours": 24,
            "monthly_fee_baht": 2_000,
            "penalty_per_hour_ratio": "0.005",
        }
        for code in register.contracts
    ]


def _runs(blind: Sequence[Run]) -> Iterator[dict[str, Any]]:
    """Yield when the poller ran: all the time but while nobody looked."""
    begun = -10_000
    for start, end in [*blind, (MINUTES + 10_000, 0)]:
        yield {
            "poller": "main",
            "started_at": to_moment(begun),
            "last_seen_at": to_moment(start),
        }
        begun = end


def _first_sight(code: str) -> dict[str, Any]:
    at = to_moment(-9_999)
    return {
        "site": code,
        "service": "link",
        "state_before": "not_observed",
        "state_after": "up",
        "at": at,
        "decided_at": at,
        "reason": "",
    }


def _outages(down: dict[str, list[Run]]) -> Iterator[dict[str, Any]]:
    for code, runs in down.items():
        for start, end in runs:
            yield {
                "id": f"{code}-link-{to_moment(start):%Y%m%dT%H%M%S.%fZ}",
                "site": code,
                "service": "link",
                "device": f"{code}/router",
                "started_at": to_moment(start),
                "ended_at": to_moment(end),
                "evidence": [],
            }


def _holes(unseen: dict[str, list[Run]]) -> Iterator[dict[str, Any]]:
    for code, runs in unseen.items():
        for start, end in runs:
            yield {
                "poller": "main",
                "site": code,
                "started_at": to_moment(start),
                "ended_at": to_moment(end),
                "reason": "stale",
            }


def _numbered(story: Story) -> Iterator[tuple[int, tuple[str, Run]]]:
    each = ((code, run) for code, runs in story.excluded.items() for run in runs)
    return enumerate(each, 1)


def _exclusion(number: int, _site: str, run: Run) -> dict[str, Any]:
    return {
        "id": number,
        "kind": "mains_power",
        "started_at": to_moment(run[0]),
        "ended_at": to_moment(run[1]),
        "reason": "no mains",
        "requested_by": "contractor",
        "requested_at": to_moment(run[1]),
        "status": "approved",
        "decided_by": "ministry",
        "decided_at": to_moment(run[1] + 60),
    }


def _whose(number: int, site: str) -> dict[str, Any]:
    return {"exclusion": number, "site": site}


def _tickets(down: dict[str, list[Run]]) -> Iterator[dict[str, Any]]:
    every = ((code, run) for code, runs in down.items() for run in runs)
    for _, (code, (start, end)) in zip(range(TICKETS), every, strict=False):
        yield {
            "outage": f"{code}-link-{to_moment(start):%Y%m%dT%H%M%S.%fZ}",
            "site": code,
            "outage_started_at": to_moment(start),
            "sent_at": to_moment(start + 1),
            "restored_at": to_moment(end),
            "noted_by": "noc",
            "noted_at": datetime.now(UTC),
            "version": 1,
        }
