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
    VOLUME = "volume"


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


@dataclass(frozen=True, slots=True)
class Volume:
    """What had flowed at a router's site by one moment.

    Attributes:
        id: Register id of the router.
        at: UTC.
        at_s: The same on this machine's monotonic clock, seconds.
        down_octets, up_octets: Since the nation began, whatever counters say.
        clients_count: People on Wi-Fi at the site at this moment.
    """

    id: str
    at: datetime
    at_s: float
    down_octets: float
    up_octets: float
    clients_count: int


class TruthWriter:
    """Appends what happens to a JSON-lines file, one write per moment.

    Each line: `at` (UTC, ISO 8601), `monotonic_s`, `change`, `subject`, `id`; for
    Change.VOLUME also `down_octets`, `up_octets`, `clients_count`.
    """

    def __init__(self, path: Path | None) -> None:
        self._file: TextIO | None = (
            path.open("a", encoding="utf-8") if path is not None else None
        )

    def record(self, changes: Iterable[ChangeRow], now_s: float) -> None:
        """Append `changes`, which all happened at monotonic time `now_s`."""
        self._append(
            (
                f'"change": "{change.value}", "subject": "{subject.value}", '
                f'"id": {json.dumps(who)}'
                for change, subject, who in changes
            ),
            now_s,
        )

    def record_volumes(
        self, rows: Iterable[tuple[str, float, float, int]], now_s: float
    ) -> None:
        """Append what had flowed by monotonic time `now_s`.

        Args:
            rows: Register id of a router, octets down, octets up, clients.
            now_s: When.
        """
        self._append(
            (
                f'"change": "{Change.VOLUME.value}", "subject": "device", '
                f'"id": {json.dumps(who)}, "down_octets": {down!r}, '
                f'"up_octets": {up!r}, "clients_count": {clients}'
                for who, down, up, clients in rows
            ),
            now_s,
        )

    def _append(self, rows: Iterable[str], now_s: float) -> None:
        if self._file is None:
            return
        at = datetime.now(UTC).isoformat()
        head = f'{{"at": "{at}", "monotonic_s": {now_s!r}'
        lines = [f"{head}, {row}}}" for row in rows]
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


def read_volumes(path: Path) -> tuple[Volume, ...]:
    """Return every volume of the record at `path`, in the order they were taken."""
    return tuple(
        Volume(
            row["id"],
            datetime.fromisoformat(row["at"]),
            row["monotonic_s"],
            row["down_octets"],
            row["up_octets"],
            row["clients_count"],
        )
        for row in _rows(path)
        if row["change"] == Change.VOLUME
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the whole lines of the record."""
    text = path.read_text(encoding="utf-8")
    for line in text[: text.rfind("\n") + 1].splitlines():
        yield json.loads(line)
