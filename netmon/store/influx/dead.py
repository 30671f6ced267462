"""Lines InfluxDB will never take, kept for a person to look at."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

FILE, FILE_BEFORE = "dead.lp", "dead.before.lp"
MOST_BYTES = 16 * 2**20
"""Of one file; two are kept, so the newest 16 MiB are always there."""

_MOST_REASON_CHARACTERS = 500


class DeadLetters:
    """Files of lines with the server's reason above them.

    Attributes:
        count: Lines put there since the count was last kept (see influx.status).
    """

    def __init__(self, folder: Path, count: int = 0) -> None:
        self._folder = folder
        self.count = count

    def put(
        self, database: str, reason: str, lines: Sequence[bytes], at: datetime
    ) -> None:
        """Bring lines to the disk.

        Raises:
            OSError: It does not take them.
        """
        why = " ".join(reason.split())[:_MOST_REASON_CHARACTERS]
        head = f"# {at:%Y-%m-%dT%H:%M:%SZ} {database}: {why}\n".encode()
        path = self._folder / FILE
        if path.exists() and path.stat().st_size > MOST_BYTES:
            path.replace(self._folder / FILE_BEFORE)
        with path.open("ab") as file:
            path.chmod(0o600)
            file.write(head + b"".join(line + b"\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        self.count += len(lines)
