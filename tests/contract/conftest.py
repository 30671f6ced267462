"""Every adapter that answers questions over samples is held to the same tests.

An adapter is a function that keeps batches, in order, and gives a reader as of `NOW`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from netmon.core.schema import Sample
from netmon.store.port import SampleReader
from netmon.store.sealing import SealRules
from netmon.store.store import SampleStore
from tests.samples import NOON, SetClock

Keep = Callable[..., Awaitable[SampleReader]]
NOW = NOON + timedelta(minutes=30)
AT_ONCE = SealRules(grace_s=0, day_grace_s=0, late_wait_s=0)


@pytest.fixture(
    params=[
        "log, all in tails",
        "log, hours sealed",
        "log, days sealed",
        "log, sealed after each batch",
        "log, newest rows remembered",
    ]
)
async def keep(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Keep]:
    async with AsyncExitStack() as stack:

        async def in_log(*batches: Sequence[Sample]) -> SampleReader:
            # What was begun before every row remembers all of them.
            begun = NOW - timedelta(hours=2 if "remembered" in request.param else 0)
            clock = SetClock(begun)
            store = SampleStore(tmp_path, clock, sealing=AT_ONCE)
            stack.push_async_callback(store.close)
            for batch in batches:
                await store.append(batch)
                if "each batch" in request.param:
                    await _seal(store)
            clock.at = NOW
            if "hours" in request.param:
                await _seal(store)
            elif "days" in request.param:
                clock.at = NOW + timedelta(days=2)
                await _seal(store)
                clock.at = NOW
            return store.reader

        yield in_log


async def _seal(store: SampleStore) -> None:
    await store.keep_order()
    assert store.status.seal_fault is None
