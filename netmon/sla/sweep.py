"""Gives every second of a window exactly one class: the heart of it all. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from netmon.sla.figures import Seconds, TimeClass
from netmon.sla.seconds import Span

_CLASSES = (TimeClass.EXCLUDED, TimeClass.NOT_OBSERVED, TimeClass.DOWN, TimeClass.UP)
_UP = _CLASSES.index(TimeClass.UP)
Run = tuple[int, int, TimeClass]
"""[start, end) and what it counts as."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What is said of a site's time; spans may overlap, touch and lie anywhere.

    Attributes:
        cuts: Change no class; runs end where one of them begins or ends.
    """

    excluded: Sequence[Span] = ()
    not_observed: Sequence[Span] = ()
    down: Sequence[Span] = ()
    cuts: Sequence[Span] = ()


def sweep(window: Iterable[Span], claims: Claims) -> Iterator[Run]:
    """Yield the runs of a window in order, without gaps and without overlap.

    The first class that holds wins: excluded, not observed, down, up. A run ends
    wherever any claim begins or ends, also where its class goes on.

    Args:
        window: In order, not overlapping.
        claims: See Claims.
    """
    edges = _edges(claims)
    held = [0, 0, 0, 1]
    at = 0
    for start, end in window:
        while at < len(edges) and edges[at][0] <= start:
            held[edges[at][1]] += edges[at][2]
            at += 1
        here = start
        while at < len(edges) and edges[at][0] < end:
            edge, which, step = edges[at]
            if edge > here:
                yield here, edge, _first(held)
                here = edge
            held[which] += step
            at += 1
        yield here, end, _first(held)


def add_up(runs: Iterable[Run]) -> Seconds:
    """Return how much time each class got."""
    sums = dict.fromkeys(_CLASSES, 0)
    for start, end, kind in runs:
        sums[kind] += end - start
    return Seconds(
        up_s=sums[TimeClass.UP],
        down_s=sums[TimeClass.DOWN],
        not_observed_s=sums[TimeClass.NOT_OBSERVED],
        excluded_s=sums[TimeClass.EXCLUDED],
    )


def _edges(claims: Claims) -> list[tuple[int, int, int]]:
    """Return where claims begin and end: when, which class, +1 or -1; in order."""
    edges = []
    claimed = (claims.excluded, claims.not_observed, claims.down, claims.cuts)
    for which, spans in enumerate(claimed):
        for start, end in spans:
            if start < end:
                edges += [(start, which, 1), (end, which, -1)]
    edges.sort()
    return edges


def _first(held: list[int]) -> TimeClass:
    for which, kind in enumerate(_CLASSES[:_UP]):
        if held[which]:
            return kind
    return TimeClass.UP
