"""The nation's own record of who was dark when; journals are judged by it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

POLLER = "poller"
"""The one id of Subject.WIRE."""


class Change(StrEnum):
    """What happened to a site, device, node or the wire."""

    DARK = "dark"
    BACK = "back"
    BOOT = "boot"


class Subject(StrEnum):
    """Whom a line of the record is about."""

    SITE = "site"
    DEVICE = "device"
    NODE = "node"
    WIRE = "wire"
    """Between the nation and the poller; dark while every answer is lost there."""


ChangeRow = tuple[Change, Subject, str]
"""What happened, to what, by its id."""


@dataclass(frozen=True, slots=True)
class DarkInterval:
    """One time somebody answered nothing.

    Attributes:
        subject, id: Who: a site code, a device's register id, a node code, POLLER.
        from_at, to_at: UTC; `to_at` is None while it lasts.
        from_s, to_s: The same on this machine's monotonic clock, seconds.
    """

    subject: Subject
    id: str
    from_at: datetime
    from_s: float
    to_at: datetime | None = None
    to_s: float | None = None

    @property
    def length_s(self) -> float | None:
        """Seconds it lasted, None while it lasts."""
        return None if self.to_s is None else self.to_s - self.from_s


@dataclass(frozen=True, slots=True)
class DeviceBoot:
    """One boot of a device.

    Attributes:
        id: Its register id.
        at: UTC.
        at_s: The same on this machine's monotonic clock, seconds.
    """

    id: str
    at: datetime
    at_s: float


class TruthWriter:
    """Appends what happens to a JSON-lines file, one write per moment.

    Each line: `at` (UTC, ISO 8601), `monotonic_s`, `change`, `subject`, `id`.
    """

    def __init__(self, path: Path | None) -> None:
        self._file: TextIO | None = (
            path.open("a", encoding="utf-8") if path is not None else None
        )

    def record(self, changes: Iterable[ChangeRow], now_s: float) -> None:
        """Append `changes`, which all happened at monotonic time `now_s`."""
        if self._file is None:
            return
        at = datetime.now(UTC).isoformat()
        head = f'{{"at": "{at}", "monotonic_s": {now_s!r}'
        lines = [
            f'{head}, "change": "{change.value}", "subject": "{subject.value}", '
            f'"id": {json.dumps(who)}}}'
            for change, subject, who in changes
        ]
        if lines:
            self._file.write("\n".join(lines) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def read_truth(path: Path) -> tuple[DarkInterval, ...]:
    """Return every dark interval of the record at `path`, in order of their start.

    A half-written last line (the nation was killed) is left out.
    """
    open_ones: dict[tuple[str, str], DarkInterval] = {}
    closed = []
    for row in _rows(path):
        key = (row["subject"], row["id"])
        at = datetime.fromisoformat(row["at"])
        if row["change"] == Change.DARK:
            open_ones[key] = DarkInterval(
                Subject(key[0]), key[1], at, row["monotonic_s"]
            )
        elif row["change"] == Change.BACK and key in open_ones:
            dark = open_ones.pop(key)
            closed.append(replace(dark, to_at=at, to_s=row["monotonic_s"]))
    return tuple(
        sorted((*closed, *open_ones.values()), key=lambda dark: (dark.from_s, dark.id))
    )


def read_boots(path: Path) -> tuple[DeviceBoot, ...]:
    """Return every boot of the record at `path`, in the order they happened."""
    return tuple(
        DeviceBoot(row["id"], datetime.fromisoformat(row["at"]), row["monotonic_s"])
        for row in _rows(path)
        if row["change"] == Change.BOOT
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the whole lines of the record."""
    text = path.read_text(encoding="utf-8")
    for line in text[: text.rfind("\n") + 1].splitlines():
        yield json.loads(line)
