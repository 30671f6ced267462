"""Items of a feed into records of verified news, and findings about the rest. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import MappingProxyType

from inventory.importer.findings import Outcome
from inventory.records.catalogue import NEWS_ITEM, VERDICTS
from inventory.records.kinds import CODE, Values
from inventory.records.news_entry import Entry
from inventory.records.news_findings import NewsFinding
from inventory.records.news_text import to_plain
from inventory.records.web_address import check_web_address

_VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        **{name: name for name in VERDICTS},
        **{thai: name for name, thai in VERDICTS.items()},
        "real": "true",
        "verified": "true",
        "จริง": "true",
        "fake": "false",
        "ปลอม": "false",
        "เท็จ": "false",
        "ข่าวเท็จ": "false",
        "distorted": "misleading",
        "บิดเบือน": "misleading",
    }
)
"""Verdicts by category, as fact checkers of the country and ClaimReview name them."""
_CLOCKS_DIFFER = timedelta(minutes=10)
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_TITLE = NEWS_ITEM.column("title").most
_SUMMARY = NEWS_ITEM.column("summary").most
_SOURCE = NEWS_ITEM.column("source").most


@dataclass(slots=True)
class JudgedNews:
    """What a feed holds.

    Attributes:
        rows: Values keyed by code, in the order of the feed.
        findings: In the order of the feed.
        items: Code of each item, None where it was rejected.
    """

    rows: dict[str, Values] = field(default_factory=dict)
    findings: list[NewsFinding] = field(default_factory=list)
    items: list[str | None] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """Return the number of items with such a finding."""
        return len({one.item for one in self.findings if one.outcome is outcome})


def judge_news(entries: Iterable[Entry], now: datetime) -> JudgedNews:
    """Return the records that `entries` make. Of one guid the newest counts."""
    judged = JudgedNews()
    for entry in entries:
        judge = _Judge(entry, now)
        values = judge.values()
        judged.findings += judge.findings
        code = None if values is None else str(values["code"])
        judged.items.append(code)
        if values is None or code is None:
            continue
        known = judged.rows.get(code)
        if known is not None:
            judge.say("code", "duplicate_guid", Outcome.WARN, entry.guid)
            judged.findings.append(judge.findings[-1])
        if known is None or values["published_at"] >= known["published_at"]:
            judged.rows[code] = values
    return judged


def to_code(guid: str) -> str:
    """Return the key of a guid: itself, or where it is an address or long, its hash."""
    if CODE.fullmatch(guid):
        return guid
    return f"n-{hashlib.sha256(guid.encode()).hexdigest()[:40]}"


class _Judge:
    """One entry and what is found in it."""

    def __init__(self, entry: Entry, now: datetime) -> None:
        self._entry = entry
        self._now = now
        self._code = to_code(entry.guid) if entry.guid else ""
        self.findings: list[NewsFinding] = []

    def say(self, column: str, code: str, outcome: Outcome, value: str = "") -> None:
        """Add a finding."""
        position = self._entry.position
        found = NewsFinding(position, column, self._code, code, outcome, value)
        self.findings.append(found)

    def values(self) -> Values | None:
        """Return the record, None where there cannot be one."""
        values = {
            "code": self._code,
            "title": self._title(),
            "summary": self._summary(),
            "url": self._link(),
            "verdict": self._verdict(),
            "source": to_plain(self._entry.source)[:_SOURCE] or None,
            "published_at": self._published(),
        }
        if not self._code:
            self.say("code", "missing_value", Outcome.REJECT)
        is_rejected = any(one.outcome is Outcome.REJECT for one in self.findings)
        return None if is_rejected else values

    def _title(self) -> str:
        title = to_plain(self._entry.title)
        if not title:
            self.say("title", "missing_value", Outcome.REJECT, self._entry.title)
        elif len(title) > _TITLE:
            self.say("title", "overlong_title", Outcome.REJECT, title)
        return title

    def _summary(self) -> str | None:
        summary = to_plain(self._entry.summary)
        if len(summary) > _SUMMARY:
            self.say("summary", "overlong_summary", Outcome.WARN, summary)
            summary = summary[: _SUMMARY - 1] + "…"
        return summary or None

    def _link(self) -> str | None:
        link = self._entry.link
        if not link:
            return None
        try:
            if len(link) <= NEWS_ITEM.column("url").most:
                return check_web_address(link)
        except ValueError:
            pass
        self.say("url", "bad_link", Outcome.WARN, link)
        return None

    def _verdict(self) -> str | None:
        words = [to_plain(each).casefold() for each in self._entry.categories]
        found = {_VERDICTS[word] for word in words if word in _VERDICTS}
        if len(found) == 1:
            return found.pop()
        code = "several_verdicts" if found else "no_verdict"
        told = "; ".join(self._entry.categories)
        self.say("verdict", code, Outcome.WARN, told)
        return None

    def _published(self) -> datetime | None:
        text = self._entry.published
        if not text:
            self.say("published_at", "missing_value", Outcome.REJECT)
            return None
        at = read_moment(text)
        if at is None:
            self.say("published_at", "no_moment", Outcome.REJECT, text)
        elif at > self._now + _CLOCKS_DIFFER:
            self.say("published_at", "future_date", Outcome.WARN, text)
        return at


def read_moment(text: str) -> datetime | None:
    """Return a moment of RFC 3339 or RFC 5322 in UTC, None where it is none.

    A time without a zone is not one: it could be Bangkok's or UTC's. RFC 5322 writes
    that as -0000, which says it is UTC (3.3).
    """
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if at.tzinfo is None and text.strip().endswith("-0000"):
            at = at.replace(tzinfo=UTC)
        if at.tzinfo is None or not _is_possible(at.date()):
            return None
        return at.astimezone(UTC).replace(microsecond=0)
    return None


def _is_possible(day: date) -> bool:
    return _FIRST_YEAR <= day.year <= _LAST_YEAR
