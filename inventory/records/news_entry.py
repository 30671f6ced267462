"""One item of a feed as it stands there, whatever the feed's format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a feed. Texts may hold markup; empty where there is none.

    Attributes:
        position: From 1, in the order of the feed.
        guid: What names it for ever, as the feed says.
        published: A moment as the format writes it.
    """

    position: int
    guid: str
    title: str
    summary: str
    link: str
    categories: tuple[str, ...]
    source: str
    published: str
