"""The feeder against a fake InfluxDB: whatever happens between, every row arrives."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from netmon.store.frames import Frame, pack
from netmon.store.influx.drain import DrainRules
from netmon.store.influx.faults import InfluxFault, InfluxHeld, InfluxLater
from netmon.store.spool import rolled, spool_bytes, spooled
from tests.influx_feed import DATABASES, Feed
from tests.samples import NOON, minutes, ping


class Crash(BaseException):
    """The process ends here."""


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    feed = Feed(tmp_path)
    yield feed
    feed.close()
    feed.writer.release_all()


def drain(feed: Feed) -> None:
    asyncio.run(feed.drain_all())


def away(_database: str) -> InfluxFault:
    return InfluxLater("away")


def fail_a_turn(feed: Feed) -> None:
    with pytest.raises(InfluxLater):
        asyncio.run(feed.drain.turn())


def test_what_is_written_arrives_once(feed: Feed) -> None:
    feed.write(*minutes("S1", NOON, [0.1, None, 0.3]))
    drain(feed)
    assert feed.influx.count("ping") == 3
    sent = feed.influx.lines_count
    feed.open()
    drain(feed)
    assert feed.influx.lines_count == sent
    feed.write(ping("S1", NOON + timedelta(minutes=9)))
    drain(feed)
    assert feed.influx.lines_count == sent + 1


def test_live_rows_go_before_the_past_and_the_past_oldest_first(feed: Feed) -> None:
    seen: list[str] = []
    for minute in (0, 1, 2):
        feed.write(ping("S1", NOON + timedelta(minutes=minute)))
    now = feed.pass_time(minutes=50)
    feed.write(ping("LIVE", now))
    feed.drain.rules = DrainRules(batch_lines=1)
    feed.influx.after = lambda: seen.append(list(feed.influx.points["netmon"])[-1][1])
    drain(feed)
    at = [int(now.timestamp()), *(int(NOON.timestamp()) + 60 * n for n in range(3))]
    assert [int(each) for each in seen] == at


def test_a_day_without_influxdb_arrives_whole_with_its_roll_ups(feed: Feed) -> None:
    feed.influx.refuse = away
    written = 0
    begin = NOON.replace(hour=17)  # midnight in Thailand
    feed.clock.at = begin
    for _ in range(27):
        rows = minutes("S1", feed.clock.at, [0.1] * 60)
        feed.write(*rows)
        written += len(rows)
        feed.pass_time(hours=1, minutes=0)
        feed.seal()
        fail_a_turn(feed)
    assert len(spooled(feed.layout)) >= 24
    feed.influx.refuse = lambda _database: None
    drain(feed)
    assert feed.influx.count("ping") == written
    assert feed.influx.count("site_1h", DATABASES.hours) == 26
    assert feed.influx.count("site_1d", DATABASES.days) == 1
    [day] = feed.influx.points[DATABASES.days].values()
    assert day["ping_rows_count"] == "1440i"
    assert day["rtt_avg_s_count"] == "1440i"
    assert float(day["rtt_avg_s_sum"]) == pytest.approx(144.0, rel=1e-6)
    assert spooled(feed.layout) == []
    assert rolled(feed.layout) == []


def test_the_past_goes_no_faster_than_it_may(feed: Feed) -> None:
    feed.rules = DrainRules(batch_lines=100, catch_up_lines_per_s=50)
    feed.open()
    for number in range(10):
        rows = [ping(f"S{i}", NOON + timedelta(seconds=number)) for i in range(100)]
        feed.write(*rows)
    feed.pass_time(minutes=10)

    async def turns() -> int:
        for _ in range(20):
            await feed.drain.turn()
            feed.pass_time(seconds=0.5)
        return feed.influx.count("ping")

    # Ten seconds at 50 a second, and what goes at once at the beginning.
    assert asyncio.run(turns()) == 600


def test_a_row_that_stands_for_another_is_sent_after_it(feed: Feed) -> None:
    feed.influx.refuse = away
    feed.write(ping("S1", NOON, 0.1))
    fail_a_turn(feed)
    feed.write(ping("S1", NOON, 0.2))
    feed.influx.refuse = lambda _database: None
    drain(feed)
    [point] = feed.influx.points["netmon"].values()
    assert point["rtt_avg_s"] == "0.2"


def test_hours_computed_anew_replace_what_was_sent(feed: Feed) -> None:
    feed.write(*minutes("S1", NOON, [0.1] * 10))
    feed.pass_time(hours=2)
    feed.seal()
    drain(feed)
    feed.write(ping("S1", NOON + timedelta(minutes=30), 0.9))
    feed.seal()
    drain(feed)
    [hour] = feed.influx.points[DATABASES.hours].values()
    assert hour["ping_rows_count"] == "11i"
    assert hour["rtt_avg_s_max"] == "0.8999999761581421"


@pytest.mark.parametrize("seed", range(8))
def test_a_crash_at_any_moment_loses_nothing(feed: Feed, seed: int) -> None:
    choice = random.Random(seed)
    feed.drain.rules = feed.rules = DrainRules(batch_lines=7, spool_max_bytes=2**30)

    def crash() -> None:
        if choice.random() < 0.3:
            raise Crash

    feed.influx.after = crash
    written = 0
    for _ in range(5):
        rows = minutes("S1", feed.clock.at, [0.1] * 60)
        for row in rows:
            feed.write(row)
        written += len(rows)
        feed.pass_time(hours=1, minutes=10)
        feed.clock.at = feed.clock.at.replace(minute=10)
        feed.seal()
        try:
            drain(feed)
        except Crash:
            feed.open()
        feed.clock.at = feed.clock.at.replace(minute=0) + timedelta(hours=1)
    feed.influx.after = lambda: None
    feed.open()
    drain(feed)
    assert feed.influx.count("ping") == written


def test_beyond_its_bound_the_oldest_goes_and_is_filled_in(feed: Feed) -> None:
    feed.influx.refuse = away
    for _ in range(6):
        feed.write(*minutes("S1", feed.clock.at, [0.1] * 60))
        feed.pass_time(hours=1)
        feed.seal()
    feed.pass_time(minutes=10)
    feed.seal()
    most = spool_bytes(feed.layout) // 3
    feed.rules = DrainRules(spool_max_bytes=most)
    feed.open()
    fail_a_turn(feed)
    assert spool_bytes(feed.layout) <= most
    assert len(spooled(feed.layout)) < 6
    feed.open()  # what was let go is remembered over a restart
    feed.influx.refuse = lambda _database: None
    drain(feed)
    assert feed.influx.count("ping") == 360


def test_a_database_that_waits_for_a_person_holds_up_no_other(feed: Feed) -> None:
    feed.influx.refuse = lambda database: (
        InfluxHeld(404, "database not found") if database == DATABASES.hours else None
    )
    feed.write(*minutes("S1", NOON, [0.1] * 10))
    feed.pass_time(hours=2)
    feed.seal()
    drain(feed)
    feed.drain.close()
    assert feed.influx.count("ping") == 10
    assert len(rolled(feed.layout)) == 1
    status = (feed.folder / "status.json").read_text()
    assert '"held":{"netmon_1h":"database not found (HTTP 404)"}' in status
    feed.influx.refuse = lambda _database: None
    feed.pass_time(minutes=1)
    feed.open()
    drain(feed)
    assert feed.influx.count("site_1h", DATABASES.hours) == 1


def test_a_frame_that_was_being_written_is_found_later(feed: Feed) -> None:
    feed.write(ping("S1", NOON))
    [name] = feed.layout.tail_names()
    path = feed.layout.tail(name)
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    drain(feed)
    assert feed.influx.count("ping") == 0
    path.write_bytes(whole)
    drain(feed)
    assert feed.influx.count("ping") == 1


def test_a_frame_nobody_can_read_is_told_of_and_holds_up_no_other(feed: Feed) -> None:
    feed.write(ping("S1", NOON))
    [name] = feed.layout.tail_names()
    at_ms = int(NOON.timestamp() * 1000)
    with feed.layout.tail(name).open("ab") as file:
        for number, what in ((2**62, "ping"), (2**62 + 1, "of_another_version")):
            file.write(pack(Frame(what, number, at_ms, at_ms, 1), b"no arrow"))
    drain(feed)
    assert feed.influx.count("ping") == 1
    told = (feed.folder / "dead.lp").read_text()
    assert f"frame {2**62} of 1 rows" in told
    feed.open()
    drain(feed)
    assert feed.influx.lines_count == 1


def test_the_status_says_what_waits(feed: Feed) -> None:
    feed.influx.refuse = away
    feed.write(ping("S1", NOON))
    feed.pass_time(minutes=3)
    fail_a_turn(feed)
    feed.drain.close()
    from netmon.store.influx.status import load_status

    status = load_status(feed.folder)
    assert status is not None
    assert status.lag_s == 180.0
    assert status.waiting_bytes > 0
    feed.open()
    feed.influx.refuse = lambda _database: None
    drain(feed)
    feed.drain.close()
    status = load_status(feed.folder)
    assert status is not None
    assert (status.lag_s, status.waiting_bytes) == (0.0, 0)
    assert status.lines_sent_count == 1
