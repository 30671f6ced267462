"""Reads feeds of strangers: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1. No network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from inventory.records.news_entry import Entry
from netmon.core.errors import ConfigError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES = 10 * 2**20
MOST_TAGS = 200_000
"""Counted before the file is parsed: a parser makes an object of each."""
MOST_ENTRIES = 5_000
_ATOM = "{http://www.w3.org/2005/Atom}"
_JSON_FEED = "https://jsonfeed.org/version/1"


def read_feed(data: bytes) -> list[Entry]:
    """Return the items of a feed of at most MOST_BYTES, in its order.

    Raises:
        ConfigError: It is no such feed, damaged, has too many items, or holds a
            document type (entities that grow, or name files), which no feed needs.
    """
    is_json = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    entries = list(_read_json(data) if is_json else _read_xml(data))
    if len(entries) > MOST_ENTRIES:
        message = f"expected at most {MOST_ENTRIES} items, got {len(entries)}"
        raise ConfigError(message)
    return entries


def _read_xml(data: bytes) -> Iterator[Entry]:
    from defusedxml import DefusedXmlException  # noqa: PLC0415  late: only imports need it
    from defusedxml.ElementTree import ParseError, fromstring  # noqa: PLC0415

    if data.count(b"<") > MOST_TAGS:
        message = f"expected at most {MOST_TAGS} tags"
        raise ConfigError(message)
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise ConfigError("it declares a document type or entities") from None
    except (ParseError, ValueError, LookupError) as error:
        message = f"it is neither XML nor JSON: {error}"
        raise ConfigError(message) from None
    if root.tag == "rss":
        return _read_rss(root)
    if root.tag == f"{_ATOM}feed":
        return _read_atom(root)
    raise ConfigError("expected RSS 2.0, Atom or JSON Feed 1.1")


def _read_rss(root: Element) -> Iterator[Entry]:
    channel = root.find("channel")
    if channel is None:
        raise ConfigError("an RSS feed without a channel")
    feed_title = _text(channel, "title")
    for position, item in enumerate(channel.iterfind("item"), start=1):
        link = _text(item, "link")
        yield Entry(
            position=position,
            guid=_text(item, "guid") or link,
            title=_text(item, "title"),
            summary=_text(item, "description"),
            link=link,
            categories=tuple(_inner(each) for each in item.iterfind("category")),
            source=_text(item, "source") or feed_title,
            published=_text(item, "pubDate"),
        )


def _read_atom(root: Element) -> Iterator[Entry]:
    feed_title = _text(root, f"{_ATOM}title")
    for position, item in enumerate(root.iterfind(f"{_ATOM}entry"), start=1):
        terms = [
            each.get("label") or each.get("term") or ""
            for each in item.iterfind(f"{_ATOM}category")
        ]
        yield Entry(
            position=position,
            guid=_text(item, f"{_ATOM}id"),
            title=_text(item, f"{_ATOM}title"),
            summary=_text(item, f"{_ATOM}summary"),
            link=_atom_link(item),
            categories=tuple(terms),
            source=_text(item, f"{_ATOM}source/{_ATOM}title") or feed_title,
            published=_text(item, f"{_ATOM}published")
            or _text(item, f"{_ATOM}updated"),
        )


def _atom_link(item: Element) -> str:
    """Return the address of the page itself (RFC 4287, 4.2.7.2)."""
    for link in item.iterfind(f"{_ATOM}link"):
        if link.get("rel", "alternate") == "alternate":
            return (link.get("href") or "").strip()
    return ""


def _text(parent: Element, path: str) -> str:
    found = parent.find(path)
    return "" if found is None else _inner(found)


def _inner(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _read_json(data: bytes) -> Iterator[Entry]:
    try:
        feed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        message = f"it is no JSON: {error}"
        raise ConfigError(message) from None
    if not str(feed.get("version", "")).startswith(_JSON_FEED):
        raise ConfigError("expected RSS 2.0, Atom or JSON Feed 1.1")
    items = feed.get("items")
    if not isinstance(items, list):
        raise ConfigError("a JSON feed without items")
    feed_title = _word(feed, "title")
    return _to_entries(items, feed_title)


def _to_entries(items: list[Any], feed_title: str) -> Iterator[Entry]:
    for position, given in enumerate(items, start=1):
        item = given if isinstance(given, dict) else {}
        tags = item.get("tags")
        words = tags if isinstance(tags, list) else []
        summary = ("summary", "content_text", "content_html")
        yield Entry(
            position=position,
            guid=_word(item, "id"),
            title=_word(item, "title"),
            summary=next((text for n in summary if (text := _word(item, n))), ""),
            link=_word(item, "url"),
            categories=tuple(
                _whole(one).strip() for one in words if isinstance(one, str)
            ),
            source=feed_title,
            published=_word(item, "date_published"),
        )


def _word(holder: dict[str, Any], name: str) -> str:
    """Return a text; a number as text, since JSON Feed 1.1 asks that of ids."""
    value = holder.get(name)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return _whole(str(value)).strip() if isinstance(value, str) or is_number else ""


def _whole(text: str) -> str:
    r"""Return `text` without halves of characters: JSON may hold a lone \ud800."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
