"""The arithmetic against one that looks at every second, and what must not matter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from netmon.core.intervals import Interval
from netmon.sla import figures as ratios
from netmon.sla.explain import explain
from netmon.sla.facts import Down, Exclusion, ExclusionStatus, ExclusionType, MonthFacts
from netmon.sla.figures import Reason, Seconds, TimeClass, Verdict
from netmon.sla.scenario import dump_facts, read_scenario
from netmon.sla.sweep import CLASSES, Claims, add_up, sweep
from tests.sla_months import NOVEMBER, SITE, judge, month_of, rules, site

WINDOW_S = 400
AROUND_S = 150
"""What is said reaches so far beyond the window, either way."""
START, END = NOVEMBER.span
ANY_LENGTH = rules(min_service_days=0)

offsets = st.integers(-AROUND_S, WINDOW_S + AROUND_S)
lengths = st.integers(1, 150)
pairs = st.lists(st.tuples(offsets, lengths), max_size=6)
rows = st.lists(st.tuples(offsets, st.one_of(lengths, st.none())), max_size=8)
statuses = st.sampled_from(ExclusionStatus)
asked = st.lists(st.tuples(offsets, lengths, statuses), max_size=4)
targets = st.integers(1, 1_000_000)


@st.composite
def months(draw: st.DrawFn) -> MonthFacts:
    """Return a short service: at the month's begin, to date, or at its end."""
    is_at_end = draw(st.booleans())
    base = END - timedelta(seconds=WINDOW_S) if is_at_end else START
    begun = base + timedelta(seconds=draw(st.integers(-AROUND_S, WINDOW_S + 5)))
    left = draw(st.one_of(st.none(), offsets))
    one = site(
        commissioned_at=begun,
        decommissioned_at=None if left is None else base + timedelta(seconds=left),
    )

    def to_span(start: int, length: int) -> Interval:
        return Interval(
            base + timedelta(seconds=start), base + timedelta(seconds=start + length)
        )

    return month_of(
        one,
        [
            Down(base + timedelta(seconds=start), length and to_span(start, length).end)
            for start, length in draw(rows)
        ],
        until=base + timedelta(seconds=WINDOW_S),
        gaps=[to_span(*each) for each in draw(pairs)],
        blind=[to_span(*each) for each in draw(pairs)],
        exclusions=[
            Exclusion(ExclusionType.MAINTENANCE, to_span(start, length), status)
            for start, length, status in draw(asked)
        ],
    )


def seconds_of(found: Interval) -> set[int]:
    return set(range(to_s(found.start), to_s(found.end)))


def to_s(at: datetime) -> int:
    return round((at - START).total_seconds())


class Naive:
    """Judges a month second by second; shares no code with what it tests."""

    def __init__(self, facts: MonthFacts, target: Fraction) -> None:
        self.facts, self.site, self.target = facts, facts.sites[0], target
        self.until = to_s(facts.until)
        self.last_s = self.until + 3 * AROUND_S + WINDOW_S
        begun = to_s(self.site.commissioned_at or facts.until)
        left = self.site.decommissioned_at
        self.service = range(begun, self.last_s if left is None else to_s(left))
        first = max(0, begun)
        self.window = [
            each for each in range(first, self.until) if each in self.service
        ]
        self.runs = list(self._runs())

    def _runs(self) -> list[tuple[int, int | None]]:
        """Return first and last second of every stretch of seconds without a line."""
        dark: set[int] = set()
        for row in self.facts.outages[SITE]:
            end = self.last_s if row.end is None else to_s(row.end)
            dark |= set(range(to_s(row.start), end))
        firsts = sorted(each for each in dark if each - 1 not in dark)
        lasts = sorted(each for each in dark if each + 1 not in dark)
        ends = [None if each == self.last_s - 1 else each for each in lasts]
        return list(zip(firsts, ends, strict=True))

    def is_blip(self, first: int, last: int | None) -> bool:
        return last is not None and last - first + 1 < 60

    def out(self) -> set[int]:
        return {
            second
            for each in self.facts.exclusions[SITE]
            if each.status is ExclusionStatus.APPROVED
            for second in seconds_of(each.span)
        }

    def unseen(self) -> set[int]:
        return {
            second
            for each in (*self.facts.blind, *self.facts.not_observed[SITE])
            for second in seconds_of(each)
        }

    def charged(self) -> list[int]:
        """Return the seconds of each repair that count against its term."""
        lost = self.out() | self.unseen()
        return [
            sum(
                second in self.service and second not in lost
                for second in range(first, first + length)
            )
            for first, length in self.ended(blips=False)
        ]

    def spend(self) -> Seconds:
        spent = dict.fromkeys(TimeClass, 0)
        out, unseen = self.out(), self.unseen()
        dark = {
            second
            for first, last in self.runs
            if not self.is_blip(first, last)
            for second in range(first, self.last_s if last is None else last + 1)
        }
        for second in self.window:
            if second in out:
                spent[TimeClass.EXCLUDED] += 1
            elif second in unseen:
                spent[TimeClass.NOT_OBSERVED] += 1
            elif second in dark:
                spent[TimeClass.DOWN] += 1
            else:
                spent[TimeClass.UP] += 1
        return Seconds(
            spent[TimeClass.UP],
            spent[TimeClass.DOWN],
            spent[TimeClass.NOT_OBSERVED],
            spent[TimeClass.EXCLUDED],
        )

    def judge(self, spent: Seconds) -> tuple[Verdict, Reason | None]:
        up, lost, unseen = spent.up_s, spent.down_s, spent.not_observed_s
        whole = up + lost + unseen
        if not whole:
            excluded = Verdict.INSUFFICIENT, Reason.ALL_EXCLUDED
            return excluded if self.window else (Verdict.NOT_IN_SERVICE, None)
        if Fraction(up, whole) >= self.target:
            return Verdict.COMPLIANT, None
        if Fraction(up + unseen, whole) < self.target:
            return Verdict.NON_COMPLIANT, None
        if Fraction(up + lost, whole) < Fraction(98, 100):
            return Verdict.INSUFFICIENT, Reason.LOW_COVERAGE
        is_met = Fraction(up, up + lost) >= self.target
        return (Verdict.COMPLIANT if is_met else Verdict.NON_COMPLIANT), None

    def ended(self, *, blips: bool) -> list[tuple[int, int]]:
        """Return the stretches that ended in the month: first second, length."""
        is_whole = self.facts.until == END
        return [
            (first, last + 1 - first)
            for first, last in self.runs
            if last is not None
            and self.is_blip(first, last) is blips
            and 0 <= last + 1 <= self.until - is_whole
            and any(second in self.service for second in range(first, last + 1))
        ]


@settings(max_examples=200, deadline=None)
@given(months(), targets)
def test_it_agrees_with_somebody_who_looks_at_every_second(
    facts: MonthFacts, target_ppm: int
) -> None:
    naive = Naive(facts, Fraction(target_ppm, 1_000_000))
    target = f"{target_ppm // 10_000}.{target_ppm % 10_000:04}"
    ruleset = rules(min_service_days=0, availability_target_pct=target)

    found = judge(facts, ruleset)

    assert found.seconds == naive.spend()
    assert (found.verdict, found.reason) == naive.judge(found.seconds)
    repairs = [(to_s(each.span.start), each.service_s) for each in found.repairs]
    assert repairs == naive.ended(blips=False)
    blips = [
        (to_s(each.start), to_s(each.end) - to_s(each.start)) for each in found.blips
    ]
    assert blips == naive.ended(blips=True)


@settings(max_examples=100, deadline=None)
@given(months())
def test_what_is_charged_agrees_with_somebody_who_looks_at_every_second(
    facts: MonthFacts,
) -> None:
    found = judge(facts, rules(ttr_clock_start="outage_start"))

    charged = Naive(facts, Fraction(1)).charged()
    assert [each.charged_s for each in found.repairs] == charged


@settings(max_examples=50, deadline=None)
@given(months())
def test_every_second_of_the_window_is_one_thing(facts: MonthFacts) -> None:
    found = judge(facts, ANY_LENGTH).seconds
    one = facts.sites[0]
    begun = max(one.commissioned_at or END, START)
    left = min(one.decommissioned_at or END, facts.until)

    whole = found.up_s + found.down_s + found.not_observed_s + found.excluded_s
    assert whole == max(0, to_s(left) - to_s(begun))


@settings(max_examples=40, deadline=None)
@given(months(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    facts: MonthFacts, dice: random.Random
) -> None:
    def shuffled(every: Sequence[Any]) -> list[Any]:
        return dice.sample(list(every), len(every))

    other = replace(
        facts,
        outages={SITE: shuffled(facts.outages[SITE])},
        not_observed={SITE: shuffled(facts.not_observed[SITE])},
        blind=shuffled(facts.blind),
        exclusions={SITE: shuffled(facts.exclusions[SITE])},
    )

    assert judge(other, ANY_LENGTH) == judge(facts, ANY_LENGTH)
    assert dump_facts(other) == dump_facts(facts)


@settings(max_examples=40, deadline=None)
@given(months())
def test_rows_that_are_there_twice_or_in_parts_change_nothing(
    facts: MonthFacts,
) -> None:
    other = replace(
        facts,
        outages={SITE: [half for row in facts.outages[SITE] for half in halves(row)]},
        not_observed={SITE: [*facts.not_observed[SITE]] * 2},
        exclusions={SITE: [*facts.exclusions[SITE]] * 2},
    )

    assert judge(other, ANY_LENGTH) == judge(facts, ANY_LENGTH)


def halves(row: Down) -> list[Down]:
    """Return an outage in two parts that touch, and the second of them twice."""
    middle = row.start + timedelta(seconds=1)
    if row.end is not None and row.end <= middle:
        return [row]
    return [Down(row.start, middle), Down(middle, row.end), Down(middle, row.end)]


@settings(max_examples=50, deadline=None)
@given(months(), st.integers(0, WINDOW_S))
def test_a_window_may_be_split_at_any_second(facts: MonthFacts, second: int) -> None:
    """What was before and what comes after add up to the whole."""
    one = facts.sites[0]
    base = facts.until - timedelta(seconds=WINDOW_S)
    middle = base + timedelta(seconds=second)
    begun = max(one.commissioned_at or END, START)
    left = one.decommissioned_at
    before = replace(one, decommissioned_at=min(middle, left or middle))
    after = replace(one, commissioned_at=max(middle, begun))

    parts = [
        judge(replace(facts, sites=[each]), ANY_LENGTH) for each in (before, after)
    ]

    whole = judge(facts, ANY_LENGTH)
    assert parts[0].seconds + parts[1].seconds == whole.seconds


@settings(max_examples=50, deadline=None)
@given(months())
def test_explaining_comes_to_the_same_sum_without_gap_or_overlap(
    facts: MonthFacts,
) -> None:
    found = explain(facts, SITE, ANY_LENGTH)

    assert found.figures == judge(facts, ANY_LENGTH)
    assert found.seconds == found.figures.seconds
    assert found.seconds.window_s == sum(each.length_s for each in found.pieces)
    edges = [edge for each in found.pieces for edge in each.span]
    assert all(former <= later for former, later in pairwise(edges))
    if found.pieces:
        window = Interval(found.pieces[0].span.start, found.pieces[-1].span.end)
        assert (window,) == found.window


@settings(max_examples=40, deadline=None)
@given(months())
def test_facts_written_and_read_again_are_judged_the_same(facts: MonthFacts) -> None:
    body = dump_facts(facts)
    again = read_scenario(body)

    assert dump_facts(again) == body
    assert judge(again, ANY_LENGTH) == judge(facts, ANY_LENGTH)


@settings(max_examples=50, deadline=None)
@given(months())
def test_strict_availability_lies_between_its_bounds(facts: MonthFacts) -> None:
    spent = judge(facts, ANY_LENGTH).seconds
    strict = ratios.availability(spent)

    if strict is not None:
        assert str(ratios.availability_low(spent)) <= strict
        assert strict <= str(ratios.availability_high(spent))


spans = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=5)


@given(spans, spans, spans, spans)
def test_a_sweep_gives_each_second_the_first_class_that_holds(
    excluded: list[tuple[int, int]],
    not_observed: list[tuple[int, int]],
    down: list[tuple[int, int]],
    cuts: list[tuple[int, int]],
) -> None:
    window = [(10, 40), (50, 80)]
    claims = Claims(excluded, not_observed, down, cuts)
    found = list(sweep(window, claims))

    classes = [
        next(
            (
                kind
                for kind, held in enumerate((excluded, not_observed, down))
                if any(start <= second < end for start, end in held)
            ),
            3,
        )
        for start, end in window
        for second in range(start, end)
    ]
    spread = [which for start, end, which in found for _ in range(start, end)]
    assert spread == classes
    assert add_up(found).window_s == 60
    assert CLASSES[3] is TimeClass.UP
