"""Sealing under readers, retention, older files, export, backup and restore."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from netmon.cli import main
from netmon.core.errors import ConfigError
from netmon.store.backup import backup, restore
from netmon.store.export import ExportForm, export
from netmon.store.faults import AnswerLate, BackupDamaged
from netmon.store.frames import Frame, pack
from netmon.store.layout import Layout, to_day
from netmon.store.log_reader import LogReader
from netmon.store.port import RangeQuestion, Span
from netmon.store.retention import RetentionRules
from netmon.store.sealing import SealRules
from netmon.store.store import SampleStore
from tests.samples import NOON, SetClock, minutes, ping

pytestmark = pytest.mark.anyio
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AROUND = Span(NOON - 3 * DAY, NOON + 3 * DAY)
SENT = RangeQuestion("ping", ("sent_count",), AROUND, 3600)
RULES = SealRules(grace_s=0, day_grace_s=0, late_wait_s=0)


def open_store(home: Path, clock: SetClock, **more: RetentionRules) -> SampleStore:
    return SampleStore(home, clock, sealing=RULES, **more)


async def fill(home: Path, *, hours: int = 4) -> SampleStore:
    store = open_store(home, SetClock(NOON + timedelta(minutes=30)))
    for back in range(hours):
        await store.append(minutes("A", NOON - back * HOUR, [0.5] * 60))
    return store


async def test_two_readers_find_every_row_while_hours_and_days_are_sealed(
    tmp_path: Path,
) -> None:
    clock = SetClock(NOON + timedelta(minutes=30))
    store = open_store(tmp_path, clock)
    for back in range(6):
        await store.append(minutes("A", NOON - back * HOUR, [0.5] * 60))
    readers = [store.reader, LogReader(tmp_path / "samples", clock)]
    is_done = asyncio.Event()

    async def ask(reader: LogReader) -> int:
        asked = 0
        while not is_done.is_set():
            points = await reader.range(SENT)
            assert [point.values[0] for point in points] == [180] * 6
            asked += 1
        return asked

    asking = [asyncio.create_task(ask(reader)) for reader in readers]
    await store.keep_order()
    await store.append(minutes("A", NOON - 3 * HOUR, [0.25] * 5))
    clock.at = NOON + DAY
    await store.keep_order()
    is_done.set()
    assert min(await asyncio.gather(*asking)) > 1
    assert store.status.seal_fault is None
    assert len(list((tmp_path / "samples/raw").rglob("*.parquet"))) == 1
    readers[1].close()
    await store.close()


async def test_an_answer_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    store = await fill(tmp_path)
    hasty = LogReader(tmp_path / "samples", SetClock(NOON), timeout_s=1e-6)
    with pytest.raises(AnswerLate, match="no answer within"):
        await hasty.range(SENT)
    hasty.close()
    assert await store.reader.range(SENT)
    await store.close()


async def test_files_go_by_class_and_days_stay_as_roll_ups(tmp_path: Path) -> None:
    clock = SetClock(NOON + 2 * DAY)
    rules = RetentionRules(raw_days=3, hourly_days=5, daily_days=400)
    store = open_store(tmp_path, clock, retention=rules)
    await store.append([ping("A", NOON), ping("A", NOON + HOUR)])
    await store.keep_order()
    layout, day = Layout(tmp_path / "samples"), to_day(NOON)
    kept = (
        layout.raw_day("ping", day),
        layout.month_folder("ping", day),
        layout.daily("ping", day),
    )
    question = RangeQuestion("ping", ("sent_count",), AROUND, 86_400)
    # The last day of the month is 10 days later.
    for days, expected in ((3, 3), (4, 2), (15, 2), (16, 1), (399, 1)):
        clock.at = NOON + days * DAY
        await store.keep_order()
        assert sum(path.exists() for path in kept) == expected
        (point,) = await store.reader.range(question)
        assert point.values == (6,)
    await store.close()


async def test_beyond_its_size_the_oldest_raw_days_go_first(tmp_path: Path) -> None:
    clock = SetClock(NOON + 3 * DAY)
    rules = RetentionRules(most_bytes=1)
    store = open_store(tmp_path, clock, retention=rules)
    await store.append([ping("A", NOON + days * DAY) for days in range(4)])
    await store.keep_order()
    left = sorted(
        path.name for path in (tmp_path / "samples/raw/ping").rglob("*.parquet")
    )
    assert store.status.crowded_out_count == 3
    assert left == []
    (part,) = (tmp_path / "samples/site_1h/ping").rglob("*.parquet")
    assert pq.read_metadata(part).num_rows == 3
    (today,) = await store.reader.latest("ping")
    assert today.at == NOON + 3 * DAY
    await store.close()


async def test_what_lies_aside_goes_after_thirty_days_and_it_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(tmp_path, SetClock())
    aside = tmp_path / "samples/aside"
    old, fresh, of_a_person = (aside / name for name in ("old", "fresh", "mine"))
    of_a_person.mkdir()
    for path in (old, fresh):
        path.write_bytes(b"torn")
    for path, age in ((old, 31 * DAY), (fresh, 29 * DAY), (of_a_person, 31 * DAY)):
        os.utime(path, times=((NOON - age).timestamp(),) * 2)
    await store.keep_order()

    assert store.status.seal_fault is None
    assert (old.exists(), fresh.exists(), of_a_person.exists()) == (False, True, True)
    assert f"lay aside for long enough: {old}" in caplog.text
    await store.close()


@pytest.mark.parametrize("later", [2 * HOUR, 2 * DAY])
async def test_rows_of_an_unknown_measurement_are_kept_aside_with_their_tail(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, later: timedelta
) -> None:
    store = await fill(tmp_path, hours=1)
    (tail,) = (tmp_path / "samples/tail").glob("*T05Z*")
    instant = int(NOON.timestamp() * 1000)
    with tail.open("ab") as file:
        file.write(pack(Frame("of_tomorrow", 7, instant, instant, 1), b"rows"))
    written = tail.read_bytes()
    await store.close()

    store = open_store(tmp_path, SetClock(NOON + later))
    await store.keep_order()
    assert store.status.seal_fault is None
    (aside,) = (tmp_path / "samples/aside").iterdir()
    assert (aside.name, aside.read_bytes()) == (f"{tail.name}.7", written)
    assert str(aside) in caplog.text
    assert not tail.exists()
    assert [point.values[0] for point in await store.reader.range(SENT)] == [180]
    await store.close()


async def test_a_field_that_came_later_is_null_in_older_files(tmp_path: Path) -> None:
    store = await fill(tmp_path)
    clock = SetClock(NOON + 2 * DAY)
    await store.close()
    store = open_store(tmp_path, clock)
    await store.keep_order()
    for path in (tmp_path / "samples").rglob("*.parquet"):
        table = pq.read_table(path)
        old = [name for name in table.column_names if name.startswith("jitter_s")]
        pq.write_table(table.drop_columns(old), path)
    question = RangeQuestion("ping", ("jitter_s", "sent_count"), AROUND, 3600)
    for step_s in (3600, 1800):
        points = await store.reader.range(
            RangeQuestion("ping", question.fields, AROUND, step_s)
        )
        assert {point.values[0] for point in points} == {None}
        assert sum(point.values[1] or 0 for point in points) == 720
    await store.append([ping("A", NOON - HOUR, 0.25)])
    await store.keep_order()
    assert store.status.seal_fault is None
    assert sum(p.values[1] or 0 for p in await store.reader.range(question)) == 720
    await store.close()


@pytest.mark.parametrize("form", list(ExportForm))
async def test_an_export_holds_the_rows_of_its_span(
    tmp_path: Path, form: ExportForm
) -> None:
    store = await fill(tmp_path / "home")
    await store.keep_order()
    root, target = tmp_path / "home/samples", tmp_path / f"out.{form}"
    span = Span(NOON - HOUR, NOON + timedelta(minutes=10))

    assert export(root, "ping", span, target, form) == 70
    found = duckdb.sql(f"SELECT count(*), sum(sent_count) FROM '{target}'").fetchall()
    assert found == [(70, 210)]
    with pytest.raises(ConfigError, match="exists already"):
        export(root, "ping", span, target, form)
    assert not target.with_name(f"{target.name}.partial").exists()
    await store.close()


def make_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE outage (site)")
        database.execute("INSERT INTO outage VALUES ('A')")
        database.commit()


async def test_a_backup_of_a_running_log_comes_back_whole(tmp_path: Path) -> None:
    home, target, fresh = (tmp_path / name for name in ("home", "backup", "fresh"))
    store = await fill(home)
    await store.keep_order()
    make_database(home / "netmon.db")
    made = backup(home / "samples", home / "netmon.db", target)
    assert made.has_journals
    await store.append([ping("B", NOON)])
    await store.close()
    fresh.mkdir()

    restore(target, fresh / "samples", fresh / "netmon.db")
    again = open_store(fresh, SetClock(NOON + timedelta(minutes=30)))
    points = await again.reader.range(SENT)
    assert [point.values[0] for point in points] == [180] * 4
    assert again.status.losses == ()
    await again.close()
    with closing(sqlite3.connect(fresh / "netmon.db")) as database:
        assert database.execute("SELECT site FROM outage").fetchall() == [("A",)]
    with pytest.raises(ConfigError, match="exists already"):
        restore(target, fresh / "samples", None)


async def test_a_damaged_backup_is_refused_by_name(tmp_path: Path) -> None:
    home, target = tmp_path / "home", tmp_path / "backup"
    store = await fill(home)
    await store.keep_order()
    await store.close()
    backup(home / "samples", None, target)
    for path in [path for path in target.rglob("*") if path.is_file()]:
        good = path.read_bytes()
        path.unlink()  # sealed files are links to the log's own
        path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        with pytest.raises(BackupDamaged, match=path.name):
            restore(target, tmp_path / "fresh/samples", None)
        path.write_bytes(good)
    (target / "samples/tail/new").write_bytes(b"")
    with pytest.raises(BackupDamaged, match="not in the manifest"):
        restore(target, tmp_path / "fresh/samples", None)
    manifest = {"netmon_backup": 1, "files": {"../../x": {}}}
    (target / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BackupDamaged, match="leads out"):
        restore(target, tmp_path / "fresh/samples", None)
    assert not (tmp_path / "fresh").exists()


def test_the_commands_copy_and_bring_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(_fill_and_close(tmp_path / "home"))
    monkeypatch.setenv("NETMON_HOME", str(tmp_path / "home"))
    out, copy = str(tmp_path / "out.csv"), str(tmp_path / "copy")
    span = ["--start", "2026-11-20T11:00", "--end", "2026-11-20T05:00Z"]

    assert main(["export", "ping", out, "--format", "csv", *span]) == 0
    assert len(Path(out).read_text().splitlines()) == 61
    assert main(["export", "ping", out, *span]) == 2
    assert main(["backup", copy]) == 0
    assert main(["backup", copy]) == 2
    assert main(["restore", copy]) == 2
    monkeypatch.setenv("NETMON_HOME", str(tmp_path / "fresh"))
    assert main(["restore", copy]) == 0
    assert list((tmp_path / "fresh/samples/tail").iterdir())


async def _fill_and_close(home: Path) -> None:
    await (await fill(home)).close()
