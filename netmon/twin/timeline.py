"""A scenario at work: which fault comes and goes when."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from netmon.twin.postponed import Postponed

if TYPE_CHECKING:
    from collections.abc import Callable

    from netmon.twin.faults import Fault
    from netmon.twin.nation import Nation


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """A fault of a scenario, its names resolved.

    Attributes:
        fault: With every site it may befall.
        share: Share of those sites befallen each time, 0-1, drawn anew each time.
        count: How many of those sites instead, at least 1; None for `share` of them.
        draw: Name of the draw: events that select from the same sites befall the same
            ones under one name, each time. None: drawn anew each time.
        at_s: Seconds from the start.
        for_s: Seconds it lasts, None for ever.
        every_s: Seconds from one start to the next, None for once.
    """

    fault: Fault
    at_s: float
    for_s: float | None = None
    every_s: float | None = None
    share: float = 1.0
    count: int | None = None
    draw: str | None = None

    @property
    def drawn_count(self) -> int:
        """How many sites it befalls each time."""
        known = len(self.fault.sites)
        wanted = self.count or max(1, round(known * self.share))
        return min(known, wanted)


class Timeline:
    """Runs planned events on the monotonic clock."""

    def __init__(
        self, events: tuple[PlannedEvent, ...], *, seed: int, speed: float
    ) -> None:
        self._events = events
        self._seed = seed
        self._speed = speed
        self._steps: Postponed[Callable[[Nation, float], None]] = Postponed()

    def start(self, now_s: float) -> None:
        """Start from the beginning at monotonic time `now_s`."""
        self._steps.clear()
        for place, event in enumerate(self._events):
            self._plan(event, place, 0, now_s + event.at_s / self._speed)

    def run(self, nation: Nation, now_s: float) -> float | None:
        """Do what is due; return when more will be, None where nothing is left."""
        for step in self._steps.due(now_s):
            step(nation, now_s)
        return self._steps.next_s

    def _plan(self, event: PlannedEvent, place: int, turn: int, due_s: float) -> None:
        def begin(nation: Nation, now_s: float) -> None:
            number = nation.apply(self._drawn(event, place, turn), now_s)
            if event.for_s is not None:
                end_s = due_s + event.for_s / self._speed
                self._steps.add(end_s, lambda nation, at_s: _end(nation, number, at_s))
            if event.every_s is not None:
                next_s = due_s + event.every_s / self._speed
                self._plan(event, place, turn + 1, next_s)

        self._steps.add(due_s, begin)

    def _drawn(self, event: PlannedEvent, place: int, turn: int) -> Fault:
        if event.drawn_count == len(event.fault.sites):
            return event.fault
        draw = f"{place}:{turn}" if event.draw is None else f"draw {event.draw}"
        dice = random.Random(f"{self._seed}:{draw}")  # noqa: S311  a simulation
        drawn = tuple(sorted(dice.sample(event.fault.sites, event.drawn_count)))
        return replace(event.fault, sites=drawn)


def _end(nation: Nation, number: int, now_s: float) -> None:
    nation.lift(number, now_s)
