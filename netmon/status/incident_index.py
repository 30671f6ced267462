"""Finds incidents by key, by crowd and by when they are due; never by looking at all.

In a blackout of the nation thousands are open: a step must cost what it touches.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.status.incident import Incident


@dataclass(slots=True)
class IncidentIndex:
    """The incidents of a book.

    Attributes:
        by_id: In the order they began.
    """

    by_id: dict[str, Incident] = field(default_factory=dict)
    _by_key: dict[str, dict[str, None]] = field(default_factory=dict)
    _by_crowd: dict[str, dict[str, None]] = field(default_factory=dict)
    _crowds: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, incident: Incident, crowds: Iterable[str] = ()) -> None:
        """Know `incident`.

        Args:
            incident: A new one.
            crowds: Keys of the crowds it may turn out to be part of.
        """
        self.by_id[incident.id] = incident
        self._by_key.setdefault(incident.key, {})[incident.id] = None
        self._crowds[incident.id] = tuple(crowds)
        for crowd in self._crowds[incident.id]:
            self._by_crowd.setdefault(crowd, {})[incident.id] = None

    def drop(self, incident: Incident) -> None:
        """Forget `incident`."""
        del self.by_id[incident.id]
        _discard(self._by_key, incident.key, incident.id)
        for crowd in self._crowds.pop(incident.id):
            _discard(self._by_crowd, crowd, incident.id)

    def of_key(self, key: str) -> Iterator[Incident]:
        """Return the incidents of `key`, oldest first."""
        return (self.by_id[each] for each in self._by_key.get(key, ()))

    def of_crowd(self, crowd: str) -> Iterator[Incident]:
        """Return the open incidents that may be part of `crowd`, oldest first."""
        found = (self.by_id[each] for each in self._by_crowd.get(crowd, ()))
        return (incident for incident in found if incident.is_open)


def _discard(sets: dict[str, dict[str, None]], key: str, member: str) -> None:
    members = sets[key]
    del members[member]
    if not members:
        del sets[key]


@dataclass(slots=True)
class Agenda:
    """What is to be looked at again, and from when on."""

    _due: list[tuple[datetime, str]] = field(default_factory=list)

    def put(self, at: datetime, name: str) -> None:
        """Look at `name` again from `at` (aware) on."""
        heapq.heappush(self._due, (at, name))

    def put_all(self, at: datetime) -> None:
        """Look at everything once more from `at` on: the clock was set."""
        for name in {name for _, name in self._due}:
            self.put(at, name)

    def take(self, now: datetime) -> list[str]:
        """Return and forget what is due, soonest first."""
        names = []
        while self._due and self._due[0][0] <= now:
            names.append(heapq.heappop(self._due)[1])
        return names

    def __len__(self) -> int:
        """Return how much there is."""
        return len(self._due)
