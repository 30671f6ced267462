"""How much one source, and all together, may make us do: token buckets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refill:
    """A bucket's size and speed.

    Attributes:
        per_s: Tokens that come back each second.
        most_count: Tokens a full bucket holds; at least 1.
    """

    per_s: float
    most_count: float


class _Bucket:
    """Tokens that come back with time; full at first."""

    __slots__ = ("_refill", "_tokens", "_updated_s")

    def __init__(self, refill: Refill, now_s: float) -> None:
        self._refill = refill
        self._tokens = refill.most_count
        self._updated_s = now_s

    def level(self, now_s: float) -> float:
        """Return how many tokens are there now."""
        grown = (now_s - self._updated_s) * self._refill.per_s
        self._tokens = min(self._refill.most_count, self._tokens + grown)
        self._updated_s = now_s
        return self._tokens

    def take(self, count: int) -> None:
        self._tokens -= count


class LookBudget:
    """Says yes while the source's bucket and the common one hold what is asked for.

    A source that is refused takes nothing from the others.

    Args:
        per_source: What each source may have.
        in_all: What all may have together.
        now_s: Seconds that never step.
    """

    def __init__(
        self, per_source: Refill, in_all: Refill, now_s: Callable[[], float]
    ) -> None:
        self._per_source = per_source
        self._now_s = now_s
        self._common = _Bucket(in_all, now_s())
        self._sources: dict[str, _Bucket] = {}

    def __len__(self) -> int:
        """How many sources are remembered."""
        return len(self._sources)

    def take(self, source: str, count: int = 1) -> bool:
        """Take `count` tokens of `source` and of all; return whether both were there.

        Args:
            source: Whose.
            count: No more than a full bucket of a source holds, or it is never there.
        """
        now_s = self._now_s()
        bucket = self._sources.get(source) or _Bucket(self._per_source, now_s)
        if bucket.level(now_s) < count or self._common.level(now_s) < count:
            return False
        bucket.take(count)
        self._common.take(count)
        self._sources[source] = bucket
        return True

    def forget_idle(self) -> None:
        """Drop sources whose bucket is full again: they are as if never seen."""
        now_s, full = self._now_s(), self._per_source.most_count
        self._sources = {
            source: bucket
            for source, bucket in self._sources.items()
            if bucket.level(now_s) < full
        }
