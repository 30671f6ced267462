"""The newest rows in memory: what the files would answer, or nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from netmon.core.schema import Sample
from netmon.service.late_reader import LateReader
from netmon.store.log_reader import LogReader
from netmon.store.newest import KEPT, NewestRows
from netmon.store.port import Span
from netmon.store.store import SampleStore
from tests.samples import NOON, SetClock, ping

MINUTE = timedelta(minutes=1)
LAST_HOUR = Span(NOON - 60 * MINUTE, NOON + MINUTE)


def remembering(*samples: Sample) -> NewestRows:
    rows = NewestRows(NOON - 3 * 60 * MINUTE)
    rows.take(samples)
    return rows


def test_rows_come_in_the_order_of_their_tags_as_the_disk_gives_them() -> None:
    moment = NOON - MINUTE + timedelta(microseconds=1_900)
    rows = remembering(ping("B", moment, 0.1), ping("A", NOON))

    second, first = ping("B", moment, 0.1), ping("A", NOON)
    found = rows.answer("ping", None, LAST_HOUR)
    assert found is not None
    assert [each.tags for each in found] == [first.tags, second.tags]
    assert found[1].at == NOON - MINUTE + timedelta(milliseconds=1)
    assert found[1].values[3] == 0.10000000149011612  # 0.1 as IEEE 754 single
    assert rows.answer("ping", ["A", "C"], LAST_HOUR) == [first]


def test_of_one_millisecond_the_row_written_last_stands() -> None:
    late = NOON + timedelta(microseconds=900)
    rows = remembering(ping("A", late, 0.5), ping("A", NOON, 0.25))
    rows.take([ping("A", NOON - MINUTE, 0.75)])

    assert rows.answer("ping", None, LAST_HOUR) == [ping("A", NOON, 0.25)]


def test_rows_too_old_are_left_out() -> None:
    rows = remembering(ping("A", LAST_HOUR.start), ping("B", NOON - 61 * MINUTE))

    assert rows.answer("ping", None, LAST_HOUR) == [ping("A", LAST_HOUR.start)]


def test_what_it_cannot_know_is_left_to_the_files() -> None:
    rows = remembering(ping("A", NOON))
    before = Span(NOON - 3 * 60 * MINUTE, NOON)
    assert rows.answer("ping", None, before) is None

    ended = Span(NOON - MINUTE, NOON)
    assert rows.answer("ping", None, ended) is None
    assert rows.answer("ping", ["B"], ended) == []

    rows.doubt(LAST_HOUR.start)
    assert rows.answer("ping", None, LAST_HOUR) is None


def test_rows_nobody_writes_any_more_do_not_stay() -> None:
    rows = remembering(ping("A", NOON - 60 * MINUTE), ping("B", NOON))
    rows.forget_before(NOON - MINUTE)

    assert rows.answer("ping", None, LAST_HOUR) is None
    fresh = Span(NOON - timedelta(seconds=30), NOON + MINUTE)
    assert rows.answer("ping", None, fresh) == [ping("B", NOON)]


@pytest.mark.anyio
async def test_who_writes_answers_without_the_files_and_others_from_them(
    tmp_path: Path,
) -> None:
    clock = SetClock(NOON - KEPT)
    store = SampleStore(tmp_path, clock)
    clock.at = NOON
    await store.append([ping("A", NOON - MINUTE)])
    other = LogReader(tmp_path / "samples", clock)
    assert await other.latest("ping") == [ping("A", NOON - MINUTE)]

    for path in (tmp_path / "samples/tail").iterdir():
        path.unlink()
    assert await other.latest("ping") == []
    assert await store.reader.latest("ping") == [ping("A", NOON - MINUTE)]
    assert await store.reader.latest("ping", within_s=86_400) == []
    late = LateReader(tmp_path, clock, lambda: store)
    assert await late.latest("ping") == [ping("A", NOON - MINUTE)]
    assert await LateReader(tmp_path, clock).latest("ping") == []
    other.close()
    await store.close()
