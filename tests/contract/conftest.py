"""Every adapter that answers questions over samples is held to the same tests.

An adapter is a function that keeps batches, in order, and gives a reader as of `NOW`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from netmon.core.schema import Sample
from netmon.store.influx.reader import InfluxReader
from netmon.store.port import SampleReader
from netmon.store.sealing import SealRules
from netmon.store.store import SampleStore
from tests.integration.influx import Influx, influx_server
from tests.integration.influx_rows import (
    make_databases,
    transport_to,
    write_raw,
    write_rolled,
)
from tests.samples import NOON, SetClock

Keep = Callable[..., Awaitable[SampleReader]]
NOW = NOON + timedelta(minutes=30)
AT_ONCE = SealRules(grace_s=0, day_grace_s=0, late_wait_s=0)
_numbers = count()


@pytest.fixture(scope="session")
def influx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Influx]:
    with influx_server(tmp_path_factory.mktemp("influx"), with_auth=True) as server:
        yield server


@pytest.fixture(
    params=[
        "log, all in tails",
        "log, hours sealed",
        "log, days sealed",
        "log, sealed after each batch",
        "log, newest rows remembered",
        "influx, rows",
        "influx, rows and roll-ups",
    ]
)
async def keep(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Keep]:
    kind: str = request.param
    async with AsyncExitStack() as stack:

        async def in_log(*batches: Sequence[Sample]) -> SampleReader:
            return (await _fill(tmp_path, kind, batches, stack)).reader

        async def in_influx(*batches: Sequence[Sample]) -> SampleReader:
            server: Influx = request.getfixturevalue("influx")
            databases = make_databases(server, f"t{next(_numbers)}")
            transport = transport_to(server)
            stack.push_async_callback(transport.close)
            for batch in batches:
                await write_raw(transport, databases, batch)
            rows_s = (0.0, 0.0)
            if "roll-ups" in kind:
                await _fill(tmp_path, "log, days sealed", batches, stack)
                await write_rolled(transport, databases, tmp_path)
            return InfluxReader(transport, databases, SetClock(NOW), rows_s=rows_s)

        yield in_influx if kind.startswith("influx") else in_log


async def _fill(
    root: Path, kind: str, batches: Sequence[Sequence[Sample]], stack: AsyncExitStack
) -> SampleStore:
    # What was begun before every row remembers all of them.
    begun = NOW - timedelta(hours=2 if "remembered" in kind else 0)
    clock = SetClock(begun)
    store = SampleStore(root, clock, sealing=AT_ONCE)
    stack.push_async_callback(store.close)
    for batch in batches:
        await store.append(batch)
        if "each batch" in kind:
            await _seal(store)
    clock.at = NOW
    if "hours" in kind:
        await _seal(store)
    elif "days" in kind:
        clock.at = NOW + timedelta(days=2)
        await _seal(store)
        clock.at = NOW
    return store


async def _seal(store: SampleStore) -> None:
    await store.keep_order()
    assert store.status.seal_fault is None
