"""How often one caller may change something: a bucket of tokens for each."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from netmon.api.problems import Problem

BURST_COUNT = 120
"""Calls at once: somebody works through a list, a program catches up."""
PER_S = 2.0
"""Calls a second, for ever."""
MOST_KEPT = 10_000
"""Callers remembered; the one least lately seen is forgotten first, and so is full."""


@dataclass(slots=True)
class _Bucket:
    count: float
    at_s: float


class Throttle:
    """Bounds calls that change something.

    Args:
        monotonic: Seconds.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, caller: str) -> None:
        """Let `caller` make one call.

        Raises:
            Problem: 429, with the seconds until the next one may be made.
        """
        now_s = self._monotonic()
        bucket = self._buckets.setdefault(caller, _Bucket(BURST_COUNT, now_s))
        self._buckets.move_to_end(caller)
        grown = bucket.count + max(0.0, now_s - bucket.at_s) * PER_S
        bucket.count, bucket.at_s = min(float(BURST_COUNT), grown), now_s
        while len(self._buckets) > MOST_KEPT:
            self._buckets.popitem(last=False)
        if bucket.count < 1:
            raise too_often((1 - bucket.count) / PER_S)
        bucket.count -= 1


def too_often(wait_s: float) -> Problem:
    """Return the problem of a caller who must wait so long."""
    seconds = str(max(1, math.ceil(wait_s)))
    detail = f"too many calls; ask again in {seconds} s"
    return Problem(429, detail, headers=[("Retry-After", seconds)])
