"""Days that are over move into their month, and every hour is there once throughout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from netmon.store.duck import Duck
from netmon.store.hour_files import part_of
from netmon.store.layout import FOLDER, Layout, to_day
from netmon.store.months import merge_days
from netmon.store.port import HourSummary, Point, RangeQuestion, SampleReader, Span
from netmon.store.seal_job import encode
from netmon.store.sealing import Job, MonthJob, SealRules, jobs, run_job
from netmon.store.store import SampleStore
from tests.samples import NOON, SetClock, ping

pytestmark = pytest.mark.anyio
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SITES = ("A", "B", "C")
FIRST = NOON - 22 * DAY
"""In the month before: a span over two months."""
DAYS = tuple(to_day(FIRST + number * DAY) for number in range(23))
AROUND = Span(FIRST - DAY, NOON + DAY)
RULES = SealRules(grace_s=0, day_grace_s=0, late_wait_s=0)
LATER = NOON + 2 * DAY

Answers = tuple[Sequence[Point], Sequence[Point], Sequence[HourSummary]]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SampleStore]:
    """A log as an older version left it: every day has a file of its own."""
    made = SampleStore(tmp_path, SetClock(NOON), sealing=RULES)
    for day in range(23):
        at = FIRST + day * DAY
        await made.append([ping(site, at, 0.25 + day / 100) for site in SITES])
        await made.append([ping("A", at + HOUR, 0.5)])
    await made.close()
    layout = Layout(tmp_path / FOLDER)
    for job in jobs(layout, RULES, LATER):
        if not isinstance(job, MonthJob):
            run_job(layout, job)
    again = SampleStore(tmp_path, SetClock(LATER), sealing=RULES)
    yield again
    await again.close()


async def ask(reader: SampleReader) -> Answers:
    """By the hour of one site and of all by the day, and what is in hours."""
    fields = ("sent_count", "rtt_max_s")
    return (
        await reader.range(RangeQuestion("ping", fields, AROUND, 3600, "A")),
        await reader.range(RangeQuestion("ping", fields, AROUND, 86_400)),
        await reader.hourly("ping", "rtt_avg_s", "B", AROUND),
    )


def own_and_parts(layout: Layout) -> tuple[int, int]:
    """Return how many files of days there are, and of parts of months."""
    folder = layout.root / "site_1h/ping"
    return len(list(folder.glob("*.parquet"))), len(list(folder.glob("*/*.parquet")))


async def test_days_of_an_older_log_answer_and_move_into_their_months(
    tmp_path: Path, store: SampleStore
) -> None:
    layout, before = Layout(tmp_path / FOLDER), await ask(store.reader)
    assert own_and_parts(layout) == (23, 0)
    assert [len(each) for each in before] == [46, 23, 23]
    assert {point.values[0] for point in before[1]} == {12}

    for left in (3, 0):  # the newest month goes first
        await store.keep_order()
        assert store.status.seal_fault is None
        assert own_and_parts(layout)[0] == left
        assert await ask(store.reader) == before
    parts = len({part_of(site) for site in SITES})
    assert own_and_parts(layout) == (0, 2 * parts)
    assert not jobs(layout, RULES, LATER)


@pytest.mark.parametrize("parts_done", [0, 1, 3])
async def test_a_merge_cut_short_leaves_every_hour_once_and_can_be_done_again(
    tmp_path: Path, store: SampleStore, parts_done: int
) -> None:
    layout, before = Layout(tmp_path / FOLDER), await ask(store.reader)
    folder = layout.root / "site_1h/ping"
    shutil.copytree(folder, tmp_path / "own")
    while jobs(layout, RULES, LATER):
        await store.keep_order()
    # A crash leaves the days' own files, and of the parts some.
    for path in (tmp_path / "own").iterdir():
        shutil.copy(path, folder)
    for month in folder.glob("*/"):
        for path in sorted(month.iterdir())[parts_done:]:
            path.unlink()
    assert await ask(store.reader) == before

    while jobs(layout, RULES, LATER):
        await store.keep_order()
    assert own_and_parts(layout)[0] == 0
    assert await ask(store.reader) == before


async def test_killed_while_merging_every_hour_is_there_once(
    tmp_path: Path, store: SampleStore
) -> None:
    layout, before = Layout(tmp_path / FOLDER), await ask(store.reader)
    due = jobs(layout, RULES, LATER)
    assert [type(job) for job in due] == [MonthJob]
    _merge_and_kill(layout, due)
    assert own_and_parts(layout)[1] >= 1
    assert await ask(store.reader) == before
    while jobs(layout, RULES, LATER):
        await store.keep_order()
    assert await ask(store.reader) == before


def _merge_and_kill(layout: Layout, due: Sequence[Job]) -> None:
    """Kill the process as soon as it has put one part of a month in its place."""
    process = subprocess.Popen(
        [sys.executable, "-m", "netmon.store.seal_job", os.fspath(layout.root)],
        stdin=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(encode(due))
    process.stdin.close()
    while process.poll() is None and not own_and_parts(layout)[1]:
        time.sleep(0.001)
    process.kill()
    process.wait()


async def test_late_rows_of_a_merged_day_are_seen_and_merged_again(
    tmp_path: Path, store: SampleStore
) -> None:
    layout = Layout(tmp_path / FOLDER)
    while jobs(layout, RULES, LATER):
        await store.keep_order()
    before = await ask(store.reader)
    await store.append(
        [ping("A", FIRST + 5 * DAY + timedelta(minutes=1), 0.75), ping("D", FIRST)]
    )
    seen = await ask(store.reader)
    await store.keep_order()
    while jobs(layout, RULES, LATER):
        await store.keep_order()

    assert own_and_parts(layout)[0] == 0
    assert await ask(store.reader) == seen
    by_hour, by_day, _ = seen
    assert sum(point.values[0] or 0 for point in by_hour) == 3 * 46 + 3
    changed = [new for new, old in zip(by_day, before[1], strict=True) if new != old]
    assert [point.values[0] for point in changed] == [15, 15]
    assert changed[1].values[1] == 0.75


async def test_a_day_is_not_merged_before_it_is_over(tmp_path: Path) -> None:
    clock = SetClock(NOON)
    store = SampleStore(tmp_path, clock, sealing=RULES)
    await store.append([ping("A", NOON - HOUR)])
    await store.keep_order()
    layout = Layout(tmp_path / FOLDER)
    assert own_and_parts(layout) == (1, 0)
    clock.at = NOON + DAY
    await store.keep_order()
    assert own_and_parts(layout) == (0, 1)
    await store.close()


async def test_numbers_of_no_site_are_merged_into_one_part(tmp_path: Path) -> None:
    store = SampleStore(tmp_path, SetClock(NOON), sealing=RULES)
    layout, day = Layout(tmp_path / FOLDER), to_day(NOON)
    path = layout.hourly("fleet", day)
    await store.close()
    duck = Duck(layout.scratch)
    with duck.cursor() as cursor:
        path.parent.mkdir(parents=True)
        cursor.execute(
            "COPY (SELECT TIMESTAMPTZ '2026-11-20T05:00Z' AS at, '50' AS province, "
            f"4::BIGINT AS rows_count) TO '{path}' (FORMAT parquet)"
        )
        merge_days(layout, cursor, "fleet", [day])
    duck.close()
    (part,) = layout.month_folder("fleet", day).iterdir()
    assert part == layout.month_part(part.parent, 0)
    assert not path.exists()


def test_the_part_of_a_site_never_changes() -> None:
    assert [part_of(code) for code in ("PI-50-00001", "A", "ก")] == [11, 11, 20]
