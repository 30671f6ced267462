"""Open data read from journals, register and roll-ups, in both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.fleet import make_fleet
from inventory.repository import replace_register
from netmon.core.errors import ConfigError
from netmon.core.months import Month
from netmon.core.schema import Sample
from netmon.opendata.rows import month_rows
from netmon.opendata.schema import SITE_MONTHS
from netmon.opendata.sources import Sources, read_sources
from netmon.store.layout import FOLDER, Layout
from netmon.store.sealing import SealRules, jobs, run_job
from netmon.store.store import SampleStore
from tests.journals import write_first_sight, write_hole, write_outage, write_watch
from tests.samples import SetClock

pytestmark = pytest.mark.anyio

OCTOBER = Month(2026, 10)
BEGIN, END = OCTOBER.span
MONTH_S = 31 * 86_400
HOUR = timedelta(hours=1)
FLEET = make_fleet(size=4)
CODES = list(FLEET.sites)
REGISTER = replace(
    FLEET,
    sites={
        **FLEET.sites,
        CODES[2]: replace(FLEET.sites[CODES[2]], in_service_from=date(2026, 10, 31)),
        CODES[3]: replace(FLEET.sites[CODES[3]], in_service_from=None),
    },
)
RULES = SealRules(grace_s=0, day_grace_s=0, late_wait_s=0)


@pytest.fixture
async def watched(engine: AsyncEngine) -> AsyncEngine:
    """Looked at from the first of October until some days into November."""
    await replace_register(engine, REGISTER)
    await write_watch(engine, BEGIN, END + timedelta(days=5))
    await write_first_sight(engine, CODES[:3], BEGIN)
    return engine


async def read(engine: AsyncEngine, folder: Path, month: Month | None) -> Sources:
    return await read_sources(engine, folder, (month, month) if month else None)


def by_site(sources: Sources) -> dict[Any, dict[str, Any]]:
    names = [column.name for column in SITE_MONTHS.columns]
    rows = (dict(zip(names, row, strict=True)) for row in month_rows(sources))
    return {row["site_code"]: row for row in rows}


async def test_a_month_is_summed_as_the_journals_have_it(
    watched: AsyncEngine, tmp_path: Path
) -> None:
    first, second, third, _never = CODES
    quarter = timedelta(seconds=0.25)
    await write_outage(watched, first, BEGIN + HOUR + quarter, BEGIN + 3 * HOUR)
    await write_outage(watched, first, BEGIN + 9 * HOUR, BEGIN + 10 * HOUR, "wifi")
    await write_outage(watched, second, END - HOUR, None)
    await write_hole(watched, second, BEGIN, BEGIN + 10 * HOUR)
    await write_hole(watched, None, BEGIN + 2 * HOUR, BEGIN + 3 * HOUR)

    rows = by_site(await read(watched, tmp_path, OCTOBER))

    assert list(rows) == [first, second, third]
    assert rows[first] == {
        "month": "2026-10",
        "site_code": first,
        "province_code": FLEET.sites[first].province,
        "in_service_s": MONTH_S,
        "observed_s": MONTH_S - 3600,
        "down_s": 3600,
        "not_observed_s": 3600,
        "outage_count": 1,
        "longest_outage_s": 3600,
        "availability_ratio": int((1 - 3600 / (MONTH_S - 3600)) * 1e6) / 1e6,
        "wifi_clients_mean": None,
        "wifi_clients_max": None,
        "is_complete": True,
    }
    assert rows[second]["observed_s"] == MONTH_S - 36_000
    assert rows[second]["down_s"] == 3600
    assert rows[third]["in_service_s"] == 86_400


async def test_a_site_is_not_observed_before_it_was_seen_first(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await replace_register(engine, FLEET)
    await write_watch(engine, BEGIN, END + HOUR)
    await write_first_sight(engine, CODES[:1], END - HOUR)

    rows = by_site(await read(engine, tmp_path, OCTOBER))

    assert rows[CODES[0]]["observed_s"] == 3600
    assert rows[CODES[1]]["observed_s"] == 0
    assert rows[CODES[1]]["availability_ratio"] is None


async def test_without_a_word_all_months_that_are_over_are_taken(
    watched: AsyncEngine, tmp_path: Path
) -> None:
    assert list((await read(watched, tmp_path, None)).months) == [OCTOBER]


async def test_a_month_under_way_ends_with_what_is_known(
    watched: AsyncEngine, tmp_path: Path
) -> None:
    await write_outage(watched, CODES[0], END + timedelta(days=4), None)

    rows = by_site(await read(watched, tmp_path, OCTOBER.next))

    assert rows[CODES[0]]["in_service_s"] == 5 * 86_400
    assert rows[CODES[0]]["down_s"] == 86_400
    assert rows[CODES[0]]["is_complete"] is False


async def test_a_month_ahead_is_refused(watched: AsyncEngine, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="2026-12: this month has not begun"):
        await read(watched, tmp_path, Month(2026, 12))


async def test_nothing_observed_gives_no_month(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await replace_register(engine, REGISTER)

    sources = await read(engine, tmp_path, None)

    assert (list(sources.months), sources.until) == ([], None)
    with pytest.raises(ConfigError, match="nothing was observed yet"):
        await read(engine, tmp_path, OCTOBER)


async def test_what_comes_later_does_not_change_a_month_that_is_over(
    watched: AsyncEngine, tmp_path: Path
) -> None:
    await write_outage(watched, CODES[0], END - HOUR, None)
    before = await read(watched, tmp_path, OCTOBER)

    await write_watch(watched, END + timedelta(days=5), END + timedelta(days=9))
    await write_outage(watched, CODES[0], END + timedelta(days=6), None)
    await write_hole(watched, CODES[1], END + HOUR, None)
    after = await read(watched, tmp_path, OCTOBER)

    assert list(month_rows(after)) == list(month_rows(before))
    assert after.until == before.until == END


async def test_clients_come_from_the_days_of_the_router(
    watched: AsyncEngine, tmp_path: Path
) -> None:
    site = CODES[0]
    noon = datetime(2026, 10, 20, 5, tzinfo=UTC)
    store = SampleStore(tmp_path, SetClock(noon), sealing=RULES)
    for number, clients in enumerate((10, 20, 31)):
        at = noon + number * timedelta(minutes=1)
        router = REGISTER.routers[site].id
        await store.append(
            [
                Sample("wifi", at, (site, router), (clients, 1, 1)),
                Sample("wifi", at, (site, f"{site}/ap1"), (99, 1, 1)),
            ]
        )
    await store.close()
    for job in jobs(Layout(tmp_path / FOLDER), RULES, noon + timedelta(days=2)):
        run_job(Layout(tmp_path / FOLDER), job)

    rows = by_site(await read(watched, tmp_path / FOLDER, OCTOBER))

    assert rows[site]["wifi_clients_mean"] == 20.33
    assert rows[site]["wifi_clients_max"] == 31
    assert rows[CODES[1]]["wifi_clients_mean"] is None
