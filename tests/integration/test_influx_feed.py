"""The feeder's process under its parent: it ends with it, and tells by it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from inventory.fleet import make_fleet
from inventory.repository import replace_register
from netmon.core.clock import SystemClock
from netmon.core.settings import InfluxSettings, Settings
from netmon.database import make_engine, sqlite_url
from netmon.migrations import upgrade
from netmon.service.influx_feed import KEY, InfluxFeed
from netmon.status.effects import Reported, ReportEnded
from netmon.store.layout import FOLDER, Layout
from netmon.store.spool import open_spool, spool_folder
from tests.integration.influx import Influx, influx_server

SOON_S = 40.0


@pytest.fixture
def influx(tmp_path: Path) -> Iterator[Influx]:
    with influx_server(tmp_path / "influx") as server:
        yield server


async def make_feed(
    home: Path, url: str | None, told: list[Reported | ReportEnded]
) -> InfluxFeed:
    database_url = sqlite_url(home / "netmon.db")
    engine = make_engine(database_url)
    await upgrade(engine)
    await replace_register(engine, make_fleet(size=5))
    await engine.dispose()

    async def report(reports: Sequence[Reported | ReportEnded]) -> None:
        told.extend(reports)

    settings = Settings(home=home, influx=InfluxSettings(url=url))
    return InfluxFeed(settings, database_url, SystemClock(), report)


async def soon(what: Callable[[], object]) -> None:
    async with asyncio.timeout(SOON_S):
        while not what():  # noqa: ASYNC110  # of another process
            await asyncio.sleep(0.1)


def jobs_of(parent: int) -> list[int]:
    """Return the feeder's processes below `parent`."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split(maxsplit=1) for line in listed.stdout.splitlines()]
    return [int(pid) for pid, args in lines if "netmon.service.influx_job" in args]


def test_what_waits_for_a_person_is_reported_and_ends_with_its_cause(
    tmp_path: Path, influx: Influx
) -> None:
    told: list[Reported | ReportEnded] = []

    async def watch() -> None:
        feed = await make_feed(tmp_path, influx.url, told)
        work = asyncio.create_task(feed.run())
        await soon(lambda: [each for each in told if isinstance(each, Reported)])
        assert feed.status is not None
        assert "netmon" in feed.status.held
        for name in ("netmon", "netmon_1h", "netmon_1d"):
            influx.query(f"CREATE DATABASE {name}")
        await soon(lambda: isinstance(told[-1], ReportEnded))
        [child] = jobs_of(os.getpid())
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert child not in jobs_of(os.getpid())

    asyncio.run(watch())
    assert {each.key for each in told} == {KEY}
    [raised] = [each for each in told if isinstance(each, Reported)]
    assert raised.finding.why == "influx_held"
    assert "netmon: " in raised.report.summary


def test_a_child_that_dies_is_told_of_so_that_it_is_started_again(
    tmp_path: Path, influx: Influx
) -> None:
    async def watch() -> None:
        feed = await make_feed(tmp_path, influx.url, [])
        work = asyncio.create_task(feed.run())
        await soon(lambda: jobs_of(os.getpid()))
        [child] = jobs_of(os.getpid())
        os.kill(child, signal.SIGKILL)
        with pytest.raises(OSError, match="ended with -9"):
            await work

    asyncio.run(watch())


def test_without_an_influxdb_nothing_waits_for_one(tmp_path: Path) -> None:
    layout = Layout(tmp_path / FOLDER)
    layout.make()
    open_spool(layout)

    async def watch() -> None:
        feed = await make_feed(tmp_path, None, [])
        work = asyncio.create_task(feed.run())
        await soon(lambda: not spool_folder(layout).exists())
        assert jobs_of(os.getpid()) == []
        work.cancel()

    asyncio.run(watch())


def test_a_parent_that_is_killed_takes_the_child_with_it(
    tmp_path: Path, influx: Influx
) -> None:
    program = (
        "import asyncio\n"
        "from pathlib import Path\n"
        "from tests.integration.test_influx_feed import make_feed\n"
        "async def main():\n"
        f"    feed = await make_feed(Path({str(tmp_path)!r}), {influx.url!r}, [])\n"
        "    await feed.run()\n"
        "asyncio.run(main())\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program])

    async def watch() -> None:
        await soon(lambda: jobs_of(parent.pid))
        [child] = jobs_of(parent.pid)
        parent.kill()
        parent.wait()
        await soon(lambda: not Path(f"/proc/{child}").exists())

    asyncio.run(watch())
