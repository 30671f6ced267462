"""Events and sites as lines: what is sent, when, and from where it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.fleet import make_fleet
from netmon.core.model import Service, SiteCode, SiteState
from netmon.database import make_engine, sqlite_url, writing
from netmon.migrations import upgrade
from netmon.service import influx_events
from netmon.service.influx_events import EventLines
from netmon.service.influx_sites import SiteLines
from netmon.status.effects import Transition
from netmon.status.journal import Journal
from netmon.status.tables import service_state
from netmon.store.influx.cursor import Cursor
from netmon.store.influx.tags import to_tag_book
from tests.samples import NOON, SetClock

REGISTER = make_fleet(size=3)
BOOK = to_tag_book(REGISTER)
SITE = next(iter(REGISTER.sites))


def with_database(path: Path, work: Any) -> None:
    async def run() -> None:
        engine = make_engine(sqlite_url(path / "netmon.db"))
        try:
            await upgrade(engine)
            await work(engine)
        finally:
            await engine.dispose()

    coroutine: Coroutine[Any, Any, None] = run()
    asyncio.run(coroutine)


def change(minutes: float, site: SiteCode = SITE) -> Transition:
    at = NOON + timedelta(minutes=minutes)
    up, down = SiteState.UP, SiteState.DOWN
    return Transition(site, Service.LINK, up, down, at, at, "timeout")


def test_events_go_in_order_page_by_page_from_the_cursor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(influx_events, "PAGE_ROWS", 2)

    async def work(engine: AsyncEngine) -> None:
        clock, cursor = SetClock(), Cursor()
        journal = Journal(engine, "test", 10.0)
        await journal.write([change(-n) for n in (5, 4, 3)], NOON)
        events = EventLines(engine, clock)
        events.book = BOOK
        first = await events.lines(cursor)
        assert len(first) == 2
        assert await events.lines(cursor) == first  # not sent yet: the same again
        events.sent(cursor)
        [third] = await events.lines(cursor)
        events.sent(cursor)
        assert cursor.event_id == 3
        assert third.endswith(b" %d" % (NOON.timestamp() - 180))
        assert not await events.lines(cursor)
        await journal.write([change(-1)], NOON)
        assert not await events.lines(cursor)  # it does not ask all the time
        clock.at += timedelta(seconds=influx_events.CHECK_S)
        assert len(await events.lines(cursor)) == 1

    with_database(tmp_path, work)


def test_events_no_server_would_keep_are_passed_over(tmp_path: Path) -> None:
    async def work(engine: AsyncEngine) -> None:
        clock, cursor = SetClock(), Cursor()
        old = change(-60 * 24 * 95)
        await Journal(engine, "test", 10.0).write([old], NOON)
        events = EventLines(engine, clock)
        events.book = BOOK
        assert not await events.lines(cursor)
        assert cursor.event_id == 1

    with_database(tmp_path, work)


def test_an_event_says_what_where_and_why_in_two_languages() -> None:
    line = influx_events.to_event_line(change(0), BOOK).decode()
    site = REGISTER.sites[SITE]
    assert line.startswith(f"event,province={site.province},region=")
    for part in (
        "service=link",
        f"site={SITE}",
        'state_before="up"',
        'state_after="down"',
        'reason="timeout"',
        "Up → Down (no answer in time)",
        "ล่ม",
    ):
        assert part in line, part


def test_sites_are_written_on_change_and_every_five_minutes(tmp_path: Path) -> None:
    async def work(engine: AsyncEngine) -> None:
        async with writing(engine) as connection:
            await connection.execute(
                service_state.insert().values(
                    site=SITE, service="link", state="down", since=NOON
                )
            )
        clock, cursor = SetClock(), Cursor()
        sites = SiteLines(engine, clock)
        assert not await sites.lines(cursor)  # no register yet
        sites.take(REGISTER, BOOK)
        assert len(await sites.lines(cursor)) == 3
        sites.sent(cursor)
        assert not await sites.lines(cursor)
        clock.at += timedelta(seconds=60)
        now_ms = int(clock.at.timestamp() * 1000)
        sites.saw([(SITE, now_ms, 2), (SITE, now_ms - 9_000, 4), ("gone", now_ms, 2)])
        [line] = await sites.lines(cursor)
        assert b"state_code=2i" in line
        assert b"since_s=%di" % NOON.timestamp() in line
        assert f'name_th="{REGISTER.sites[SITE].name_th}"'.encode() in line
        sites.sent(cursor)
        sites.saw([(SITE, now_ms + 60_000, 2)])
        assert not await sites.lines(cursor)  # it is as it was
        clock.at = NOON + timedelta(minutes=5)
        assert len(await sites.lines(cursor)) == 3
        sites.sent(cursor)
        sites.take(REGISTER, BOOK)
        assert len(await sites.lines(cursor)) == 3

    with_database(tmp_path, work)
