"""Refusals, counted: a flood of forgeries is no flood of rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

MOST_PLACES = 5
"""Addresses a row of refusals names."""

K = TypeVar("K")


@dataclass(slots=True)
class _Seen:
    count: int = 0
    places: set[str] = field(default_factory=set)


class Refusals(Generic[K]):
    """Refusals since the last row, by kind. There must not be kinds without end."""

    def __init__(self) -> None:
        self._seen: dict[K, _Seen] = {}

    def note(self, kind: K, place: str) -> None:
        """Count one, from the address `place`."""
        seen = self._seen.setdefault(kind, _Seen())
        seen.count += 1
        if len(seen.places) < MOST_PLACES:
            seen.places.add(place)

    def drop(self, kind: K) -> None:
        """Forget those of one kind."""
        self._seen.pop(kind, None)

    def take(self) -> list[tuple[K, dict[str, Any]]]:
        """Return each kind with what the audit says of it, and begin anew."""
        taken, self._seen = self._seen, {}
        return [
            (kind, {"count": seen.count, "from": sorted(seen.places)})
            for kind, seen in taken.items()
        ]
