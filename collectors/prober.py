"""A live look at some devices by every method they are configured for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from collectors.schedule import within

if TYPE_CHECKING:
    from netmon.core.model import Method, Probe, Target
    from netmon.core.ports import Clock, Collector

ROUND_DEADLINE_S = 6.0
"""Most seconds a look by all methods takes; above every collector's own timeouts."""


class RoundOfLooks:
    """Looks at one target by all its methods at once.

    Args:
        collectors: Keyed by method.
        clock: Where time comes from.
    """

    def __init__(self, collectors: Mapping[Method, Collector], clock: Clock) -> None:
        self._collectors = collectors
        self._clock = clock

    async def look(self, target: Target) -> tuple[Probe, ...]:
        """Return one probe per configured method, in the target's order."""
        async with asyncio.TaskGroup() as group:
            looks = [
                group.create_task(
                    within(
                        ROUND_DEADLINE_S, self._collectors[method], target, self._clock
                    ),
                    name=f"round:{method}:{target.device}",
                )
                for method in target.methods
            ]
        return tuple(look.result() for look in looks)
