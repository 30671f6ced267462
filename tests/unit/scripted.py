"""A collector that does as it is told, and what it was asked."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from netmon.core.model import (
    DeviceId,
    Echoes,
    Method,
    Outcome,
    Probe,
    Role,
    SiteCode,
    Target,
)
from netmon.core.ports import Clock


def targets(count: int, *, first: int = 0) -> list[Target]:
    return [
        Target(
            DeviceId(f"D{n}"), SiteCode(f"S{n}"), Role.ROUTER, "127.0.0.1",
            (Method.ICMP,),
        )
        for n in range(first, first + count)
    ]  # fmt: skip


class ScriptedCollector:
    """Answers after as long as `took_s` says for the device.

    Attributes:
        starts: (wall time, monotonic seconds, device) of each look, in order.
        most_busy: Most looks that ran at once.
    """

    def __init__(
        self,
        clock: Clock,
        took_s: Callable[[DeviceId], float] = lambda _: 0.01,
        method: Method = Method.ICMP,
    ) -> None:
        self.method = method
        self._clock = clock
        self._took_s = took_s
        self.starts: list[tuple[datetime, float, DeviceId]] = []
        self.busy = self.most_busy = 0

    async def look(self, target: Target) -> Probe:
        at = self._clock.now()
        self.starts.append((at, self._clock.monotonic(), target.device))
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        took_s = self._took_s(target.device)
        try:
            await asyncio.sleep(took_s)
        finally:
            self.busy -= 1
        echoes = Echoes((took_s,))
        return Probe(
            target.device, self.method, at, Outcome.ANSWERED, took_s, echoes=echoes
        )

    def per_slot(self, period_s: float) -> dict[int, Counter[DeviceId]]:
        """Return how often each device was looked at, by wall-clock slot."""
        slots: dict[int, Counter[DeviceId]] = {}
        for at, _, device in self.starts:
            slots.setdefault(int(at.timestamp() // period_s), Counter())[device] += 1
        return slots
