"""A past made up for a demonstration: a month to be frozen, and this month until now.

Nobody looked then. The journals say so: whoever "looked" is called `simulated-past`,
and no outage has evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from inventory.fleet.terms import make_terms
from inventory.records.tables import contract_terms
from netmon.core.intervals import Interval
from netmon.core.model import Service, SiteCode, SiteState
from netmon.core.months import Month
from netmon.database import writing
from netmon.sla.statements.lifecycle import to_calendar
from netmon.status.tables import (
    observation,
    observation_exception,
    outage,
    transition,
)

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from inventory.model import Register
    from netmon.sla.parameters import Rules

POLLER = "simulated-past"
SEED = 2569
BAD_SHARE, UNSEEN_SHARE, BLIP_SHARE = 0.03, 0.01, 0.2
GAP, BAD_GAP = timedelta(days=24), timedelta(days=5)
"""Mean time between two outages of a site."""
MEAN_S, BAD_MEAN_S = 2_400.0, 7_200.0
QUIET = timedelta(minutes=2)
"""Before now: what the demonstration looks at itself is not made up."""
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Dark:
    """Neighbours that were dark together.

    Attributes:
        contract: Of all of them.
    """

    contract: str
    sites: Sequence[SiteCode]
    span: Interval


@dataclass(frozen=True, slots=True)
class Past:
    """What did not happen.

    Attributes:
        month: The newest that may be frozen by now; the past begins with it.
        outages: Of lines, by site, in no order, never open.
        unseen: When a site was not looked at.
        runs: When the simulated poller ran.
        flood, power: Two districts that went dark, within the month.
    """

    month: Month
    outages: Sequence[tuple[SiteCode, Interval]]
    unseen: Sequence[tuple[SiteCode, Interval]]
    runs: Sequence[Interval]
    flood: Dark
    power: Dark


def find_month(now: datetime, rules: Rules) -> Month:
    """Return the newest month whose statement may be frozen."""
    month = Month.of(now)
    while to_calendar(month, rules).freeze_from > now:
        month = Month.of(month.span.start - _DAY)
    return month


def make_past(register: Register, now: datetime, contract: str, rules: Rules) -> Past:
    """Return a past; the same for the same register, day and contract.

    Args:
        register: Of a simulated nation.
        now: UTC; the past ends shortly before.
        contract: Of which two districts go dark.
        rules: Say when a month may be frozen.
    """
    rng = Random(SEED)  # noqa: S311  it hides nothing
    month = find_month(now, rules)
    span = Interval(month.span.start, now.replace(microsecond=0) - QUIET)
    flood, power = _make_dark(register, contract, month)
    outages, unseen = [], []
    for code in register.sites:
        outages += [(code, each) for each in _outages(rng, span)]
        if rng.random() < UNSEEN_SHARE:
            start = span.start + _DAY * rng.uniform(8, 20)
            unseen.append((code, _clip(start, 30 * _HOUR, span)))
    for dark in (flood, power):
        outages += [(code, dark.span) for code in dark.sites]
    return Past(month, outages, unseen, list(_runs(span)), flood, power)


async def write_past(database: AsyncEngine, register: Register, past: Past) -> None:
    """Write a past, and what the contracts promise, into a demonstration's database.

    Args:
        database: Its journals are empty.
        register: The one the past was made for.
        past: See make_past.
    """
    tables = (
        (contract_terms, make_terms(register)),
        (observation, [_run(each) for each in past.runs]),
        (transition, [_first_sight(code, past) for code in register.sites]),
        (outage, [_outage(*each) for each in _without_twins(past.outages)]),
        (observation_exception, [_unseen(*each) for each in past.unseen]),
    )
    for table, rows in tables:
        for start in range(0, len(rows), _BATCH):
            # Short transactions: the watch writes its journals meanwhile.
            async with writing(database) as connection:
                await connection.execute(insert(table), rows[start : start + _BATCH])


def _outages(rng: Random, span: Interval) -> Iterator[Interval]:
    """Yield the outages of one site; most have few, some have many."""
    is_bad = rng.random() < BAD_SHARE
    gap, mean_s = (BAD_GAP, BAD_MEAN_S) if is_bad else (GAP, MEAN_S)
    at = span.start + gap * rng.expovariate(1)
    while at < span.end - _HOUR:
        is_blip = rng.random() < BLIP_SHARE
        length_s = rng.uniform(20, 55) if is_blip else 60 + rng.expovariate(1 / mean_s)
        yield _clip(at, timedelta(seconds=length_s), span)
        at += timedelta(seconds=length_s) + _HOUR + gap * rng.expovariate(1)


def _clip(start: datetime, length: timedelta, span: Interval) -> Interval:
    start = min(start, span.end - _HOUR).replace(microsecond=0)
    seconds = timedelta(seconds=int(length.total_seconds()))
    return Interval(start, min(start + seconds, span.end))


def _make_dark(register: Register, contract: str, month: Month) -> tuple[Dark, Dark]:
    """Return two districts of a contract, dark on the 12th and on the 20th."""
    districts: dict[tuple[str, str], list[SiteCode]] = {}
    for code, site in register.sites.items():
        if site.contract == contract:
            districts.setdefault((site.province, site.district), []).append(code)
    largest = sorted(districts.values(), key=len, reverse=True)
    first, second = largest[0], largest[1 % len(largest)]
    flood = month.span.start + 11 * _DAY + 14 * _HOUR
    power = month.span.start + 19 * _DAY + 9 * _HOUR
    return (
        Dark(contract, first, Interval(flood, flood + 6 * _HOUR)),
        Dark(contract, second, Interval(power, power + 3 * _HOUR)),
    )


def _runs(span: Interval) -> Iterator[Interval]:
    """Yield runs of the poller, with ten minutes between them every ninth day."""
    start = span.start
    while start + 9 * _DAY < span.end:
        yield Interval(start, start + 9 * _DAY)
        start += 9 * _DAY + timedelta(minutes=10)
    if start < span.end:
        yield Interval(start, span.end)


def _without_twins(
    outages: Sequence[tuple[SiteCode, Interval]],
) -> Iterator[tuple[SiteCode, Interval]]:
    """Yield outages, of those of one site that begin together only the last."""
    found = {(code, span.start): span for code, span in outages}
    return ((code, span) for (code, _), span in found.items())


def to_outage_id(site: SiteCode, start: datetime) -> str:
    """Return the id of an outage of a line."""
    return f"{site}-{Service.LINK.value}-{start:%Y%m%dT%H%M%S.%fZ}"


def _outage(site: SiteCode, span: Interval) -> dict[str, Any]:
    return {
        "id": to_outage_id(site, span.start),
        "site": site,
        "service": Service.LINK.value,
        "device": f"{site}/router",
        "started_at": span.start,
        "ended_at": span.end,
        "evidence": [],
    }


def _unseen(site: SiteCode, span: Interval) -> dict[str, Any]:
    return {
        "poller": POLLER,
        "site": site,
        "started_at": span.start,
        "ended_at": span.end,
        "reason": "stale",
    }


def _run(span: Interval) -> dict[str, Any]:
    return {"poller": POLLER, "started_at": span.start, "last_seen_at": span.end}


def _first_sight(site: SiteCode, past: Past) -> dict[str, Any]:
    start = past.month.span.start
    return {
        "site": site,
        "service": Service.LINK.value,
        "state_before": SiteState.NOT_OBSERVED.value,
        "state_after": SiteState.UP.value,
        "at": start,
        "decided_at": start,
        "reason": "",
    }
