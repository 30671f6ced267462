"""Whatever counters do: no rate above the link, none across a break, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.rates import (
    AgentClock,
    Break,
    Counted,
    InterfaceDelta,
    Limits,
    RateKeeper,
    Reason,
    to_rate,
)
from collectors.rates.counters import to_growth
from tests.unit.rates_box import GIGABIT, PORT, START, Box, reading

EDGES = (0, 1, 2**31, 2**32 - 1, 2**32, 2**63, 2**64 - 1, 2**64, -1, -(2**40))
numbers = st.none() | st.builds(
    lambda edge, by: edge + by, st.sampled_from(EDGES), st.integers(-(10**10), 10**10)
)
ports = st.builds(
    replace,
    st.just(PORT),
    speed_bps=st.sampled_from([None, 0, -1, 10**7, 10**8, 10**9, 10**10]),
    type_number=st.sampled_from([6, 23, None]),
    counter_bits=st.sampled_from([None, 32, 64]),
    in_octets=numbers,
    out_octets=numbers,
    in_errors_count=numbers,
    out_discards_count=numbers,
    name=st.sampled_from(["ether1", "ether2", None]),
    discontinuity_ticks=st.sampled_from([0, None]),
)
clocks = st.builds(
    AgentClock,
    st.integers(-10_000, 10_000).map(lambda s: START + timedelta(seconds=s)),
    st.none() | st.floats(-10.0, 2**32 / 100 + 10),
    st.sampled_from([None, 1, 2]),
    st.none() | st.integers(0, 2**31),
    st.none() | st.floats(0, 10**8),
)
readings = st.builds(Counted, ports, clocks)


def no_lie(found: InterfaceDelta, *speeds: int) -> None:
    assert found.span_s > 0
    for rate, volume in (
        (found.in_bps, found.in_bytes),
        (found.out_bps, found.out_bytes),
    ):
        if volume is not None:
            assert 0 <= volume * 8 <= 1.05 * min(speeds) * found.span_s * (1 + 1e-12)
        if rate is not None:
            assert volume is not None
            assert 0 <= rate <= 1.05 * min(speeds) * (1 + 1e-12)


@settings(max_examples=400, deadline=None)
@given(st.lists(readings, min_size=2, max_size=6), st.sampled_from([None, 2 * 10**8]))
def test_no_rate_is_more_than_5_percent_above_the_link(
    history: list[Counted], contract_bps: int | None
) -> None:
    keeper = RateKeeper(60.0)
    keeper.take(reading(history[0]), contract_bps)
    for before, after in pairwise(history):
        for found in (
            to_rate(before, after, Limits(60.0, contract_bps)),
            keeper.take(reading(after), contract_bps),
        ):
            if isinstance(found, InterfaceDelta):
                no_lie(
                    found, *(true_speed(each, contract_bps) for each in (before, after))
                )


def true_speed(of: Counted, contract_bps: int | None) -> int:
    """What nothing may exceed: told, or the contract's where nothing true is told."""
    told, kind = of.port.speed_bps, of.port.type_number
    speed = told if told and told > 0 and kind != 23 else contract_bps
    assert speed is not None
    return speed


@settings(max_examples=400, deadline=None)
@given(
    st.floats(1.0, 160.0).map(lambda s: round(s, 2)),
    readings,
    readings,
)
def test_close_clocks_do_not_help_hostile_counters(
    span_s: float, before: Counted, after: Counted
) -> None:
    """As above, with clocks that are in order: the counters alone decide."""
    old = AgentClock(START, 1_000.0)
    new = AgentClock(START + timedelta(seconds=span_s), 1_000.0 + span_s)
    one, two = (
        replace(
            each.port,
            name="x",
            type_number=6,
            counter_bits=64,
            speed_bps=GIGABIT,
            discontinuity_ticks=0,
        )
        for each in (before, after)
    )

    found = to_rate(Counted(one, old), Counted(two, new), Limits())

    if isinstance(found, InterfaceDelta):
        no_lie(found, GIGABIT)
    else:
        assert found.reason in (Reason.COUNTER_BACK, Reason.FASTER_THAN_LINK)


EVENTS = ("nothing", "nothing", "reboot", "clear_counters", "swap_ports")
steps = st.lists(
    st.tuples(
        st.sampled_from(EVENTS),
        st.floats(0.0, 1.0),
        st.integers(1_000, 30_000).map(lambda hundredths: hundredths / 100),
        st.floats(0.0, 1.0),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=300, deadline=None)
@given(steps, st.booleans())
def test_no_rate_crosses_a_break_and_volumes_are_what_passed(
    story: list[tuple[str, float, float, float]], keeps_boots: bool
) -> None:
    box = Box(keeps_boots=keeps_boots, shown=[2**32 - 10**8, 2**63])
    before, passed = box.read(), tuple(box.true_octets)
    for event, when, span_s, share in story:
        box.run(span_s * when, share)
        if event != "nothing":
            getattr(box, event)()
        box.run(span_s * (1 - when), share)
        was_broken = box.is_broken
        after, now_passed = box.read(), tuple(box.true_octets)

        found = to_rate(before, after, Limits(60.0))

        if was_broken:
            assert isinstance(found, Break), found
        elif before.clock.uptime_s == 0:  # read as it began: before, or after?
            assert found in (Break(Reason.REBOOTED), Break(Reason.NO_TIME))
        else:
            assert isinstance(found, InterfaceDelta), found
            volumes = tuple(b - a for a, b in zip(passed, now_passed, strict=True))
            assert (found.in_bytes, found.out_bytes) == volumes
            assert (found.in_bps is None) == (found.span_s > 150)
        before, passed = after, now_passed


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(10, 30), st.floats(0, 1)), min_size=1, max_size=30),
    st.sampled_from([32, 64]),
    st.integers(0, 2**32 - 1),
)
def test_the_sum_of_volumes_is_the_counters_difference(
    story: list[tuple[int, float]], bits: int, start: int
) -> None:
    """At most 30 s apart at 1 Gbit/s, even 32 bits run round once at most."""
    box, keeper = Box(bits=bits, shown=[start, 0]), RateKeeper(20.0)
    assert keeper.take(reading(box.read()), None) == Break(Reason.FIRST)
    total = 0
    for span_s, share in story:
        box.run(span_s, share)
        found = keeper.take(reading(box.read()), None)
        assert isinstance(found, InterfaceDelta), found
        assert found.in_bytes is not None
        total += found.in_bytes

    assert total == box.true_octets[0]


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.floats(0, 3 * 2.0**32))
def test_32_bits_give_a_figure_where_brute_force_finds_exactly_one(
    old: int, new: int, most: float
) -> None:
    possible = [
        growth
        for wraps in range(5)
        if 0 <= (growth := new - old + wraps * 2**32) <= most
    ]

    found = to_growth(old, new, bits=32, most=most)

    if most >= 2**32:
        assert found is Reason.TOO_NARROW
    elif possible:
        assert [found] == possible
    else:
        assert found in (Reason.COUNTER_BACK, Reason.FASTER_THAN_LINK)
