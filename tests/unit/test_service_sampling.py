"""Rows that the sample log cannot hold."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from netmon.core.schema import Sample
from netmon.service.sampling import Sampler
from netmon.store.store import SampleStore
from tests.samples import NOON, SetClock, ping

pytestmark = pytest.mark.anyio


def boast(number: int) -> Sample:
    """An access point that says it has more clients than a log can count."""
    at = NOON + timedelta(seconds=number)
    return Sample("wifi", at, (f"S{number}", "ap"), (2**64 - 1, None, 1))


async def test_a_row_the_log_refuses_costs_itself_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store, sampler = SampleStore(tmp_path, SetClock()), Sampler()
    good = [ping(f"S{n}", NOON) for n in range(50)]
    sampler.add([boast(0), *good[:25], boast(1), *good[25:], boast(2)])

    await sampler.flush(store)

    assert (sampler.waiting_count, sampler.dropped_count) == (0, 3)
    kept = await store.reader.latest("ping", within_s=60)
    assert {row.tags[0] for row in kept} == {row.tags[0] for row in good}
    told = [each.getMessage() for each in caplog.records]
    assert len(told) == 3
    assert all("wifi: clients_count" in each for each in told)
    await store.close()
