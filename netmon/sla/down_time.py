"""From rows of the outage journal to what is reckoned with: united outages. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.sla.seconds import Span, to_s, unite

if TYPE_CHECKING:
    from netmon.sla.facts import Down
    from netmon.sla.parameters import Rules

OPEN_S = 1 << 62
"""The end of an outage that lasts: later than any other."""


@dataclass(frozen=True, slots=True)
class DownTime:
    """The outages of one site, united, in order.

    Attributes:
        outages: What counts as down; not clipped; the last one may end at OPEN_S.
        blips: Closed and strictly shorter than the rules' limit; they count as up.
        cut: Those of `outages` that ended with the watch: nobody saw the line up.
    """

    outages: list[Span]
    blips: list[Span]
    cut: frozenset[Span] = frozenset()


def unite_outages(rows: Collection[Down], rules: Rules) -> DownTime:
    """Return rows that overlap or touch as one outage, and tell blips from outages.

    A blip is told by the whole outage, before any month cuts it. What lasts is none,
    however new; nor what was cut, for nobody knows how long it went on. Rows that do
    not end after they begin say nothing.
    """
    cut_ends = _find_cut_ends(rows)
    spans = (
        (to_s(row.start), OPEN_S if row.end is None else to_s(row.end)) for row in rows
    )
    outages: list[Span] = []
    blips: list[Span] = []
    for span in unite(spans):
        is_short = span[1] - span[0] < rules.blip_max_s
        is_blip = is_short and span[1] not in cut_ends
        (blips if is_blip else outages).append(span)
    cut = frozenset(each for each in outages if each[1] in cut_ends)
    return DownTime(outages, blips, cut)


def _find_cut_ends(rows: Collection[Down]) -> set[int]:
    """Return when outages were cut; not where another row ends as the line came up."""
    real = [row for row in rows if row.end is not None and row.start < row.end]
    cut = {to_s(row.end) for row in real if row.end and row.is_cut}
    if not cut:
        return cut
    return cut - {to_s(row.end) for row in real if row.end and not row.is_cut}
