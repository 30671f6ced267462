"""Intervals of proportions that hold where counts are small or ratios near 1."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z_95 = 1.959963984540054
"""Standard normal quantile of 0.975."""

Count = tuple[int, int]
"""Successes out of trials; 0 <= successes <= trials, at least one trial."""


class Bounds(NamedTuple):
    """An interval, both ends in it."""

    low: float
    high: float


def wilson(count: Count, z: float = Z_95) -> Bounds:
    """Return the score interval of a proportion (E. B. Wilson 1927), within 0-1."""
    successes, trials = count
    ratio, square = successes / trials, z * z
    middle = 2 * successes + square
    spread = z * sqrt(square + 4 * successes * (1 - ratio))
    width = 2 * (trials + square)
    # At 0 and at 1 the end is exact; rounding must not carry it past.
    low = 0.0 if successes == 0 else (middle - spread) / width
    high = 1.0 if successes == trials else (middle + spread) / width
    return Bounds(low, high)


def newcombe(one: Count, two: Count, z: float = Z_95) -> Bounds:
    """Return the interval of the difference of two independent proportions.

    R. G. Newcombe 1998, Statistics in Medicine 17:873-890, method 10: the score
    intervals of both, combined, without continuity correction. Within -1 to 1.
    """
    ratio_1, ratio_2 = one[0] / one[1], two[0] / two[1]
    (low_1, high_1), (low_2, high_2) = wilson(one, z), wilson(two, z)
    difference = ratio_1 - ratio_2
    below = sqrt((ratio_1 - low_1) ** 2 + (high_2 - ratio_2) ** 2)
    above = sqrt((high_1 - ratio_1) ** 2 + (ratio_2 - low_2) ** 2)
    return Bounds(difference - below, difference + above)
