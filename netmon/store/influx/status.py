"""How feeding an InfluxDB goes: written by whoever feeds it, read by whoever asks."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

FILE = "status.json"


class FeedStatus(BaseModel):
    """How it goes.

    Attributes:
        at: UTC; when this was written.
        lag_s: Age of the oldest row that waits, 0 when none does.
        done_until: Every frame up to this number is in InfluxDB.
        gaps_count: Stretches of frames done ahead of others that wait.
        event_id: Of the newest event sent, None before the first.
        waiting_bytes: In tails and finished tails.
        rolled_waiting_count: Hours and days whose roll-ups wait.
        refill_hours_count: Hours that were let go for room, to be filled in from the
            sealed files.
        lines_sent_count: Since the process that feeds began.
        dead_letters_count: Lines no server takes, since this home was made.
        sent_at: UTC of the last request that passed, None before the first.
        last_error, last_error_at: Of the last request that did not; empty and None
            before the first.
        held: Why a database takes nothing before a person has acted, by its name.
        failing_since: UTC; since when nothing passes, None while it does.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    lag_s: float = 0.0
    done_until: int = 0
    gaps_count: int = 0
    event_id: int | None = None
    waiting_bytes: int = 0
    rolled_waiting_count: int = 0
    refill_hours_count: int = 0
    lines_sent_count: int = 0
    dead_letters_count: int = 0
    sent_at: datetime | None = None
    last_error: str = ""
    last_error_at: datetime | None = None
    held: dict[str, str] = {}
    failing_since: datetime | None = None


def load_status(folder: Path) -> FeedStatus | None:
    """Return the status last written, None where there is none that can be read."""
    try:
        return FeedStatus.model_validate_json((folder / FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def save_status(folder: Path, status: FeedStatus) -> None:
    """Put a status in the place of the last.

    Raises:
        OSError: The disk does not take it.
    """
    # Not synced: after a crash it is out of date in any case.
    temporary = folder / f"{FILE}.{os.getpid()}"
    temporary.write_text(status.model_dump_json(), encoding="utf-8")
    temporary.replace(folder / FILE)


def dead_letters_before(folder: Path) -> int:
    """Return how many lines were dead letters before this process began."""
    before = load_status(folder) or FeedStatus(at=datetime.now(UTC))
    return before.dead_letters_count
