"""`netmon records import-news`: taken once, changed when the feed changes, undone."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.records.catalogue import NEWS_ITEM
from inventory.records.importing.history import RecordsMoved
from inventory.records.news_feed import read_feed
from inventory.records.news_import import FeedFile, find_steps, write_news
from inventory.records.news_judge import judge_news
from inventory.records.record import Record
from inventory.records.steps import Signature
from inventory.records.store import RecordStore
from netmon.access.audit import AuditLog
from netmon.cli.command_line import main
from netmon.core.clock import SystemClock
from netmon.database import make_engine, sqlite_url
from tests.feeds import RSS, rss_item


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NETMON_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def kept(home: Path) -> list[Record]:
    async def read() -> list[Record]:
        engine = make_engine(sqlite_url(home / "netmon.db"))
        found = await RecordStore(engine, SystemClock()).page(NEWS_ITEM)
        await engine.dispose()
        return found

    return asyncio.run(read())


def deeds(home: Path) -> list[str]:
    async def read() -> list[str]:
        engine = make_engine(sqlite_url(home / "netmon.db"))
        found = await AuditLog(engine, SystemClock()).newest(10)
        await engine.dispose()
        return [row.deed.action for row in found]

    return asyncio.run(read())


def test_a_feed_is_taken_shown_changed_and_taken_back(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed, report = tmp_path / "feed.xml", tmp_path / "report.json"
    feed.write_text(RSS, "utf-8")
    command = ["records", "import-news", str(feed)]

    assert main([*command, "--dry-run", "--report", str(report)]) == 0
    assert kept(home) == []
    found = json.loads(report.read_text("utf-8"))
    assert (found["rows_read"], found["accepted"], found["rejected"]) == (2, 2, 0)
    assert found["findings"] == []
    assert len(found["changes"]["added"]) == 2

    assert main([*command, "--yes"]) == 0
    first = kept(home)
    assert main([*command, "--yes"]) == 0
    assert kept(home) == first
    assert [each.version for each in first] == [1, 1]

    feed.write_text(RSS.replace("แจกเงิน", "แจกข้าว"), "utf-8")
    capsys.readouterr()
    assert main([*command, "--yes"]) == 0
    assert "~ AFN-1 title" in capsys.readouterr().out
    assert [each.version for each in kept(home)] == [2, 1]

    assert main(["records", "undo", "news_item"]) == 0
    assert [each.values for each in kept(home)] == [each.values for each in first]
    assert deeds(home) == ["records.undo", "records.import", "records.import"]


@pytest.mark.anyio
async def test_news_that_moved_after_they_were_shown_are_not_written(
    engine: AsyncEngine,
) -> None:
    now = SystemClock().now()
    rows = judge_news(read_feed(RSS.encode()), now).rows
    steps = await find_steps(engine, rows)
    file, signature = FeedFile("feed.xml", "0" * 64), Signature("local:test", now)
    store = RecordStore(engine, SystemClock())
    other = {**rows["AFN-1"], "title": "somebody else's"}
    await store.create(NEWS_ITEM, other, "local:other")

    with pytest.raises(RecordsMoved, match="nothing was written"):
        await write_news(engine, file, steps, signature)

    assert [each.values["title"] for each in await store.page(NEWS_ITEM)] == [
        "somebody else's"
    ]
    again = await find_steps(engine, rows)
    await write_news(engine, file, again, signature)
    assert await find_steps(engine, rows) == ()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<!DOCTYPE a><rss/>", "document type"),
        (b"<rss>" + b"x" * 50_000_000, "at most 10485760 bytes"),
    ],
    ids=["document type", "50 MB"],
)
def test_what_is_refused_changes_nothing(
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    data: bytes,
    why: str,
) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(data)

    assert main(["records", "import-news", str(feed), "--yes"]) == 2

    said = capsys.readouterr().err
    assert why in said
    assert str(feed) in said
    assert "Traceback" not in said


def test_what_is_odd_is_told_in_both_languages(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss_item(link="javascript:alert(1)"))

    assert main(["records", "import-news", str(feed), "--yes"]) == 0

    out = capsys.readouterr().out
    assert "item 1 url: warn bad_link" in out
    assert "ลิงก์ไม่ใช่ที่อยู่เว็บ" in out
    assert [each.values["url"] for each in kept(home)] == [None]
