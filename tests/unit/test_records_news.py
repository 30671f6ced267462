"""Verified news from feeds: three formats, and what strangers may put into them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from inventory.importer.findings import Outcome
from inventory.records.news_feed import MOST_ENTRIES, MOST_TAGS, read_feed
from inventory.records.news_judge import JudgedNews, judge_news, read_moment, to_code
from inventory.records.news_text import to_plain
from netmon.core.errors import ConfigError
from tests.feeds import (
    ATOM,
    BILLION_LAUGHS,
    FILE_ENTITY,
    JSON_FEED,
    RSS,
    json_feed,
    rss_item,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def judge(data: bytes) -> JudgedNews:
    return judge_news(read_feed(data), NOW)


def told(judged: JudgedNews) -> list[tuple[str, str, Outcome]]:
    return [(one.column, one.code, one.outcome) for one in judged.findings]


def test_an_rss_feed_becomes_records_without_a_finding() -> None:
    judged = judge(RSS.encode())

    first, second = judged.rows.values()
    assert first == {
        "code": "AFN-1",
        "title": "ข่าวปลอม: แจกเงิน 5 < 6",
        "summary": "ไม่จริง โปรดอย่าแชร์",
        "url": "https://news.example/1",
        "verdict": "false",
        "source": "ศูนย์ตรวจสอบข่าว",
        "published_at": datetime(2026, 11, 20, 2, tzinfo=UTC),
    }
    assert second["code"] == to_code("https://news.example/2")
    assert second["code"].startswith("n-")
    assert (second["verdict"], second["summary"]) == ("true", None)
    assert second["published_at"] == datetime(2026, 11, 19, 2, tzinfo=UTC)
    assert judged.findings == []


def test_an_atom_feed_becomes_records() -> None:
    (row,) = judge(ATOM.encode()).rows.values()

    assert (row["title"], row["summary"]) == ("One thing", "What it says")
    assert (row["url"], row["verdict"]) == ("https://news.example/a1", "misleading")
    assert (row["source"], row["published_at"].day) == ("Checkers", 20)


def test_a_json_feed_becomes_records() -> None:
    (row,) = judge(b"\xef\xbb\xbf" + json.dumps(JSON_FEED).encode()).rows.values()

    assert (row["code"], row["title"], row["summary"]) == ("7", "A thing", "Body")
    assert (row["url"], row["verdict"]) == ("https://news.example/j7", "false")
    assert row["published_at"] == datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_xml_says_its_encoding(encoding: str) -> None:
    text = RSS.replace("UTF-8", "UTF-16" if encoding == "utf-16" else "UTF-8")

    assert len(judge(text.encode(encoding)).rows) == 2


HOSTILE = {
    "entities that grow": (BILLION_LAUGHS, "document type"),
    "an entity that names a file": (FILE_ENTITY, "document type"),
    "a document type alone": (b"<!DOCTYPE rss><rss/>", "document type"),
    "no XML": (b"hello", "neither XML nor JSON"),
    "nothing": (b"", "neither XML nor JSON"),
    "cut off": (RSS.encode()[:300], "neither XML nor JSON"),
    "an encoding nobody knows": (
        b'<?xml version="1.0" encoding="x-moon"?><rss/>',
        "neither XML nor JSON",
    ),
    "another XML": (b"<html><body/></html>", "expected RSS 2.0"),
    "RSS without a channel": (b"<rss/>", "without a channel"),
    "too many tags": (b"<rss>" + b"<a/>" * MOST_TAGS + b"</rss>", "tags"),
    "another JSON": (b'{"items": []}', "expected RSS 2.0"),
    "JSON without items": (
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        "without items",
    ),
    "JSON cut off": (b'{"version": "https', "no JSON"),
    "JSON of brackets": (b'{"a":' + b"[" * 200_000, "no JSON"),
    "too many items": (json_feed(*[{}] * (MOST_ENTRIES + 1)), "items, got"),
}


@pytest.mark.parametrize(("data", "why"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_feed_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        read_feed(data)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//news.example/x",
        "https://",
        "https://user:secret@news.example/",
        "https://news.example/\u202etxt",
        "https://news.example/" + "x" * 2000,
        "http://[::1",
    ],
)
def test_a_link_that_leads_to_no_page_is_dropped_and_told(link: str) -> None:
    judged = judge(rss_item(link=link))

    (row,) = judged.rows.values()
    assert row["url"] is None
    assert told(judged) == [("url", "bad_link", Outcome.WARN)]


def test_a_date_of_the_future_is_kept_and_told() -> None:
    judged = judge(rss_item(pubDate="Sun, 22 Nov 2026 09:00:00 +0700"))

    assert len(judged.rows) == 1
    assert told(judged) == [("published_at", "future_date", Outcome.WARN)]


@pytest.mark.parametrize(
    ("parts", "column", "code"),
    [
        ({"title": ""}, "title", "missing_value"),
        ({"title": "&lt;script&gt;x&lt;/script&gt;"}, "title", "missing_value"),
        ({"title": "ก" * 501}, "title", "overlong_title"),
        ({"guid": ""}, "code", "missing_value"),
        ({"pubDate": ""}, "published_at", "missing_value"),
        ({"pubDate": "yesterday"}, "published_at", "no_moment"),
        ({"pubDate": "2026-11-20 09:00"}, "published_at", "no_moment"),
        ({"pubDate": "Fri, 20 Nov 2569 09:00:00 +0700"}, "published_at", "no_moment"),
        ({"pubDate": "20/11/2026"}, "published_at", "no_moment"),
    ],
)
def test_an_item_without_what_it_needs_is_rejected(
    parts: dict[str, str], column: str, code: str
) -> None:
    judged = judge(rss_item(**parts))

    assert judged.rows == {}
    assert judged.items == [None]
    assert (column, code, Outcome.REJECT) in told(judged)


@pytest.mark.parametrize(
    ("categories", "verdict", "code"),
    [
        (["ข่าวปลอม", "สุขภาพ"], "false", None),
        (["Fake", "ปลอม"], "false", None),
        (["บิดเบือน"], "misleading", None),
        (["สุขภาพ"], None, "no_verdict"),
        ([], None, "no_verdict"),
        (["ข่าวจริง", "ข่าวปลอม"], None, "several_verdicts"),
    ],
)
def test_the_verdict_comes_from_the_categories(
    categories: list[str], verdict: str | None, code: str | None
) -> None:
    item = {"id": "a", "title": "t", "date_published": "2026-11-20T00:00:00Z"}
    judged = judge(json_feed(item | {"tags": categories}))

    assert judged.rows["a"]["verdict"] == verdict
    assert [one.code for one in judged.findings] == ([code] if code else [])


def test_of_one_guid_the_newest_counts() -> None:
    def item(day: int, title: str) -> dict[str, Any]:
        at = f"2026-11-{day}T00:00:00Z"
        return {"id": "a", "title": title, "date_published": at, "tags": ["true"]}

    judged = judge(json_feed(item(18, "old"), item(20, "new"), item(19, "between")))

    assert judged.rows["a"]["title"] == "new"
    assert told(judged) == [("code", "duplicate_guid", Outcome.WARN)] * 2
    assert [one.item for one in judged.findings] == [2, 3]


@pytest.mark.parametrize("item", [None, 7, "x", [], {"id": True, "title": {"a": 1}}])
def test_an_item_of_another_shape_is_rejected(item: Any) -> None:
    judged = judge(json_feed(item))

    assert judged.rows == {}
    assert judged.count(Outcome.REJECT) == 1


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<b>a</b>b", "ab"),
        ("a<br>b", "a b"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("a<script>x</script>b<style>y</style>c", "abc"),
        ("a<script>x", "a"),
        ("a\x00b\u200bc\u202ed", "abcd"),
        ("<img src=x onerror=alert(1)>x", "x"),
        ("a<!-- b --><![CDATA[c]]>d", "ad"),
        (" a \n\n b ", "a b"),
    ],
)
def test_markup_becomes_what_a_reader_sees(markup: str, plain: str) -> None:
    assert to_plain(markup) == plain


def test_a_long_summary_is_cut_and_told() -> None:
    judged = judge(rss_item(description="x" * 5000))

    (row,) = judged.rows.values()
    assert row["summary"] == "x" * 3999 + "…"
    assert told(judged) == [("summary", "overlong_summary", Outcome.WARN)]


def test_moments_are_of_two_formats_and_have_a_zone() -> None:
    noon = datetime(2026, 11, 20, 5, tzinfo=UTC)

    assert read_moment("2026-11-20T12:00:00+07:00") == noon
    assert read_moment("Fri, 20 Nov 2026 12:00:00 +0700") == noon
    assert read_moment("20 Nov 2026 05:00:00 GMT") == noon
    assert read_moment("2026-11-20T12:00:00") is None
    assert read_moment("Fri, 20 Nov 2026 12:00:00") is None


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("<![foo[x", "<![foo[x"),
        ("<![ ", "<!["),
        ("a <![foo[x>b", "a b"),
        ("a <![CDATA[x]]> b", "a b"),
    ],
)
def test_sections_of_markup_that_nobody_knows_are_no_fault(
    markup: str, read: str
) -> None:
    assert to_plain(markup) == read


def test_half_a_character_spoils_no_other_item() -> None:
    whole = JSON_FEED["items"][0]
    half = whole | {name: f"{name} \ud800" for name in ("id", "title", "url")}
    half |= {"summary": "a \udc00 b", "tags": ["\udfff"]}

    judged = judge(json_feed(half, whole))

    assert [None if code is None else code[:2] for code in judged.items] == ["n-", "7"]
    first = next(iter(judged.rows.values()))
    assert (first["title"], first["summary"]) == ("title \ufffd", "a \ufffd b")
    assert ("url", "bad_link", Outcome.WARN) in told(judged)
    assert "\\ud" not in ascii((judged.findings, judged.rows))
