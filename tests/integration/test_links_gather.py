"""What links read, on both kinds of database."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.links.facts import Volunteer
from netmon.links.gather import gather_apart, read_newest
from netmon.migrations import upgrade
from netmon.status.lookback import Dark
from tests.link_story import PAST, held, keep, remember, thai
from tests.live import NOON

pytestmark = pytest.mark.anyio

SITE = SiteCode("PI-00001")


async def test_every_table_is_read_as_it_was_written(new_engine: AsyncEngine) -> None:
    await upgrade(new_engine)
    old = {"starts_at": thai(2, 9) - timedelta(days=4 * 365), "ends_at": thai(3, 9)}
    day = thai(20, 0).date()
    await keep(
        new_engine,
        {
            "centre": [{"code": "DC-1", "site": SITE, "phase": 2}],
            "trainer": [{"code": "TR-1", "trained_by": "online"}, {"code": "TR-2"}],
            "session": [
                {"code": "TS-2", "centre_code": "DC-1", "trainer_id": None, **held(5)},
                {"code": "TS-1", "centre_code": "DC-1", "trainer_id": None, **held(2)},
                {"code": "TS-0", "centre_code": "DC-1", "trainer_id": None, **old},
            ],
            "shop": [{"code": "SH-1", "centre_code": "DC-1", "members": 2}],
            "sale": [{"code": f"SH-1.{day}", "shop_id": "SH-1", "date": day}],
            "volunteer": [
                {"code": "DV-1", "site_code": SITE, "also_serves": "PI-2;PI-3"}
            ],
        },
    )
    gap = Interval(thai(3, 9), thai(3, 12))
    dark = Interval(thai(2, 8), thai(2, 10))
    await remember(
        new_engine, [SITE, "PI-2"], {SITE: [dark], "PI-2": [dark]}, [(SITE, *gap)]
    )
    url = new_engine.url.render_as_string(hide_password=False)

    found = await asyncio.to_thread(gather_apart, url, NOON)

    records, journals = found.records, found.journals
    assert [each.code for each in records.sessions] == ["TS-1", "TS-2"]
    assert records.sessions[0].starts_at == thai(2, 9)
    assert records.sessions[0].completed == 15
    assert records.centres[0].phase == 2
    assert records.trainer_counts == {"online": 1}
    assert records.course_count == 5
    assert [(each.day, each.amount_baht) for each in records.sales] == [(day, 900)]
    (volunteer,) = records.volunteers
    assert volunteer == Volunteer("DV-1", SITE, ("PI-2", "PI-3"), "อาสาสมัครดิจิทัล", None)
    assert journals.outages == {SITE: [dark]}
    assert journals.dark == [Dark("main", SITE, gap)]
    assert journals.watched_from == {SITE: PAST}
    assert journals.looked == [("main", Interval(PAST, NOON))]
    assert found.newest == await read_newest(new_engine)
    assert found.newest.record_change > 0
