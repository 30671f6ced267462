"""How far InfluxDB has been fed: which frames of the sample log it has.

Frames have numbers that only grow. The live lane runs ahead of the past, so what is
done is a set of intervals of numbers: all up to some number, and behind a gap what came
since.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from netmon.store.durable import replacing

FOLDER = "influx"
"""Of everything about InfluxDB in NETMON_HOME."""
FILE = "cursor.json"


class Cursor:
    """Which frames are done, and the newest event sent.

    Attributes:
        event_id: Of the newest transition InfluxDB has; None before the first look.
    """

    def __init__(
        self, done: Iterable[tuple[int, int]] = (), event_id: int | None = None
    ) -> None:
        self._done: list[list[int]] = []
        for first, last in sorted(done):
            self._take(first, last)
        self.event_id = event_id

    @property
    def done(self) -> list[tuple[int, int]]:
        """Closed intervals of numbers, ascending, none touching another."""
        return [(first, last) for first, last in self._done]

    @property
    def last(self) -> int:
        """The highest number that is done, 0 before the first."""
        return self._done[-1][1] if self._done else 0

    def has(self, number: int) -> bool:
        """Whether InfluxDB has this frame."""
        at = bisect_right(self._done, number, key=lambda each: each[0]) - 1
        return at >= 0 and number <= self._done[at][1]

    def add(self, number: int) -> None:
        """Note that InfluxDB has this frame."""
        if not self.has(number):
            self._take(number, number)

    def settle(self, before: int) -> None:
        """Note that no frame with a number below `before` waits any longer.

        Numbers jump where the service began again; without this every restart would
        leave a gap for ever.
        """
        if before > 0:
            self._take(0, before - 1)

    def _take(self, first: int, last: int) -> None:
        kept = []
        for low, high in self._done:
            if high < first - 1 or low > last + 1:
                kept.append([low, high])
            else:
                first, last = min(first, low), max(last, high)
        kept.append([first, last])
        self._done = sorted(kept)


def load_cursor(folder: Path) -> Cursor:
    """Return the cursor kept in `folder`, a fresh one where there is none.

    One that cannot be read counts as none: everything that is still there is sent
    again, which leaves one copy of each point.
    """
    try:
        told: Any = json.loads((folder / FILE).read_text(encoding="utf-8"))
        done = [(int(first), int(last)) for first, last in told["done"]]
        event_id = told["event_id"]
        return Cursor(done, None if event_id is None else int(event_id))
    except (OSError, ValueError, KeyError, TypeError):
        return Cursor()


def save_cursor(folder: Path, cursor: Cursor) -> None:
    """Bring the cursor to the disk, whole or not at all.

    Raises:
        OSError: The disk did not take it; what was sent since is sent again.
    """
    text = json.dumps({"done": cursor.done, "event_id": cursor.event_id})
    with replacing(folder / FILE, folder) as path:
        path.write_text(text, encoding="utf-8")
