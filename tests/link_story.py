"""Records and a past for a world of tests: what links are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.fleet.programme_write import write_programme
from inventory.records.catalogue import BY_NAME
from netmon.core.clock import THAI_TIME
from netmon.database import writing
from netmon.status.tables import (
    observation,
    observation_exception,
    outage,
    transition,
)
from tests.live import NOON, World
from tests.record_values import values_of

DARK, GAP, UNSEEN, DOWN = "PI-00001", "PI-00002", "PI-00004", "PI-00003"
"""Sites of the story, by what the journals say of them."""

PAST = NOON - timedelta(days=60)
"""Since when the watch of the story looked, until NOON."""
OPENED = date(2025, 1, 6)
"""First day of every centre of the story."""


def thai(day: int, hour: float, month: int = 11) -> datetime:
    """Return a moment of 2026 in Bangkok."""
    midnight = datetime(2026, month, day, tzinfo=THAI_TIME)
    return midnight + timedelta(hours=hour)


async def tell(world: World) -> None:
    """Four centres: one was dark, one in part unseen, one never seen, one is down."""
    database = world.live.history._engine
    sites = {"DC-1": DARK, "DC-2": GAP, "DC-3": UNSEEN, "DC-4": DOWN}
    sessions = [
        {"code": f"TS-{n}", "centre_code": f"DC-{n}", **held(2), "phase": 1}
        for n in range(1, 5)
    ]
    sessions += [
        {"code": "TS-5", "centre_code": "DC-4", **held(22), "attended": None},
        {"code": "TS-6", "centre_code": "DC-1", **held(23), "attended": None},
    ]
    await keep(
        database,
        {
            "centre": [
                {"code": code, "site": site, "phase": 1, "opened_date": OPENED}
                for code, site in sites.items()
            ],
            "session": [{**one, "trainer_id": None} for one in sessions],
            "shop": [{"code": "SH-1", "centre_code": "DC-1", "members": 2}],
            "sale": [_sale(month, day) for month in (10, 11) for day in range(1, 20)],
            "volunteer": [{"code": "DV-1", "site_code": DARK, "role": "หัวหน้าทีม"}],
        },
    )
    # The never seen site was seen by the world first at NOON.
    await remember(
        database,
        [DARK, GAP, DOWN],
        {
            DARK: [
                (thai(2, 8), thai(2, 10)),  # an hour of class
                (thai(2, 20), thai(2, 23)),  # nobody is taught at night
                (thai(11, 9), thai(11, 14)),  # a dark day of the shop
            ],
            GAP: [(thai(2, 13), thai(2, 13.1))],
        },
        [(GAP, thai(3, 9), thai(3, 12)), (None, thai(12, 0), thai(13, 0))],
    )


def held(day: int) -> dict[str, object]:
    return {
        "starts_at": thai(day, 9),
        "ends_at": thai(day + 1, 16),
        "registered": 20,
        "attended": 20,
        "completed": 15,
    } | ({} if day < 20 else {"completed": None})


def _sale(month: int, day: int) -> dict[str, object]:
    at = thai(day, 0, month).date()
    amount = 100 if (month, day) == (11, 11) else 400
    return {"code": f"SH-1.{at}", "shop_id": "SH-1", "date": at, "amount_baht": amount}


async def keep(
    database: AsyncEngine, records: Mapping[str, Iterable[Mapping[str, Any]]]
) -> None:
    """Write records by kind; what is left out of one is as in tests.record_values."""
    filled = {
        kind: [values_of(BY_NAME[kind], **each) for each in found]
        for kind, found in records.items()
    }
    await write_programme(database, filled, NOON)


async def remember(
    database: AsyncEngine,
    sites: Iterable[str],
    outages: Mapping[str, list[tuple[datetime, datetime]]],
    gaps: Iterable[tuple[str | None, datetime, datetime]] = (),
) -> None:
    """Write a past: the watch looked at `sites` since PAST, but for `gaps`."""
    changes = [_change(site, "not_observed", "up", PAST) for site in sites]
    rows = []
    for site, spans in outages.items():
        for start, end in spans:
            rows.append(_outage(site, start, end))
            changes += [_change(site, "up", "down", start)]
            changes += [_change(site, "down", "up", end)]
    run = {"poller": "main", "started_at": PAST, "last_seen_at": NOON}
    dark = [
        {"poller": "main", "site": site, "started_at": a, "ended_at": b, "reason": "x"}
        for site, a, b in gaps
    ]
    async with writing(database) as connection:
        await connection.execute(insert(observation), [run])
        await connection.execute(insert(transition), changes)
        for table, found in ((outage, rows), (observation_exception, dark)):
            if found:
                await connection.execute(insert(table), found)


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


def _outage(site: str, start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "id": f"{site}-link-{start.isoformat()}",
        "site": site,
        "service": "link",
        "device": f"{site}/router",
        "started_at": start,
        "ended_at": end,
        "evidence": [],
    }
