"""The system's clock behind the Clock port, and the calendar people read."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

THAI_TIME = timezone(timedelta(hours=7), "ICT")
"""Asia/Bangkok: UTC+7 since 1920, without daylight saving; fixed on purpose."""


class SystemClock:
    """See Clock."""

    def now(self) -> datetime:
        """See Clock.now."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """See Clock.monotonic."""
        return time.monotonic()


def to_thai(at: datetime) -> datetime:
    """Return `at` in Asia/Bangkok."""
    return at.astimezone(THAI_TIME)


def to_buddhist_year(at: datetime) -> int:
    """Return the Buddhist Era year of `at` in Asia/Bangkok; for display only."""
    return to_thai(at).year + 543
