"""From rows of the outage journal to what is reckoned with: united outages. Pure."""

from __future__ import annotations

from collections.abc import Iterable
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
    """

    outages: list[Span]
    blips: list[Span]


def unite_outages(rows: Iterable[Down], rules: Rules) -> DownTime:
    """Return rows that overlap or touch as one outage, and tell blips from outages.

    A blip is told by the whole outage, before any month cuts it. What lasts is none,
    however new. Rows that do not end after they begin say nothing.
    """
    spans = (
        (to_s(row.start), OPEN_S if row.end is None else to_s(row.end)) for row in rows
    )
    outages: list[Span] = []
    blips: list[Span] = []
    for span in unite(spans):
        is_blip = span[1] - span[0] < rules.blip_max_s
        (blips if is_blip else outages).append(span)
    return DownTime(outages, blips)
