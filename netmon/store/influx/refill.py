"""Hours that had to be let go for room, to be filled in from the sealed files."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from pathlib import Path

from netmon.store.durable import replacing, sync_folder
from netmon.store.layout import Layout
from netmon.store.spool import spooled

log = logging.getLogger(__name__)

FILE = "refill.json"


class Refill:
    """The hours, kept on the disk.

    Attributes:
        hours: UTC, ascending.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.hours = _load(folder / FILE)

    def make_room(self, layout: Layout, most_bytes: int) -> int:
        """Let the oldest finished tails go until the others fit; return how many.

        Raises:
            OSError: The disk does not take the note; nothing goes then.
        """
        waiting = spooled(layout)
        excess = sum(each.size_bytes for each in waiting) - most_bytes
        gone = []
        for each in waiting:
            if excess <= 0:
                break
            gone.append(each)
            excess -= each.size_bytes
        if gone:
            # Sealed already, or it would not be here: its rows are in Parquet.
            self._save(sorted({*self.hours, *(each.hour for each in gone)}))
            for each in gone:
                each.path.unlink(missing_ok=True)
            sync_folder(gone[0].path.parent)
        return len(gone)

    def done(self, hour: datetime) -> None:
        """Note that an hour has been filled in.

        Raises:
            OSError: The disk does not take the note; it will be filled in again.
        """
        self._save([each for each in self.hours if each != hour])

    def _save(self, hours: list[datetime]) -> None:
        with replacing(self._folder / FILE, self._folder) as path:
            path.write_text(json.dumps([each.isoformat() for each in hours]))
        self.hours = hours


def _load(path: Path) -> list[datetime]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return sorted(datetime.fromisoformat(each) for each in told)
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as fault:
        log.warning(
            "hours that InfluxDB lacks are not known any more (netmon influx backfill "
            "sends them): %s: %s",
            path,
            fault,
        )
        return []
