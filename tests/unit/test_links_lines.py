"""Lines made of journals, against minutes looked at one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.links.lines import to_lines
from netmon.status.lookback import Dark, Journals

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
HERE, THERE = SiteCode("PI-1"), SiteCode("PI-2")
LENGTH = 60


class Gap(NamedTuple):
    poller: str
    site: SiteCode | None
    start: int
    end: int


moments = st.integers(0, LENGTH)
pairs = st.tuples(moments, moments).map(lambda pair: (min(pair), max(pair)))
pollers = st.sampled_from(["a", "b"])
runs = st.lists(st.tuples(pollers, pairs), max_size=5)
gaps = st.lists(
    st.tuples(pollers, st.sampled_from([None, HERE, THERE]), pairs).map(
        lambda one: Gap(one[0], one[1], *one[2])
    ),
    max_size=6,
)


def at(minute: int) -> datetime:
    return BEGIN + timedelta(minutes=minute)


def between(start: int, end: int) -> Interval:
    return Interval(at(start), at(end))


def minutes(intervals: tuple[Interval, ...]) -> set[int]:
    return {
        minute
        for minute in range(LENGTH)
        if any(start <= at(minute) < end for start, end in intervals)
    }


@given(runs, gaps, st.lists(pairs, max_size=3), st.lists(pairs, max_size=2), moments)
def test_a_minute_is_observed_while_any_poller_looked(
    looked: list[tuple[str, tuple[int, int]]],
    dark: list[Gap],
    outages: list[tuple[int, int]],
    unwatched: list[tuple[int, int]],
    begun: int,
) -> None:
    def is_seen(minute: int) -> bool:
        if minute < begun or any(a <= minute < b for a, b in unwatched):
            return False
        return any(
            start <= minute < end
            and not any(
                gap.poller == poller
                and gap.site in (None, HERE)
                and gap.start <= minute < gap.end
                for gap in dark
            )
            for poller, (start, end) in looked
        )

    line = to_lines(
        Journals(
            span=between(0, LENGTH),
            looked=tuple((name, between(*run)) for name, run in looked),
            dark=tuple(
                Dark(gap.poller, gap.site, between(gap.start, gap.end)) for gap in dark
            ),
            outages={HERE: [between(*each) for each in outages]},
            watched_from={HERE: at(begun)},
            unwatched={HERE: [between(*each) for each in unwatched]},
        ),
        [HERE],
    )[HERE]

    seen = {minute for minute in range(LENGTH) if is_seen(minute)}
    down = {minute for a, b in outages for minute in range(a, b)}
    assert minutes(line.observed) == seen
    assert minutes(line.down) == seen & down


def test_a_site_that_was_never_judged_was_never_observed() -> None:
    journals = Journals(between(0, 60), (("a", between(0, 60)),), (), {}, {}, {})

    assert to_lines(journals, [HERE])[HERE].observed == ()
