"""Markup of strangers into plain text."""

from __future__ import annotations

from html.parser import HTMLParser

from inventory.importer.text import clean

_UNREAD = frozenset({"script", "style", "template", "noscript", "iframe"})
_BREAKING = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "blockquote"})


MOST_CHARACTERS = 20_000
"""Of markup; what is behind is not looked at. No title or summary needs as much."""


def to_plain(text: str) -> str:
    """Return what a reader would see of `text`, on one line.

    Tags go, and with them scripts and styles; entities become characters; what nobody
    sees goes. `5 < 6` stays: a tag begins with a letter (HTML 13.2.5.6).
    """
    text = text[:MOST_CHARACTERS]
    if "<" in text or "&" in text:
        reader = _Reader()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts)
    return " ".join(clean(" ".join(text.split()))[0].split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unread: list[str] = []

    def parse_html_declaration(self, i: int) -> int:
        try:
            return super().parse_html_declaration(i)
        except AssertionError:  # of `<![` with no section that the library knows
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _UNREAD:
            self._unread.append(tag)
        elif tag in _BREAKING:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            while self._unread.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.parts.append(data)
