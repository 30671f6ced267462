"""Intervals: published examples, exact coverage by counting every outcome."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmon.links.medians import LEAST_COVERAGE, to_median_interval
from netmon.links.proportions import Bounds, newcombe, wilson

PUBLISHED = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0),
    ((10, 10), (0, 10), 0.6075, 1.0),
]
"""R. G. Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10."""

counts = st.integers(1, 400).flatmap(
    lambda trials: st.tuples(st.integers(0, trials), st.just(trials))
)


@pytest.mark.parametrize(("one", "two", "low", "high"), PUBLISHED)
def test_differences_are_those_of_the_paper(
    one: tuple[int, int], two: tuple[int, int], low: float, high: float
) -> None:
    found = newcombe(one, two)

    assert found == pytest.approx((low, high), abs=5e-5)


def test_a_score_interval_is_as_published() -> None:
    """R. G. Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3."""
    assert wilson((81, 263)) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson((15, 148)) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson((0, 20)) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson((1, 29)) == pytest.approx((0.0061, 0.1718), abs=5e-5)


@given(counts, counts)
def test_intervals_stay_in_range_hold_the_estimate_and_turn_with_the_sides(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    low, high = newcombe(one, two)
    estimate = one[0] / one[1] - two[0] / two[1]

    assert -1 - 1e-12 <= low <= estimate + 1e-12
    assert estimate - 1e-12 <= high <= 1 + 1e-12
    assert newcombe(two, one) == pytest.approx((-high, -low), abs=1e-12)
    assert 0 <= wilson(one).low <= one[0] / one[1] <= wilson(one).high <= 1


def test_differences_are_covered_about_as_often_as_they_say() -> None:
    """Exactly, over all outcomes of 30 and 40 trials at several true ratios."""
    found = {
        (one, two): newcombe((one, 30), (two, 40))
        for one, two in product(range(31), range(41))
    }
    coverages = [
        _coverage(found, 30, 40, p, q)
        for p, q in product((0.1, 0.3, 0.5, 0.8, 0.95), repeat=2)
    ]

    assert min(coverages) > 0.92
    assert 0.94 < sum(coverages) / len(coverages) < 0.97


def _coverage(
    found: dict[tuple[int, int], Bounds], n: int, m: int, p: float, q: float
) -> float:
    return sum(
        _binomial(one, n, p) * _binomial(two, m, q)
        for (one, two), bounds in found.items()
        if bounds.low <= p - q <= bounds.high
    )


def _binomial(k: int, n: int, p: float) -> float:
    return comb(n, k) * p**k * (1 - p) ** (n - k)


@pytest.mark.parametrize("count", range(1, 15))
def test_a_median_is_covered_exactly_as_often_as_said(count: int) -> None:
    """Over all ways values can lie below or above their median, each as likely."""
    made = to_median_interval([float(rank) for rank in range(1, count + 1)])
    if count < 6:
        assert made is None
        return
    assert made is not None
    hits = 0
    for sides in product((False, True), repeat=count):
        below = sum(sides)  # so the median lies after the below-th value
        hits += made.bounds.low <= below + 0.5 <= made.bounds.high
    coverage = Fraction(hits, 2**count)

    assert coverage == Fraction(made.coverage_ratio)
    assert coverage >= LEAST_COVERAGE
    narrower = 1 - Fraction(
        2 * sum(comb(count, k) for k in range(int(made.bounds.low) + 1)), 2**count
    )
    assert narrower < LEAST_COVERAGE


@given(st.lists(st.integers(-50, 50), min_size=6, max_size=60))
def test_an_interval_is_made_of_values_and_does_not_mind_their_order(
    values: list[int],
) -> None:
    made = to_median_interval(values)

    assert made is not None
    assert {made.bounds.low, made.bounds.high} <= set(values)
    assert made == to_median_interval(sorted(values, reverse=True))
    middle = sorted(values)[len(values) // 2]
    assert made.bounds.low <= middle <= made.bounds.high


def test_hundreds_of_values_are_no_burden() -> None:
    made = to_median_interval(list(range(2_001)))

    assert made is not None
    assert 0.95 <= made.coverage_ratio < 0.956
    assert 950 < made.bounds.low < 1_000 < made.bounds.high < 1_050


def test_values_of_a_whole_nation_are_none_either() -> None:
    """Each coefficient made of the one before; anew each time it took minutes."""
    made = to_median_interval(list(range(20_001)))

    assert made is not None
    assert 0.95 <= made.coverage_ratio < 0.951
    # n/2 less and more 1.96 √n/2
    assert made.bounds == pytest.approx((10_000 - 138.6, 10_000 + 138.6), abs=1)


def test_beside_a_median_a_like_day_is_as_often_lower_as_higher() -> None:
    """Why a median stands for like days: a mean of skewed sales would cry loss."""
    sales = (0, 1, 2, 40)
    signs, of_mean = [], []
    for order in permutations(sales):
        dark, like = order[0], sorted(order[1:])
        signs.append((dark > like[1]) - (dark < like[1]))
        of_mean.append((3 * dark > sum(like)) - (3 * dark < sum(like)))

    assert sum(signs) == 0
    assert sum(of_mean) < 0
