"""Gives every second of a window exactly one class: the heart of it all. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from netmon.sla.figures import Seconds, TimeClass
from netmon.sla.seconds import Span

CLASSES = (TimeClass.EXCLUDED, TimeClass.NOT_OBSERVED, TimeClass.DOWN, TimeClass.UP)
"""In the order in which they win."""
_EXCLUDED, _NOT_OBSERVED, _DOWN, _UP, _OUTSIDE = range(5)
Run = tuple[int, int, int]
"""[start, end) and what it counts as: a place in CLASSES."""


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


def sweep(window: Sequence[Span], claims: Claims) -> Iterator[Run]:
    """Yield the runs of a window in order, without gaps and without overlap.

    The first class that holds wins: excluded, not observed, down, up. A run ends
    wherever any claim begins or ends, also where its class goes on.

    Args:
        window: In order, not overlapping.
        claims: See Claims.
    """
    held, here = [0, 0, 0, 0, 1], 0
    for edge, which, step in _edges(window, claims):
        if edge > here:
            if not held[_OUTSIDE]:
                first = _DOWN if held[_DOWN] else _UP
                if held[_NOT_OBSERVED]:
                    first = _NOT_OBSERVED
                yield here, edge, _EXCLUDED if held[_EXCLUDED] else first
            here = edge
        held[which] += step


def spend(window: Sequence[Span], claims: Claims) -> Seconds:
    """Return how much of a window's time each class gets; see sweep."""
    return add_up(sweep(window, claims))


def add_up(runs: Iterable[Run]) -> Seconds:
    """Return how much time each class got."""
    sums = [0, 0, 0, 0]
    for start, end, which in runs:
        sums[which] += end - start
    return Seconds(
        up_s=sums[_UP],
        down_s=sums[_DOWN],
        not_observed_s=sums[_NOT_OBSERVED],
        excluded_s=sums[_EXCLUDED],
    )


def _edges(window: Iterable[Span], claims: Claims) -> list[tuple[int, int, int]]:
    """Return where claims begin and end: when, which class, +1 or -1; in order.

    The window is a claim too: what lies outside of it.
    """
    edges = [(start, _OUTSIDE, -1) for start, _ in window]
    edges += [(end, _OUTSIDE, 1) for _, end in window]
    claimed = (claims.excluded, claims.not_observed, claims.down, claims.cuts)
    for which, spans in enumerate(claimed):
        edges += [(start, which, 1) for start, end in spans if start < end]
        edges += [(end, which, -1) for start, end in spans if start < end]
    edges.sort()
    return edges
