"""What waits for InfluxDB after it is sealed: finished tails, and names of roll-ups.

The folder is there while an InfluxDB is fed. Sealing puts into it, whoever feeds the
InfluxDB takes out of it.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from netmon.store.durable import sync_folder
from netmon.store.frames import Place, scan
from netmon.store.layout import Layout, TailName, to_tail_name

_HOUR_NAME = "%Y-%m-%dT%HZ.hour"
_DAY_NAME = "%Y-%m-%d.day"


def spool_folder(layout: Layout) -> Path:
    """Return where finished tails wait; no folder, nobody waits for them."""
    return layout.root / "spool"


def rolled_folder(layout: Layout) -> Path:
    """Return where it is noted what was rolled up anew."""
    return spool_folder(layout) / "rolled"


@dataclass(frozen=True, slots=True)
class Spooled:
    """A finished tail that waits.

    Attributes:
        first: Number of its first frame.
        hour: Of its rows, UTC.
    """

    first: int
    path: Path
    hour: datetime
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Rolled:
    """An hour or Thai day whose roll-ups were made anew.

    Attributes:
        key: The hour, or the day.
        paths: What says so; unlink them when InfluxDB has the rows.
    """

    key: datetime | date
    paths: tuple[Path, ...]


def open_spool(layout: Layout) -> None:
    """Let sealing keep what it has sealed.

    Raises:
        OSError: The folder cannot be made.
    """
    rolled_folder(layout).mkdir(parents=True, exist_ok=True, mode=0o700)
    sync_folder(layout.root)


def remove_spool(layout: Layout) -> None:
    """Let sealing remove what it has sealed, and forget what waits."""
    with suppress(FileNotFoundError):
        shutil.rmtree(spool_folder(layout))


def keep_tail(layout: Layout, name: TailName) -> None:
    """Give a tail a second name among those that wait, if anybody waits for it.

    Raises:
        OSError: It cannot be kept.
    """
    if not spool_folder(layout).is_dir():
        return
    try:
        with layout.tail(name).open("rb") as file:
            places = (each for each in scan(file) if isinstance(each, Place))
            first = next(places, None)
        if first is not None:
            # A tail's name may be used again, a sequence number never is.
            kept = spool_folder(layout) / f"{name}.{first.frame.sequence}"
            with suppress(FileExistsError):
                kept.hardlink_to(layout.tail(name))
                sync_folder(spool_folder(layout))
    except FileNotFoundError:
        return


def note_rolled(layout: Layout, hours: Iterable[datetime], day: date | None) -> None:
    """Note that these were rolled up anew, if anybody waits for it."""
    if not rolled_folder(layout).is_dir():
        return
    names = [f"{hour:{_HOUR_NAME}}" for hour in hours]
    if day is not None:
        names.append(f"{day:{_DAY_NAME}}")
    for name in names:
        # Two notes of one hour have two names: whoever takes one leaves the other.
        (rolled_folder(layout) / f"{name}.{time.time_ns()}").touch()
    sync_folder(rolled_folder(layout))


def spooled(layout: Layout) -> list[Spooled]:
    """Return what waits, in the order it was begun to be written."""
    found = []
    with suppress(FileNotFoundError):
        for path in spool_folder(layout).iterdir():
            name = to_tail_name(path.stem)
            number = path.suffix[1:]
            if name is None or not number.isdecimal():
                continue
            with suppress(FileNotFoundError):
                size = path.stat().st_size
                found.append(Spooled(int(number), path, name.hour, size))
    return sorted(found, key=lambda each: each.first)


def rolled(layout: Layout) -> list[Rolled]:
    """Return which hours and days wait: hours before days, oldest first."""
    by_key: dict[datetime | date, list[Path]] = {}
    with suppress(FileNotFoundError):
        for path in sorted(rolled_folder(layout).iterdir()):
            key = _to_key(path.stem)
            if key is not None:
                by_key.setdefault(key, []).append(path)
    hours = [key for key in by_key if isinstance(key, datetime)]
    days = [key for key in by_key if not isinstance(key, datetime)]
    keys = [*sorted(hours), *sorted(days)]
    return [Rolled(key, tuple(by_key[key])) for key in keys]


def _to_key(name: str) -> datetime | date | None:
    with suppress(ValueError):
        return datetime.strptime(name, _HOUR_NAME).replace(tzinfo=UTC)
    with suppress(ValueError):
        return datetime.strptime(name, _DAY_NAME).replace(tzinfo=UTC).date()
    return None


def spool_bytes(layout: Layout) -> int:
    """Return how much waits."""
    return sum(each.size_bytes for each in spooled(layout))
