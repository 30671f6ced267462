"""News as a line for people: what, where, how many sites, since when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from netmon.api.incident_places import Place
from netmon.status.incident import ALERT, COLLECTOR
from netmon.status.report import report_from_json
from netmon.web.incident_words import to_title
from netmon.web.moments import to_exact_moment
from netmon.web.texts import Language, load_texts
from netmon.web.tiles import to_name

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.status.outbox import News

_WORDS = {
    Language.ENGLISH: {
        "opened": "Down",
        "reopened": "Down again",
        "alert_opened": "Raised",
        "alert_reopened": "Raised again",
        "closed": "Over",
        "flapping": "Comes and goes; no more news of it for an hour",
        "dark": "dark now: {count}",
        "ended": "outages in all: {count}",
        "behind": "sites that hang only from it: {count}",
        "since": "since {since}",
        "until": "until {until}",
    },
    Language.THAI: {
        "opened": "ล่ม",
        "reopened": "ล่มอีกครั้ง",
        "alert_opened": "เริ่ม",
        "alert_reopened": "เริ่มอีกครั้ง",
        "closed": "สิ้นสุดแล้ว",
        "flapping": "ล่มๆ ติดๆ จะไม่แจ้งอีกในหนึ่งชั่วโมงนี้",
        "dark": "ล่มอยู่ {count} แห่ง",
        "ended": "ล่มทั้งหมด {count} ครั้ง",
        "behind": "มี {count} แห่งที่ต่อผ่านจุดนี้ทางเดียว",
        "since": "ตั้งแต่ {since}",
        "until": "ถึง {until}",
    },
}


def to_text(news: News, register: Register, language: Language) -> str:
    """Return `news` as one line.

    A row of a former version says less; what it does not say is left out.
    """
    facts, words, texts = news.facts, _WORDS[language], load_texts(language)
    kind, _, rest = str(facts["key"]).partition(":")
    name = rest.rpartition(":")[0] if kind == "site" else rest
    place = Place(kind, name, tuple(facts.get("provinces", ())), (), 0)
    report = report_from_json(facts.get("report"))
    title = to_title(place, register, texts, report)
    cause = texts.word("cause", str(facts.get("cause", "unknown")))
    began = words.get(f"alert_{news.kind}") if report else None
    parts = [f"{began or words.get(news.kind, news.kind)}: {title}", cause]
    parts += _counts(news, words)
    for word, at in (("since", "risen_at"), ("until", "closed_at")):
        if facts.get(at):
            moment = to_exact_moment(texts, datetime.fromisoformat(facts[at]))
            parts.append(words[word].format(**{word: moment}))
    names = [
        to_name(register.provinces[code], texts)
        for code in place.provinces
        if code in register.provinces
    ]
    return " · ".join([*parts, ", ".join(names)] if names else parts)


def _counts(news: News, words: dict[str, str]) -> list[str]:
    """Return how many sites; nothing of what darkens none: our blindness, an alert."""
    facts: dict[str, Any] = news.facts
    if str(facts["key"]).startswith((COLLECTOR, ALERT)):
        return []
    is_over = news.kind == "closed"
    word, count = ("ended", "member_count") if is_over else ("dark", "open_count")
    parts = [words[word].format(count=facts[count])] if count in facts else []
    if facts.get("behind_count") is not None:
        parts.append(words["behind"].format(count=facts["behind_count"]))
    return parts
