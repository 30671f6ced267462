"""Puts tails in order after a crash: what is whole stays, what is not is set aside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from netmon.store.durable import replacing, sync_folder
from netmon.store.frames import Damage, Frame, Place, scan
from netmon.store.layout import Layout

_LAST_MS = 2**47
"""In the year 6429."""
_LAST_SEQUENCE = 2**63


@dataclass(frozen=True, slots=True)
class Loss:
    """Bytes of a tail that were no frame.

    Attributes:
        file: The tail's name, and why it could not be read at all.
        offset: Where they began.
        count_bytes: How many.
        aside: Where they are kept; None where the disk did not take them.
    """

    file: str
    offset: int
    count_bytes: int
    aside: Path | None


@dataclass(frozen=True, slots=True)
class Recovered:
    """What recovery found.

    Attributes:
        written_until_ms: The latest time of a row, by measurement.
        last_sequence: Of any frame; 0 without one.
        losses: What was damaged.
    """

    written_until_ms: dict[str, int]
    last_sequence: int
    losses: tuple[Loss, ...]


def recover(layout: Layout) -> Recovered:
    """Check every tail, set damaged bytes aside, remove unfinished files.

    Raises:
        OSError: The directories cannot be made or read. One tail that cannot be read
            is a loss like any.
    """
    layout.make()
    until: dict[str, int] = {}
    last, losses = 0, []
    for name in layout.tail_names():
        path = layout.tail(name)
        try:
            with path.open("rb") as file:
                found = list(scan(file))
        except OSError as error:
            losses.append(Loss(f"{path.name}: {error.strerror}", 0, 0, None))
            continue
        for place in found:
            if isinstance(place, Place) and _can_be(place.frame):
                frame = place.frame
                last = max(last, frame.sequence)
                before = until.get(frame.measurement, frame.last_ms)
                until[frame.measurement] = max(before, frame.last_ms)
        losses += _heal(layout, path, found)
    return Recovered(until, last, tuple(losses))


def _can_be(frame: Frame) -> bool:
    """Whether rows can come after those of a frame; forged ones end all counting."""
    return frame.last_ms < _LAST_MS and frame.sequence < _LAST_SEQUENCE


def _heal(layout: Layout, path: Path, found: Sequence[Place | Damage]) -> list[Loss]:
    """Rewrite a damaged tail without its damage, once that is safe elsewhere.

    Where the disk takes neither, the tail stays: readers step over the damage too.
    """
    damages = [each for each in found if isinstance(each, Damage)]
    good = [each for each in found if isinstance(each, Place)]
    if not damages:
        return []
    try:
        losses = [_set_aside(layout, path, each) for each in damages]
        sync_folder(layout.aside)
        with (
            replacing(path, layout.scratch) as fresh,
            path.open("rb") as source,
            fresh.open("wb") as target,
        ):
            for place in good:
                _copy(source, target, place)
            target.flush()
    except OSError:
        return [Loss(path.name, d.offset, d.end - d.offset, None) for d in damages]
    return losses


def _set_aside(layout: Layout, path: Path, damage: Damage) -> Loss:
    size = damage.end - damage.offset
    kept = layout.aside / f"{path.name}.{damage.offset}"
    with path.open("rb") as source, kept.open("wb") as target:
        source.seek(damage.offset)
        shutil.copyfileobj(source, target, 2**20)
        target.truncate(size)
        target.flush()
        os.fsync(target.fileno())
    return Loss(path.name, damage.offset, size, kept)


def _copy(source: BinaryIO, target: BinaryIO, place: Place) -> None:
    source.seek(place.offset)
    target.write(source.read(place.end - place.offset))
