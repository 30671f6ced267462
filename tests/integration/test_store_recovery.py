"""The sample log after crashes, damage and full disks: never a wrong row."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from netmon.core.schema import Sample
from netmon.store.faults import SampleRefused, StoreUnwritable
from netmon.store.layout import FOLDER, Layout
from netmon.store.port import Point, RangeQuestion, Span
from netmon.store.seal_job import encode
from netmon.store.sealing import SealRules, jobs, run_job
from netmon.store.store import SampleStore
from tests.samples import NOON, SetClock, minutes, ping

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)
LATER = NOON + 13 * HOUR
RULES = SealRules(grace_s=0, day_grace_s=0, late_wait_s=0)
AROUND = Span(NOON - timedelta(days=2), NOON + timedelta(days=2))
BATCHES = [
    [ping(f"S{site}", NOON + timedelta(minutes=slot), 0.25 * slot) for site in range(3)]
    for slot in range(1, 5)
]


def open_store(home: Path, hours: float = 0.5) -> SampleStore:
    return SampleStore(home, SetClock(NOON + hours * HOUR), sealing=RULES)


def the_tail(home: Path) -> Path:
    (tail,) = (home / FOLDER / "tail").iterdir()
    return tail


async def write(home: Path, batches: Sequence[Sequence[Sample]] = BATCHES) -> list[int]:
    """Return how long the tail was after each batch."""
    store = open_store(home)
    sizes = []
    for batch in batches:
        await store.append(batch)
        sizes.append(the_tail(home).stat().st_size)
    await store.close()
    return sizes


async def rows_of(store: SampleStore) -> list[Sample]:
    return list(await store.reader.latest("ping", within_s=86_400))


async def points_of(store: SampleStore, site: str) -> list[Point]:
    question = RangeQuestion("ping", ("rtt_avg_s",), AROUND, 0, site)
    return list(await store.reader.range(question))


def expected(batches: Sequence[Sequence[Sample]], site: int) -> list[Point]:
    return [Point(batch[site].at, (batch[site].values[3],)) for batch in batches]  # type: ignore[arg-type]


async def test_a_tail_cut_anywhere_loses_at_most_the_batch_that_was_cut(
    tmp_path: Path,
) -> None:
    sizes = await write(tmp_path, BATCHES[:3])
    tail, data = the_tail(tmp_path), the_tail(tmp_path).read_bytes()
    aside = tmp_path / FOLDER / "aside"
    for cut in range(len(data)):
        tail.write_bytes(data[:cut])
        store = open_store(tmp_path)
        kept = sum(size <= cut for size in sizes)
        torn = cut - ([0, *sizes][kept])
        losses = [(loss.offset, loss.count_bytes) for loss in store.status.losses]
        assert losses == ([(cut - torn, torn)] if torn else [])
        if cut % 97 == 0 or cut in sizes or cut + 1 in sizes:
            assert await points_of(store, "S1") == expected(BATCHES[:kept], 1)
        if torn:
            (kept_aside,) = aside.iterdir()
            assert kept_aside.read_bytes() == data[cut - torn : cut]
            kept_aside.unlink()
        await store.close()


async def test_flipped_bits_cost_their_batch_and_nothing_else(tmp_path: Path) -> None:
    sizes = await write(tmp_path)
    data = the_tail(tmp_path).read_bytes()
    name = the_tail(tmp_path)
    dice = random.Random(7)
    for _ in range(60):
        place = dice.randrange(len(data))
        spoilt = bytearray(data)
        spoilt[place] ^= 1 << dice.randrange(8)
        name.write_bytes(spoilt)
        hit = sum(size <= place for size in sizes)
        left = BATCHES[:hit] + BATCHES[hit + 1 :]
        store = open_store(tmp_path)
        assert await points_of(store, "S2") == expected(left, 2)
        (loss,) = store.status.losses
        assert loss.file == name.name
        assert loss.offset == [0, *sizes][hit]
        await store.close()
        again = open_store(tmp_path)
        assert again.status.losses == ()
        await again.close()


async def test_a_reader_steps_over_damage_that_comes_while_it_runs(
    tmp_path: Path,
) -> None:
    store = open_store(tmp_path)
    for batch in BATCHES[:2]:
        await store.append(batch)
    assert await points_of(store, "S0") == expected(BATCHES[:2], 0)
    with the_tail(tmp_path).open("ab") as file:
        file.write(b"\x89NMSF\r\n1 torn")
    assert await points_of(store, "S0") == expected(BATCHES[:2], 0)
    await store.close()
    again = open_store(tmp_path)
    await again.append(BATCHES[2])
    assert await points_of(again, "S0") == expected(BATCHES[:3], 0)
    await again.close()


async def test_a_batch_with_a_bad_sample_is_refused_whole(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    good = ping("A", NOON)
    for bad, words in (
        (Sample("pings", NOON, ("A",), ()), "no measurement"),
        (Sample("ping", NOON, ("A",), good.values), "too few or too many"),
        (Sample("ping", NOON, good.tags, (1,)), "too few or too many"),
        (Sample("ping", NOON, ("A", 7), good.values), "ping of A, 7: device is 7"),  # type: ignore[arg-type]
        (ping("A", NOON, float("nan")), "ping of A, A/router: rtt_min_s is nan"),
        (Sample("site_state", NOON, ("A",), (2**70, None, None)), "state_code"),
    ):
        with pytest.raises(SampleRefused, match=words):
            await store.append([good, bad])
    assert await rows_of(store) == []
    await store.append([good])
    assert await rows_of(store) == [good]
    await store.close()


async def test_rows_out_of_time_are_counted_and_not_kept(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    ancient, later = NOON - timedelta(days=36), NOON + timedelta(days=2)
    await store.append([ping("A", ancient), ping("A", later), ping("A", NOON)])

    assert store.status.out_of_time_count == 2
    assert await rows_of(store) == [ping("A", NOON)]
    await store.close()


def limit_files(size_bytes: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))


async def test_a_disk_that_takes_nothing_keeps_what_it_has_and_takes_it_again(
    tmp_path: Path,
) -> None:
    store = open_store(tmp_path)
    await store.append(BATCHES[0])
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limit_files(the_tail(tmp_path).stat().st_size + 100)
    try:
        with pytest.raises(StoreUnwritable, match="File too large"):
            await store.append(BATCHES[1])
    finally:
        limit_files(resource.RLIM_INFINITY)
        signal.signal(signal.SIGXFSZ, before)
    assert await points_of(store, "S0") == expected(BATCHES[:1], 0)
    await store.append(BATCHES[1])
    await store.append(BATCHES[1])
    assert await points_of(store, "S0") == expected(BATCHES[:2], 0)
    await store.close()


async def test_while_the_disk_is_full_nothing_is_sealed_and_nothing_lost(
    tmp_path: Path,
) -> None:
    await write(tmp_path)
    store = open_store(tmp_path, hours=2)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limit_files(512)  # the process that seals inherits it
    try:
        await store.keep_order()
    finally:
        limit_files(resource.RLIM_INFINITY)
        signal.signal(signal.SIGXFSZ, before)
    assert store.status.seal_fault is not None
    assert store.status.seal_lateness_s == 3600
    assert await points_of(store, "S0") == expected(BATCHES, 0)
    assert not list((tmp_path / FOLDER).rglob("*.parquet"))
    await store.keep_order()
    assert store.status.seal_fault is None
    assert store.status.tail_bytes == 0
    assert await points_of(store, "S0") == expected(BATCHES, 0)
    await store.close()


APPENDER = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path
from netmon.store.store import SampleStore
from tests.samples import NOON, SetClock, ping

async def main():
    store = SampleStore(Path(sys.argv[1]), SetClock(NOON))
    for number in range(100_000):
        at = NOON + timedelta(seconds=number / 100)
        await store.append([ping(f"S{site}", at, 0.5) for site in range(200)])
        print(number, flush=True)

asyncio.run(main())
"""


def _append_and_kill(home: Path, after_s: float) -> int:
    """Return how many batches it said it has."""
    command = [sys.executable, "-c", APPENDER, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(after_s)
        process.kill()
        return len(process.stdout.read().splitlines()) + 1


async def test_killed_while_appending_it_has_every_batch_it_said_it_has(
    tmp_path: Path,
) -> None:
    dice = random.Random(3)
    for number in range(4):
        home = tmp_path / str(number)
        told = _append_and_kill(home, dice.uniform(0.05, 0.4))
        store = open_store(home)
        question = RangeQuestion("ping", ("sent_count",), AROUND, 3600)
        ((point),) = await store.reader.range(question)
        batches = (point.values[0] or 0) / 600
        assert batches in (told, told + 1)
        await store.close()


async def test_killed_while_sealing_every_row_is_there_once(tmp_path: Path) -> None:
    start = NOON - 30 * HOUR
    rows = [
        sample
        for site in range(40)
        for sample in minutes(f"S{site:02}", start, [0.5] * (60 * 30))
    ]
    store = open_store(tmp_path)
    await store.append(rows)
    await store.close()
    layout = Layout(tmp_path / FOLDER)
    question = RangeQuestion("ping", ("sent_count",), AROUND, 3600)
    dice = random.Random(5)
    reader = open_store(tmp_path).reader
    for _ in range(12):
        later = open_store(tmp_path, hours=13)
        if not jobs(layout, RULES, LATER):
            break
        _seal_and_kill(layout, dice.uniform(0.5, 1.6))
        points = await reader.range(question)
        assert sum(point.values[0] or 0 for point in points) == 3 * len(rows)
        await later.close()
    for job in jobs(layout, RULES, LATER):
        run_job(layout, job)
    points = await reader.range(question)
    assert [point.values[0] for point in points] == [3 * 40 * 60] * 30
    assert not layout.tail_names()
    reader.close()


def _seal_and_kill(layout: Layout, after_s: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "netmon.store.seal_job", os.fspath(layout.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    process.stdin.write(encode(jobs(layout, RULES, LATER)))
    process.stdin.close()
    time.sleep(after_s)
    process.kill()
    process.wait()
