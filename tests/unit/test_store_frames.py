"""Frames: what was written is read; what is damaged is nothing else."""

from __future__ import annotations

import io
import os

from hypothesis import given, settings
from hypothesis import strategies as st

from netmon.store.frames import MAGIC, Damage, Frame, Place, pack, read_payload, scan

frames = st.builds(
    Frame,
    measurement=st.sampled_from(["ping", "site_state", "fleet"]),
    sequence=st.integers(0, 2**64 - 1),
    first_ms=st.integers(-(2**63), 2**63 - 1),
    last_ms=st.integers(-(2**63), 2**63 - 1),
    rows_count=st.integers(0, 2**32 - 1),
    is_overlay=st.booleans(),
)
payloads = st.binary(max_size=60) | st.just(MAGIC * 3)
batches = st.lists(st.tuples(frames, payloads), max_size=5)


def read(data: bytes) -> list[tuple[Frame, bytes]]:
    file = io.BytesIO(data)
    places = [each for each in scan(file) if isinstance(each, Place)]
    return [(place.frame, read_payload(file, place)) for place in places]


@given(batches)
def test_what_was_written_is_read(batch: list[tuple[Frame, bytes]]) -> None:
    assert read(b"".join(pack(*each) for each in batch)) == batch


@given(batches, st.data())
def test_of_a_cut_file_every_whole_frame_is_read(
    batch: list[tuple[Frame, bytes]], data: st.DataObject
) -> None:
    packed = [pack(*each) for each in batch]
    whole = b"".join(packed)
    cut = data.draw(st.integers(0, len(whole)))
    ends = [len(b"".join(packed[: number + 1])) for number in range(len(packed))]

    assert read(whole[:cut]) == batch[: sum(end <= cut for end in ends)]


@given(batches.filter(bool), st.data())
def test_flipped_bits_cost_the_frame_they_are_in(
    batch: list[tuple[Frame, bytes]], data: st.DataObject
) -> None:
    packed = [pack(*each) for each in batch]
    hit = data.draw(st.integers(0, len(batch) - 1))
    place = data.draw(st.integers(0, len(packed[hit]) - 1))
    spoilt = bytearray(packed[hit])
    spoilt[place] ^= data.draw(st.integers(1, 255))
    whole = b"".join([*packed[:hit], bytes(spoilt), *packed[hit + 1 :]])

    assert read(whole) == batch[:hit] + batch[hit + 1 :]
    start = len(b"".join(packed[:hit]))
    damages = [each for each in scan(io.BytesIO(whole)) if isinstance(each, Damage)]
    assert damages == [Damage(start, start + len(packed[hit]))]


@settings(max_examples=300)
@given(st.binary(max_size=400), batches)
def test_junk_is_stepped_over(junk: bytes, batch: list[tuple[Frame, bytes]]) -> None:
    packed = b"".join(pack(*each) for each in batch)

    assert read(junk + packed) == batch


def test_a_frame_behind_megabytes_of_junk_is_found() -> None:
    frame = Frame("ping", 1, 2, 3, 4)
    # So that the magic lies across the edge of what is read at once.
    junk = os.urandom(2**20 - 2)

    assert read(b"x" + junk + pack(frame, b"payload")) == [(frame, b"payload")]
