"""Personal data is blanked when its time is over, in what was, too; nothing else is."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.importer.tables import (
    register_import,
    register_import_change,
    site_record,
)
from inventory.records.catalogue import CENTRE, COURSE, KINDS, TRAINER, VOLUNTEER
from inventory.records.departures import GRACE
from inventory.records.forget import find_due
from inventory.records.store import RecordStore
from inventory.repository import replace_register
from netmon.access.audit import AuditLog
from netmon.database import reading, writing
from netmon.service.forgetting import Forgetting
from tests.live import HandClock, hand_made_register
from tests.record_values import keep_one_of_each, values_of

pytestmark = pytest.mark.anyio

DAY_S = 86_400
WHO = "local:test"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def store(engine: AsyncEngine, clock: HandClock) -> RecordStore:
    await replace_register(engine, hand_made_register(6))
    return RecordStore(engine, clock)


@pytest.fixture
def job(engine: AsyncEngine, clock: HandClock) -> Forgetting:
    return Forgetting(engine, clock, AuditLog(engine, clock))


async def everything(engine: AsyncEngine) -> str:
    """Return all that the tables of records hold, as text."""
    tables = (*(kind.name for kind in KINDS), "record_change", "audit", "site_record")
    tables = (*tables, "register_import_change")
    parts = []
    async with reading(engine) as connection:
        for name in tables:
            rows = await connection.execute(text(f'SELECT * FROM "{name}"'))
            parts += [json.dumps([*map(str, row)], ensure_ascii=False) for row in rows]
    # PostgreSQL gives JSON as Python's, SQLite as its text, with \u escapes.
    return "\n".join(parts).encode().decode("unicode_escape", "ignore") + "\n".join(
        parts
    )


async def test_each_kind_is_blanked_when_its_own_time_is_over(
    store: RecordStore, job: Forgetting, clock: HandClock
) -> None:
    await keep_one_of_each(store)

    clock.move(365 * DAY_S)
    assert (await job.once()).is_nothing
    clock.move(1)
    done = await job.once()

    assert done.records == {"centre": 1, "trainer": 0, "volunteer": 1}
    assert done.lines_count == 2
    centre = await store.get(CENTRE, "DC-001")
    assert (centre.values["caretaker"], centre.values["telephone"]) == (None, None)
    assert centre.values["level"] == values_of(CENTRE)["level"]
    assert (centre.version, centre.changed_by) == (2, "netmon")
    trainer = await store.get(TRAINER, "TR-001")
    assert (trainer.values["name"], trainer.version) == ("คุณสมมติ วิทยากร", 1)

    clock.move(365 * DAY_S)
    assert (await job.once()).records["trainer"] == 1
    assert (await store.get(TRAINER, "TR-001")).values["name"] is None
    assert (await job.once()).is_nothing


async def test_no_trace_is_left_anywhere(
    store: RecordStore, engine: AsyncEngine, job: Forgetting, clock: HandClock
) -> None:
    await store.create(VOLUNTEER, values_of(VOLUNTEER, name="Somchai First"), WHO)
    clock.move(DAY_S)
    second = values_of(VOLUNTEER, name="Somchai Second")
    await store.change(VOLUNTEER, second, 1, WHO)
    gone = values_of(VOLUNTEER, code="DV-2", name="Somchai Gone")
    await store.create(VOLUNTEER, gone, WHO)
    await store.delete(VOLUNTEER, "DV-2", 1, WHO)
    assert "Somchai Gone" in await everything(engine)

    clock.move(366 * DAY_S)
    await job.once()

    left = await everything(engine)
    assert "Somchai" not in left
    assert "+66 2 111 1111" not in left
    history = await store.history(VOLUNTEER, "DV-1")
    assert [each.version for each in history] == [3, 2, 1]
    assert history[0].before == history[0].after
    assert history[2].before is None
    assert history[2].after is not None
    assert history[2].after["role"] == "อาสาสมัครดิจิทัล"
    assert history[2].after["name"] is None
    assert len(await store.history(VOLUNTEER, "DV-2")) == 2


async def test_who_was_there_before_is_forgotten_though_the_record_lives(
    store: RecordStore, engine: AsyncEngine, job: Forgetting, clock: HandClock
) -> None:
    await store.create(CENTRE, values_of(CENTRE, caretaker="Somchai First"), WHO)
    clock.move(200 * DAY_S)
    second = values_of(CENTRE, caretaker="Somchai Second")
    await store.change(CENTRE, second, 1, WHO)

    clock.move(166 * DAY_S)
    done = await job.once()

    assert (done.records["centre"], done.lines_count) == (0, 1)
    now = await store.get(CENTRE, "DC-001")
    assert (now.values["caretaker"], now.version) == ("Somchai Second", 2)
    second_line, first_line = await store.history(CENTRE, "DC-001")
    assert first_line.after is not None
    assert first_line.after["caretaker"] is None
    # The change itself is younger; it tells whom it replaced until its time is over.
    assert second_line.before is not None
    assert second_line.before["caretaker"] == "Somchai First"


async def test_sites_that_left_the_register_lose_their_people(
    engine: AsyncEngine, store: RecordStore, job: Forgetting, clock: HandClock
) -> None:
    old = clock.now() - timedelta(days=366)
    async with writing(engine) as connection:
        for code in ("PI-00001", "PI-00099"):
            row = {
                "site": code,
                "caretaker": f"of {code}",
                "telephone": "1",
                "up_bps": 7,
            }
            await connection.execute(insert(site_record).values(row))
        for number, at in ((1, old), (2, clock.now())):
            whole = {
                "id": number,
                "at": at,
                "who": WHO,
                "file_name": "x",
                "sha256": "y",
            }
            counts = {"version": 1, "added_count": 0, "changed_count": 1}
            await connection.execute(
                insert(register_import).values(whole | counts | {"new_contracts": []})
            )
            before = {"ผู้ดูแล": f"before {number}", "ตำบล": "ริมใต้"}
            line = {"import_id": number, "site": "PI-00001", "before": before}
            await connection.execute(insert(register_import_change).values(line))

    done = await job.once()

    # The site may be missing by mistake: its people stay for the time of grace.
    assert (done.sites_count, done.imports_count) == (0, 1)
    clock.move(GRACE.total_seconds() + 1)
    assert (await job.once()).sites_count == 1
    async with reading(engine) as connection:
        rows = await connection.execute(
            select(site_record.c.caretaker, site_record.c.up_bps).order_by("site")
        )
        assert [tuple(row) for row in rows] == [("of PI-00001", 7), (None, 7)]
        lines = await connection.scalars(
            select(register_import_change.c.before).order_by("import_id")
        )
        assert [line.get("ผู้ดูแล") for line in lines] == [None, "before 2"]


async def keep_import(engine: AsyncEngine, at: datetime, before: list[Any]) -> None:
    """Write an import, with the former values of each of its sites."""
    whole = {"at": at, "who": WHO, "file_name": "x", "sha256": "y"}
    counts = {"version": 1, "added_count": 0, "changed_count": 1}
    async with writing(engine) as connection:
        made = await connection.execute(
            insert(register_import).values(whole | counts | {"new_contracts": []})
        )
        key = made.inserted_primary_key
        assert key is not None
        for number, values in enumerate(before):
            line = {"import_id": key[0], "site": f"PI-{number}", "before": values}
            await connection.execute(insert(register_import_change).values(line))


async def test_a_value_that_reads_like_a_column_is_nobodys_and_ends_the_run(
    engine: AsyncEngine, store: RecordStore, job: Forgetting, clock: HandClock
) -> None:
    named = {"ชื่อจุดบริการ": "โทรศัพท์", "ตำบล": 'x"ผู้ดูแล": '}
    people = {"โทรศัพท์": "000-550-0001", "ตำบล": "ริมใต้"}
    await keep_import(engine, clock.now(), [named, people])
    clock.move(366 * DAY_S)

    async with asyncio.timeout(30):
        done = await job.once()

    assert done.imports_count == 1
    async with reading(engine) as connection:
        lines = select(register_import_change.c.before).order_by("site")
        assert [*await connection.scalars(lines)] == [named, {"ตำบล": "ริมใต้"}]


async def test_a_site_that_came_back_has_its_time_of_grace_again(
    engine: AsyncEngine, store: RecordStore, job: Forgetting, clock: HandClock
) -> None:
    async with writing(engine) as connection:
        row = {"site": "PI-00099", "caretaker": "of PI-00099"}
        await connection.execute(insert(site_record).values(row))
    await job.once()
    async with writing(engine) as connection:
        renamed = update(site_record).values(site="PI-00001")
        await connection.execute(renamed)
    await job.once()
    async with writing(engine) as connection:
        await connection.execute(update(site_record).values(site="PI-00099"))
    clock.move(GRACE.total_seconds() + 1)

    assert (await job.once()).sites_count == 0


async def test_a_dry_run_counts_and_changes_nothing(
    store: RecordStore, engine: AsyncEngine, clock: HandClock
) -> None:
    await keep_one_of_each(store)
    clock.move(800 * DAY_S)
    before = await everything(engine)

    due = await find_due(engine, clock.now())

    assert due.records == {"centre": 1, "trainer": 1, "volunteer": 1}
    assert due.lines_count == 3
    assert await everything(engine) == before


async def test_many_are_forgotten_a_part_at_a_time_each_with_its_audit(
    store: RecordStore, engine: AsyncEngine, clock: HandClock
) -> None:
    for number in range(5):
        await store.create(VOLUNTEER, values_of(VOLUNTEER, code=f"DV-{number}"), WHO)
    clock.move(366 * DAY_S)
    audit = AuditLog(engine, clock)

    done = await Forgetting(engine, clock, audit, 2).once("local:somebody")

    assert (done.records["volunteer"], done.lines_count) == (5, 5)
    rows = await audit.newest(10)
    assert [row.deed.who for row in rows] == ["local:somebody"] * 3
    assert rows[0].deed.action == "records.forget"
    assert rows[-1].deed.detail["records"] == {"volunteer": 2}


async def test_what_is_about_nobody_stays_for_ever(
    store: RecordStore, job: Forgetting, clock: HandClock
) -> None:
    kept = await store.create(COURSE, values_of(COURSE), WHO)
    clock.move(10_000 * DAY_S)

    assert (await job.once()).is_nothing
    assert await store.get(COURSE, kept.code) == kept
