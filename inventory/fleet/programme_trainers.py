"""Who teaches a session: somebody free, of the same province where there is one."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

from inventory.records.kinds import Values

SESSION_DAYS = 2


class Trainers:
    """The trainers, and from which day on each is free.

    Sessions have to be asked for in the order of their days.

    Args:
        trainers: Records.
    """

    def __init__(self, trainers: Sequence[Values]) -> None:
        self._all = deque(one["code"] for one in trainers)
        self._near: defaultdict[str, deque[str]] = defaultdict(deque)
        for one in trainers:
            self._near[one["province"]].append(one["code"])
        self._free_from: dict[str, int] = {}

    def book(self, province: str, day: int) -> str | None:
        """Return who teaches in `province` from `day` on, None where all are busy."""
        found = self._next(self._near[province], day) or self._next(self._all, day)
        if found is not None:
            self._free_from[found] = day + SESSION_DAYS
        return found

    def _next(self, several: deque[str], day: int) -> str | None:
        """Return the first who is free; all take their turns."""
        for _ in range(len(several)):
            several.rotate(-1)
            if self._free_from.get(several[-1], day) <= day:
                return several[-1]
        return None
