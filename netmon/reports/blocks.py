"""What a page is made of: plain data that the template draws. Pure.

The template adds lay-out alone; every word and every figure is in here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

Block = dict[str, Any]
Cell = str | dict[str, Any]

MOST_CELL_TEXT = 300
"""Characters of one cell on paper; the tables of the other files have all of it."""
_PERMILLE = 1000
# Where no script breaks lines by itself: anything but spaces and Thai.
_UNBROKEN = re.compile(r"([^\s\u0e00-\u0e7f\u200b]{18})(?=[^\s\u0e00-\u0e7f\u200b])")
_JOINERS = "\u200c\u200d"


class Head(NamedTuple):
    """The head of a table's column.

    Attributes:
        align: `left`, `right` or `center`.
        width: `auto`, or its share of what is left over, as `1`.
    """

    title: str
    align: str = "left"
    width: str = "auto"


class Part(NamedTuple):
    """A part of a whole; `style` names how it is filled, in colour and in grey."""

    label: str
    number: int
    text: str
    style: str


def clean(text: str) -> str:
    """Return a text of strangers as it may be drawn.

    Characters nobody sees are left out, among them those that turn the direction of
    what follows; what would run out of its cell may be broken.
    """
    seen = "".join(
        " " if unicodedata.category(each) == "Cc" else each
        for each in text
        if unicodedata.category(each) not in ("Cf", "Cs", "Co") or each in _JOINERS
    )
    if len(seen) > MOST_CELL_TEXT:
        seen = seen[: MOST_CELL_TEXT - 1] + "…"
    return _UNBROKEN.sub("\\1\u200b", seen)


def paragraph(text: str) -> Block:
    """Return a paragraph."""
    return {"kind": "text", "text": text}


def note(text: str) -> Block:
    """Return small print."""
    return {"kind": "note", "text": text}


def heading(text: str) -> Block:
    """Return a heading within a section."""
    return {"kind": "heading", "text": text}


def tiles(shown: Iterable[tuple[str, str, str]]) -> Block:
    """Return figures people look for first: label, value, small print."""
    return {
        "kind": "tiles",
        "tiles": [
            {"label": label, "value": value, "note": small}
            for label, value, small in shown
        ],
    }


def table(
    heads: Sequence[Head], rows: Iterable[Sequence[Cell]], *, has_total: bool = False
) -> Block:
    """Return a table whose head stands on every page; its last row may be a sum."""
    return {
        "kind": "table",
        "columns": [head._asdict() for head in heads],
        "rows": [list(row) for row in rows],
        "has_total": has_total,
    }


def meter(part: int, whole: int, text: str) -> Cell:
    """Return a cell with a bar of how much was achieved."""
    return {"text": text, "permille": part * _PERMILLE // whole if whole else 0}


def stack(title: str, parts: Iterable[Part]) -> Block:
    """Return one bar in parts, with its key."""
    found = list(parts)
    whole = sum(part.number for part in found)
    return {
        "kind": "stack",
        "title": title,
        "parts": [
            {
                "label": part.label,
                "text": part.text,
                "style": part.style,
                "permille": part.number * _PERMILLE // whole if whole else 0,
            }
            for part in found
        ],
    }


def columns(title: str, bars: Iterable[tuple[str, int]]) -> Block:
    """Return upright bars from zero, with their counts."""
    found = list(bars)
    most = max((count for _, count in found), default=0)
    return {
        "kind": "columns",
        "title": title,
        "bars": [
            {
                "label": label,
                "text": f"{count:,}" if count else "",
                "permille": count * _PERMILLE // most if most else 0,
            }
            for label, count in found
        ],
    }


def pairs(shown: Iterable[tuple[str, str]]) -> Block:
    """Return formulas or names, each with what it means."""
    return {"kind": "pairs", "pairs": [list(pair) for pair in shown]}


def section(title: str, blocks: Iterable[Block]) -> Block:
    """Return a section."""
    return {"title": title, "blocks": list(blocks)}
