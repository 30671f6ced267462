"""The feeder's process and a real InfluxDB: killed, cut off, slow, away."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inventory.fleet import make_fleet
from inventory.repository import replace_register
from netmon.core.model import Service, SiteCode, SiteState
from netmon.core.schema import Sample
from netmon.core.settings import InfluxSettings
from netmon.database import make_engine, sqlite_url
from netmon.migrations import upgrade
from netmon.service.influx_order import JobOrder
from netmon.status.effects import Transition
from netmon.status.journal import Journal
from netmon.store.influx.cursor import FOLDER as FEED_FOLDER
from netmon.store.influx.status import load_status
from netmon.store.layout import FOLDER, Layout
from netmon.store.tail import TailWriter
from tests.calls import call
from tests.integration.influx import Influx, influx_server
from tests.nasty_proxy import NastyProxy
from tests.samples import ping

SOON_S = 60.0
SITES = 40


@pytest.fixture
def influx(tmp_path: Path) -> Iterator[Influx]:
    with influx_server(tmp_path / "influx") as server:
        for name in ("netmon", "netmon_1h", "netmon_1d"):
            server.query(f"CREATE DATABASE {name}")
        yield server


class Home:
    """A home with a register, a sample log and a feeder that may be killed."""

    def __init__(self, path: Path, url: str, database_url: str = "") -> None:
        self.path, self.url = path, url
        self.database_url = database_url or sqlite_url(path / "netmon.db")
        self.layout = Layout(path / FOLDER)
        self.layout.make()
        self.writer = TailWriter(self.layout, {}, 0)
        self.register = make_fleet(size=SITES)
        self.process: subprocess.Popen[bytes] | None = None
        self.now = datetime.now(UTC).replace(microsecond=0)
        asyncio.run(self._prepare())

    async def _prepare(self) -> None:
        engine = make_engine(self.database_url)
        await upgrade(engine)
        await replace_register(engine, self.register)
        site = next(iter(self.register.sites))
        change = Transition(
            SiteCode(site),
            Service.LINK,
            SiteState.UP,
            SiteState.DOWN,
            self.now - timedelta(minutes=2),
            self.now,
            "timeout",
        )
        await Journal(engine, "test", 10.0).write([change], self.now)
        await engine.dispose()

    def start(self) -> None:
        influx = InfluxSettings(url=self.url, timeout_s=1.0, batch_lines=100)
        order = JobOrder(home=self.path, database_url=self.database_url, influx=influx)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "netmon.service.influx_job"], stdin=subprocess.PIPE
        )
        assert self.process.stdin is not None
        self.process.stdin.write(order.model_dump_json().encode())
        self.process.stdin.flush()

    def kill(self) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()

    def end(self) -> int:
        """Let the child's standard input end, as when its parent does."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(20)

    def write(self, number: int) -> int:
        """Write one burst of every site; return how many rows."""
        at = self.now - timedelta(minutes=30) + timedelta(seconds=number)
        rows = [ping(str(site), at) for site in self.register.sites]
        self.writer.append(rows)
        return len(rows)


@pytest.fixture
def home(tmp_path: Path, influx: Influx) -> Iterator[Home]:
    yield from opened(Home(tmp_path, influx.url))


def opened(home: Home) -> Iterator[Home]:
    yield home
    if home.process is not None and home.process.poll() is None:
        home.kill()
    home.writer.release_all()


@pytest.fixture
def home_of_any_database(
    tmp_path: Path, influx: Influx, database_url: str
) -> Iterator[Home]:
    yield from opened(Home(tmp_path, influx.url, database_url))


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + SOON_S
    while not what():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.1)


def test_rows_events_and_sites_arrive(
    home_of_any_database: Home, influx: Influx
) -> None:
    home = home_of_any_database
    site = next(iter(home.register.sites.values()))
    home.writer.append(
        [Sample("site_state", home.now, (str(site.code),), (2, False, None))]
    )
    written = home.write(0)
    home.start()
    wait_for(lambda: influx.count("ping", "sent_count", "netmon") == written)
    wait_for(lambda: influx.count("site_last", "name_th", "netmon") >= SITES)
    [event] = influx.query("SELECT * FROM event", "netmon")
    row = dict(zip(event["columns"], event["values"][0], strict=True))
    assert (row["site"], row["service"], row["state_after"]) == (
        site.code,
        "link",
        "down",
    )
    assert row["province"] == site.province
    assert row["time"] == int(home.now.timestamp()) - 120
    assert "ล่ม" in row["text_th"]
    asked = f"SELECT * FROM site_last WHERE site = '{site.code}'"
    [last] = influx.query(asked, "netmon")
    row = dict(zip(last["columns"], last["values"][-1], strict=True))
    assert (row["contract"], row["name_th"]) == (site.contract, site.name_th)
    wait_for(lambda: load_status(home.path / FEED_FOLDER))
    assert home.end() == 0


def test_killed_at_any_moment_it_loses_nothing(home: Home, influx: Influx) -> None:
    chance = random.Random(7)
    written = 0
    for number in range(60):
        if number % 10 == 0:
            home.start()
        written += home.write(number)
        time.sleep(chance.random() * 0.2)
        if number % 10 == 9:
            home.kill()
    home.start()
    wait_for(lambda: influx.count("ping", "sent_count", "netmon") >= written)
    assert influx.count("ping", "sent_count", "netmon") == written


def test_an_influxdb_killed_under_load_gets_everything(
    home: Home, influx: Influx
) -> None:
    home.start()
    written = 0
    for number in range(60):
        written += home.write(number)
        if number % 20 == 9:
            influx.kill()
        if number % 20 == 14:
            influx.start()
        time.sleep(0.1)
    wait_for(lambda: influx.count("ping", "sent_count", "netmon") >= written)
    assert influx.count("ping", "sent_count", "netmon") == written


def test_a_slow_mute_and_resetting_way_loses_nothing(
    home: Home, influx: Influx
) -> None:
    proxy = NastyProxy(influx.port, stall_s=1.5)
    home.url = proxy.url
    home.start()
    written = 0
    for number in range(50):
        written += home.write(number)
        time.sleep(0.1)
    wait_for(lambda: influx.count("ping", "sent_count", "netmon") >= written)
    assert influx.count("ping", "sent_count", "netmon") == written
    assert proxy.harms > 0
    proxy.close()


def test_a_type_of_another_is_a_dead_letter_and_the_others_stay(
    home: Home, influx: Influx
) -> None:
    at = int(home.now.timestamp()) - 1_800

    line = f'ping,site=X sent_count="three" {at}'
    answer = call(
        "POST",
        f"{influx.url}/write",
        params={"db": "netmon", "precision": "s"},
        content=line,
    )
    assert answer.status_code == 204
    written = home.write(0)
    state = [
        Sample("site_state", home.now, (str(s),), (4, True, True))
        for s in home.register.sites
    ]
    home.writer.append(state)
    home.start()
    wait_for(lambda: influx.count("site_state", "state_code", "netmon") == len(state))
    folder = home.path / FEED_FOLDER
    wait_for(lambda: (s := load_status(folder)) and s.dead_letters_count == written)
    dead = (folder / "dead.lp").read_text()
    assert "field type conflict" in dead
    assert dead.count("\nping,") == written


def test_a_missing_database_holds_and_its_making_ends_it(
    home: Home, influx: Influx
) -> None:
    influx.query("DROP DATABASE netmon")
    written = home.write(0)
    home.start()
    folder = home.path / FEED_FOLDER
    wait_for(lambda: (s := load_status(folder)) and "netmon" in s.held)
    text = json.loads((folder / "status.json").read_text())["held"]["netmon"]
    assert "404" in text
    assert not (folder / "dead.lp").exists()
    influx.query("CREATE DATABASE netmon")
    wait_for(lambda: influx.count("ping", "sent_count", "netmon") == written)
    wait_for(lambda: (s := load_status(folder)) and not s.held)
