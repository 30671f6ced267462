"""Long tables end on paper somewhere, and say where the rest is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.reports.blocks import Block, note
from netmon.sla.shown import to_count

if TYPE_CHECKING:
    from netmon.reports.words import Words


def capped(words: Words, shown: int, whole: int, file: str) -> list[Block]:
    """Return where the other rows are, nothing where there are none."""
    if shown >= whole:
        return []
    counts = {"shown": to_count(shown), "all": to_count(whole)}
    return [note(words("text.capped_rows", file=file, **counts))]
