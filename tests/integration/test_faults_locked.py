"""Another process holds the SQLite database for longer than anybody waits for it."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from inventory.fleet import make_fleet
from netmon.database import make_engine, sqlite_url
from netmon.migrations import upgrade
from netmon.status.history import History, Unobserved
from netmon.twin.network import TwinNetwork
from tests.integration.faults_story import Story
from tests.integration.running import DOWN_S, Netmon, load, now
from tests.integration.test_status_journal import LONG_AGO, ByHand, Life
from tests.namespace import require_namespace
from tests.unit.looks import SITE, answered

SIZE = 30
HELD_S = 32.0


@contextmanager
def held(home: Path) -> Iterator[None]:
    """Hold the database against every writer for at least HELD_S."""
    with closing(sqlite3.connect(home / "netmon.db", timeout=20)) as other:
        other.isolation_level = None
        other.execute("BEGIN EXCLUSIVE")
        until_s = time.monotonic() + HELD_S
        yield
        time.sleep(max(0.0, until_s - time.monotonic()))
        other.execute("ROLLBACK")


def test_while_another_process_holds_the_database_states_wait(tmp_path: Path) -> None:
    require_namespace()
    fleet = make_fleet(size=SIZE)
    load(tmp_path, fleet)
    with TwinNetwork(fleet) as twin, Netmon(tmp_path) as netmon:
        story = Story(twin, netmon, list(fleet.sites))
        story.begin()

        with held(tmp_path):
            netmon.wait(lambda: not netmon.is_ready())
            story.happen()
            story.check_still()

        netmon.wait(netmon.is_ready)
        story.check_written()
        story.end()
        assert netmon.end(signal.SIGTERM) == 0
        assert "Traceback" not in netmon.log()


def test_a_process_started_while_the_database_is_held_waits_for_it(
    tmp_path: Path,
) -> None:
    require_namespace()
    fleet = make_fleet(size=SIZE)
    stays, returns = list(fleet.sites)[:2]
    load(tmp_path, fleet)
    netmon = Netmon(tmp_path)
    with TwinNetwork(fleet) as twin, netmon:
        twin.cut_line([stays])
        fault = twin.cut_line([returns])
        netmon.wait(lambda: netmon.counts()["down"] == 2)
        netmon.end(signal.SIGKILL)
        twin.restore(fault)

        with held(tmp_path):
            netmon.process = netmon.launch()
        netmon.wait_ready()

        netmon.wait(lambda: netmon.counts()["up"] == SIZE - 1)
        found = netmon.outages()
        assert sorted(found) == sorted((stays, returns))
        assert [end is None for _, end in found[stays]] == [True]
        assert [end is None for _, end in found[returns]] == [False]
        assert "Traceback" not in netmon.log()


def test_a_database_held_since_the_first_looks_makes_time_not_observed(
    tmp_path: Path,
) -> None:
    require_namespace()
    fleet = make_fleet(size=SIZE)
    dark = next(iter(fleet.sites))
    load(tmp_path, fleet)
    netmon = Netmon(tmp_path)
    with TwinNetwork(fleet) as twin, netmon:
        killed_at = now()
        netmon.end(signal.SIGKILL)
        netmon.process = netmon.launch()
        netmon.wait(lambda: netmon.get("/healthz").status_code == 200)
        with held(tmp_path):
            # Said once every line has been looked at, so the first look met no cut.
            netmon.wait(lambda: "cannot be entered in the journal" in netmon.log())
            twin.cut_line([dark])
            time.sleep(DOWN_S)
            assert not netmon.is_ready()
            assert netmon.outages() == {}
            let_go_at = now()

        netmon.wait(lambda: netmon.state(dark) == "down")
        netmon.wait(lambda: netmon.counts()["up"] == SIZE - 1)
        [(began, _)] = netmon.outages()[dark]
        [gap] = [each for each in asyncio.run(_gaps(tmp_path)) if not each.site]
        assert gap.reason == "not_running"
        assert gap.ended_at is not None
        assert gap.started_at <= killed_at
        assert let_go_at <= gap.ended_at <= began


async def _gaps(home: Path) -> list[Unobserved]:
    engine = make_engine(sqlite_url(home / "netmon.db"))
    try:
        return await History(engine).unobserved(None, LONG_AGO)
    finally:
        await engine.dispose()


@pytest.mark.anyio
async def test_what_is_being_written_when_the_service_ends_is_written_once(
    tmp_path: Path,
) -> None:
    engine = make_engine(sqlite_url(tmp_path / "netmon.db"))
    await upgrade(engine)
    life = Life(engine, ByHand())
    await life.begin()
    with closing(sqlite3.connect(tmp_path / "netmon.db")) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        async with life.running():
            life.keeper.hear(answered(0))
            await asyncio.sleep(1.0)  # the write has begun, and waits for the lock
            assert life.keeper.unwritten_count > 0
            asyncio.get_running_loop().call_later(0.5, other.execute, "ROLLBACK")

    assert life.keeper.unwritten_count == 0
    assert len(await life.history.transitions_of(SITE, 10)) == 1
    await engine.dispose()
