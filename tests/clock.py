"""A loop and a clock in the test's hand: hours pass at once, in order."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

T0 = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
"""On a whole hour, so the beginning of a slot for every period that divides one."""


class _Jump(selectors.DefaultSelector):
    """Instead of waiting, moves time on to when something is due."""

    now_s = 1_000.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise RuntimeError("the test waits for something that never comes")
            self.now_s += max(timeout, 0.0)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An asyncio loop whose time is a number."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now_s

    def block(self, seconds: float) -> None:
        """Let time pass as if one callback had kept the loop busy."""
        self._jump.now_s += seconds


class VirtualClock:
    """See Clock; follows the virtual loop it is used in."""

    def __init__(self, start: datetime = T0) -> None:
        self._start = start
        self._start_s = self.monotonic()

    def now(self) -> datetime:
        passed_s = self.monotonic() - self._start_s
        return self._start + timedelta(seconds=passed_s)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    def step(self, seconds: float) -> None:
        """Set the wall clock on or back; no time passes."""
        self._start += timedelta(seconds=seconds)


def block(seconds: float) -> None:
    """Keep the running virtual loop busy."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    loop.block(seconds)


def run_virtually(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` on a loop of its own in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
