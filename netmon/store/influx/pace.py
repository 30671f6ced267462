"""How fast the past goes, and how long to wait after a no."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmon.core.ports import Clock

FIRST_S, MOST_S = 0.5, 60.0
"""Of a wait after one that failed, doubled each time."""


class Backoff:
    """Waits that double, with jitter, so that feeders do not come back in step."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)  # noqa: S311  # no secret
        self._count = 0

    def reset(self) -> None:
        """Begin anew: something passed."""
        self._count = 0

    def wait_s(self, asked_s: float | None = None) -> float:
        """Return how long to wait now; never less than the server asked."""
        longest_s = min(MOST_S, FIRST_S * 2.0 ** min(self._count, 16))
        self._count += 1
        return max(asked_s or 0.0, self._random.uniform(0.5, 1.0) * longest_s)


class Budget:
    """At most so many lines a second; live lines take from nobody."""

    def __init__(self, lines_per_s: float, clock: Clock) -> None:
        self._lines_per_s = lines_per_s
        self._clock = clock
        self._free_at_s = clock.monotonic()

    @property
    def wait_s(self) -> float:
        """How long until more may go, 0 for now."""
        return max(0.0, self._free_at_s - self._clock.monotonic())

    def spend(self, lines_count: int) -> None:
        """Note that lines went."""
        start_s = max(self._free_at_s, self._clock.monotonic())
        self._free_at_s = start_s + lines_count / self._lines_per_s
