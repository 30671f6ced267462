"""Which frames are done: a set of numbers, whatever the order they come in."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from netmon.store.influx.cursor import FILE, Cursor, load_cursor, save_cursor

NUMBERS = st.lists(st.integers(0, 60), max_size=60)


@given(NUMBERS)
def test_it_is_a_set_kept_as_few_intervals(numbers: list[int]) -> None:
    cursor = Cursor()
    for number in numbers:
        cursor.add(number)
    assert [n for n in range(61) if cursor.has(n)] == sorted(set(numbers))
    ends = [last for _, last in cursor.done]
    starts = [first for first, _ in cursor.done]
    assert all(
        start > end + 1 for start, end in zip(starts[1:], ends[:-1], strict=True)
    )


@given(NUMBERS, st.integers(0, 61))
def test_settling_fills_what_lies_below(numbers: list[int], before: int) -> None:
    cursor = Cursor()
    for number in numbers:
        cursor.add(number)
    cursor.settle(before)
    expected = set(range(before)) | set(numbers)
    assert {n for n in range(61) if cursor.has(n)} == expected - {61}


def test_it_comes_back_from_the_disk(tmp_path: Path) -> None:
    cursor = Cursor([(1, 5), (9, 9)], event_id=7)
    save_cursor(tmp_path, cursor)
    again = load_cursor(tmp_path)
    assert (again.done, again.event_id, again.last) == ([(1, 5), (9, 9)], 7, 9)


def test_a_cursor_that_cannot_be_read_counts_as_none(tmp_path: Path) -> None:
    assert load_cursor(tmp_path).done == []
    for text in ("", "{", "[]", '{"done": [[1]]}', '{"done": 3, "event_id": 1}', "\0"):
        (tmp_path / FILE).write_text(text)
        assert load_cursor(tmp_path).done == []
