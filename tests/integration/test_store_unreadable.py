"""Files of the sample log that nobody can read: they cost themselves and their day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from netmon.store.faults import AnswerLate
from netmon.store.frames import Frame, pack
from netmon.store.layout import FOLDER, Layout, to_tail_name
from netmon.store.log_reader import LogReader
from netmon.store.port import RangeQuestion, Span
from netmon.store.sealing import SealRules
from netmon.store.store import SampleStore
from tests.samples import NOON, SetClock, ping

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)
RULES = SealRules(grace_s=0, day_grace_s=0, late_wait_s=0)
AROUND = Span(NOON - 2 * DAY, NOON + DAY)
SENT = RangeQuestion("ping", ("sent_count",), AROUND, 86_400, "A")
HALF_PAST = NOON + timedelta(minutes=30)


def open_store(home: Path, clock: SetClock | None = None) -> SampleStore:
    return SampleStore(home, clock or SetClock(HALF_PAST), sealing=RULES)


async def fill(home: Path) -> None:
    """Write a row two days ago, one yesterday and one today."""
    store = open_store(home)
    await store.append([ping("A", NOON - days * DAY) for days in range(3)])
    await store.close()


def tail_of(home: Path, days_ago: int) -> Path:
    (found,) = (home / FOLDER / "tail").glob(f"{(NOON - days_ago * DAY):%Y-%m-%d}T*")
    return found


def fault_of(store: SampleStore) -> str:
    return store.status.seal_fault or ""


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize("make", [Path.mkdir, _loop])
async def test_a_tail_that_cannot_be_read_costs_no_other(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    await fill(tmp_path)
    lost = tail_of(tmp_path, 1)
    lost.unlink()
    make(lost)
    clock = SetClock(HALF_PAST)
    store = open_store(tmp_path, clock)

    assert [loss.file.startswith(lost.name) for loss in store.status.losses] == [True]
    with pytest.raises(AnswerLate, match="cannot answer"):
        await store.reader.range(SENT)
    await store.append([ping("A", NOON - DAY), ping("A", HALF_PAST)])
    clock.at = NOON + timedelta(hours=30)
    await store.keep_order()

    assert fault_of(store)
    left = {path.name[:10] for path in (tmp_path / FOLDER / "tail").iterdir()}
    assert left == {lost.name[:10]}
    for gone in (tmp_path / FOLDER / "tail").glob(f"{lost.name}*"):
        gone.rmdir() if gone.is_dir() else gone.unlink()
    await store.keep_order()
    assert not fault_of(store)
    points = await store.reader.range(SENT)
    assert [point.values for point in points] == [(3,), (3,), (6,)]
    await store.close()


async def test_a_frame_that_is_no_table_holds_up_its_own_day_alone(
    tmp_path: Path,
) -> None:
    await fill(tmp_path)
    instant = int((NOON - DAY).timestamp() * 1_000)
    with tail_of(tmp_path, 1).open("ab") as tail:
        tail.write(pack(Frame("ping", 1, instant, instant, 1), b"no table"))
    store = open_store(tmp_path, SetClock(NOON + timedelta(hours=30)))

    await store.keep_order()

    assert fault_of(store)
    tails = Layout(tmp_path / FOLDER).tail_names()
    assert [name.hour for name in tails] == [NOON - DAY]
    span = Span(NOON - timedelta(hours=1), NOON + DAY)
    points = await store.reader.range(
        RangeQuestion("ping", ("sent_count",), span, 86_400, "A")
    )
    assert [point.values for point in points] == [(3,)]
    await store.close()


@pytest.mark.parametrize(
    ("sequence", "at_ms"), [(2**64 - 1, 0), (1, 2**62), (1, -(2**63))]
)
async def test_a_forged_frame_does_not_keep_the_log_from_opening(
    tmp_path: Path, sequence: int, at_ms: int
) -> None:
    await fill(tmp_path)
    with tail_of(tmp_path, 0).open("ab") as tail:
        tail.write(pack(Frame("ping", sequence, at_ms, at_ms, 1), b"no table"))

    store = open_store(tmp_path)
    await store.append([ping("A", HALF_PAST)])
    points = await store.reader.range(SENT)

    assert [point.values for point in points] == [(3,), (3,), (6,)]
    await store.close()


@pytest.mark.parametrize(
    "name",
    [
        "9999-12-31T23Z.0001.tail",
        "0001-01-01T00Z.0001.tail",
        "2026-11-20T05Z.00001.tail",
        "2026-11-20T05Z.٠٠٠١.tail",
        "2026-13-20T05Z.0001.tail",
    ],
)
async def test_a_name_no_tail_is_given_is_left_alone(tmp_path: Path, name: str) -> None:
    assert to_tail_name(name) is None
    await fill(tmp_path)
    (tmp_path / FOLDER / "tail" / name).write_bytes(b"")
    store = open_store(tmp_path, SetClock(NOON + timedelta(hours=30)))

    await store.keep_order()

    assert not fault_of(store)
    assert [path.name for path in (tmp_path / FOLDER / "tail").iterdir()] == [name]
    await store.close()


async def test_a_reader_of_another_process_says_that_it_cannot_read(
    tmp_path: Path,
) -> None:
    await fill(tmp_path)
    lost = tail_of(tmp_path, 0)
    lost.unlink()
    lost.mkdir()
    reader = LogReader(tmp_path / FOLDER, SetClock(HALF_PAST))

    with pytest.raises(AnswerLate, match="Is a directory"):
        await reader.range(SENT)

    reader.close()
