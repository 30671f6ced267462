"""`netmon influx backfill` and `status`, on a real InfluxDB and a sealed log."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inventory.fleet import make_fleet
from inventory.repository import replace_register
from netmon.cli.command_line import main
from netmon.database import make_engine, sqlite_url
from netmon.migrations import upgrade
from netmon.store.influx.cursor import FOLDER as FEED_FOLDER
from netmon.store.influx.status import FeedStatus, save_status
from netmon.store.layout import FOLDER, Layout, day_begins, to_day
from netmon.store.sealing import SealRules, jobs, run_job
from netmon.store.tail import TailWriter
from tests.integration.influx import Influx, influx_server
from tests.samples import ping

NAMES = ("netmon", "netmon_1h", "netmon_1d")


@pytest.fixture
def influx(tmp_path: Path) -> Iterator[Influx]:
    with influx_server(tmp_path / "influx") as server:
        for name in NAMES:
            server.query(f"CREATE DATABASE {name}")
        yield server


@pytest.fixture
def home(tmp_path: Path, influx: Influx, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()

    async def prepare() -> None:
        engine = make_engine(sqlite_url(home / "netmon.db"))
        await upgrade(engine)
        await replace_register(engine, make_fleet(size=5))
        await engine.dispose()

    asyncio.run(prepare())
    monkeypatch.setenv("NETMON_HOME", str(home))
    monkeypatch.setenv("NETMON_INFLUX__URL", influx.url)
    return home


def cli(*words: str) -> int:
    return int(main(list(words)))


def test_a_day_of_the_log_is_sent_and_again_leaves_one_copy(
    home: Path, influx: Influx, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = Layout(home / FOLDER)
    layout.make()
    writer = TailWriter(layout, {}, 0)
    begin = day_begins(to_day(datetime.now(UTC)) - timedelta(days=2))
    for minute in range(0, 26 * 60, 10):  # a day that is sealed, and two hours more
        writer.append([ping("S1", begin + timedelta(minutes=minute))])
    writer.release_all()
    sealed_until = begin + timedelta(hours=25, minutes=50)
    for job in jobs(layout, SealRules(), sealed_until):
        run_job(layout, job)
    assert layout.tail_names()  # the last hours are read from there
    words = (
        *("influx", "backfill", "--from", begin.isoformat()),
        *("--to", (begin + timedelta(hours=26)).isoformat()),
    )
    for _ in range(2):
        assert cli(*words) == 0
        assert influx.count("ping", "sent_count", "netmon") == 26 * 6
        assert influx.count("site_1h", "ping_rows_count", "netmon_1h") >= 24
        assert influx.count("site_1d", "ping_rows_count", "netmon_1d") == 1
    assert "lines sent, 0 of them" in capsys.readouterr().err
    [day] = influx.query("SELECT ping_rows_count FROM site_1d", "netmon_1d")
    assert day["values"] == [[int(begin.timestamp()), 144]]


def test_an_end_before_the_start_is_wrong_use(home: Path) -> None:
    span = ("--from", "2026-11-20T08:00", "--to", "2026-11-20T07:00")
    assert cli("influx", "backfill", *span) == 2


def test_the_status_is_told_in_words(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli("influx", "status") == 2
    folder = home / FEED_FOLDER
    folder.mkdir()
    now = datetime.now(UTC)
    facts = {"at": now, "lag_s": 7.0, "done_until": 42, "dead_letters_count": 3}
    save_status(folder, FeedStatus.model_validate(facts))
    assert cli("influx", "status") == 0
    told = capsys.readouterr().out
    for part in ("lag: 7 s", "frames up to 42", "dead letters: 3", "dead.lp"):
        assert part in told
    held = facts | {"held": {"netmon": "authorization failed (HTTP 401)"}}
    save_status(folder, FeedStatus.model_validate(held))
    assert cli("influx", "status") == 1
    assert "netmon waits for a person: authorization" in capsys.readouterr().out
    old = facts | {"at": now - timedelta(minutes=5)}
    save_status(folder, FeedStatus.model_validate(old))
    assert cli("influx", "status") == 1
    assert "nobody feeds it now" in capsys.readouterr().out
