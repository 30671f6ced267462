"""An interval of a median that assumes no distribution: order statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netmon.links.proportions import Bounds

LEAST_COVERAGE = 0.95


@dataclass(frozen=True, slots=True)
class MedianInterval:
    """Between two order statistics of a sample.

    Attributes:
        coverage_ratio: How often such an interval holds the median, exactly, at
            least; 0.95 or more.
    """

    bounds: Bounds
    coverage_ratio: float


def to_median_interval(values: Sequence[float]) -> MedianInterval | None:
    """Return the narrowest symmetric interval of the median, by the sign test.

    The number of values below the median is binomial (n, 1/2), whatever they are drawn
    from, if they are independent. With r the largest rank for which
    P(B < r) <= 0.025, the interval from the r-th smallest to the r-th largest value
    covers it with 1 - 2 P(B < r), more where values are equal.

    Args:
        values: Independent, in any order.

    Returns:
        None below six values, of which no such interval is 95 % sure.
    """
    ordered, count = sorted(values), len(values)
    rank, below, whole = 0, 0, 2**count
    ways = 1  # to choose `rank` of `count`, each made of the one before
    # In whole numbers: 2 * below / whole <= 0.05.
    while 2 * (below + ways) * 20 <= whole:
        below += ways
        ways = ways * (count - rank) // (rank + 1)
        rank += 1
    if rank == 0:
        return None
    bounds = Bounds(ordered[rank - 1], ordered[count - rank])
    return MedianInterval(bounds, 1 - 2 * below / whole)
