"""Every counter rule on its own, with numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from collectors.rates import (
    Break,
    Counted,
    InterfaceDelta,
    Limits,
    Reason,
    to_rate,
    to_sample,
)
from netmon.core.model import DeviceId, SiteCode
from netmon.core.schema import INTERFACE
from tests.unit.rates_box import GIGABIT, START, counted

STEP = Limits(step_s=60.0)


def delta(before: Counted, after: Counted, limits: Limits = STEP) -> InterfaceDelta:
    found = to_rate(before, after, limits)
    assert isinstance(found, InterfaceDelta), found
    return found


def reason(before: Counted, after: Counted, limits: Limits = STEP) -> Reason:
    found = to_rate(before, after, limits)
    assert isinstance(found, Break), found
    return found.reason


def test_a_rate_is_octets_by_the_agents_own_time() -> None:
    late_answer = counted(63, uptime_s=1_060, in_octets=751_000, out_octets=2_000)

    found = delta(counted(0), late_answer)

    assert found.span_s == 60
    assert (found.in_bytes, found.out_bytes) == (750_000, 0)
    assert (found.in_bps, found.out_bps) == (100_000, 0)


def test_without_the_agents_clock_the_answers_tell_the_time() -> None:
    before, after = counted(0), counted(50, in_octets=1_000 + 50_000)
    before, after = (_without_uptime(each) for each in (before, after))

    assert delta(before, after).in_bps == 8_000
    assert reason(after, before) is Reason.NO_TIME


def test_a_clock_that_only_one_reading_has_proves_nothing() -> None:
    assert reason(counted(0), _without_uptime(counted(60))) is Reason.CLOCK_LOST
    assert reason(_without_uptime(counted(0)), counted(60)) is Reason.CLOCK_LOST


def _without_uptime(of: Counted) -> Counted:
    clock = type(of.clock)(of.clock.at)
    return Counted(of.port, clock)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"if_index": 3}, Reason.OTHER_PORT),
        ({"name": "ether2"}, Reason.RENAMED),
        ({"alias": "LAN"}, Reason.RENAMED),
        ({"alias": None}, Reason.RENAMED),
        ({"discontinuity_ticks": 105_000}, Reason.DISCONTINUITY),
        ({"discontinuity_ticks": None}, Reason.DISCONTINUITY),
        ({"counter_bits": 32}, Reason.WIDTH_CHANGED),
        ({"in_octets": 999}, Reason.COUNTER_BACK),
        ({"out_octets": 1_999}, Reason.COUNTER_BACK),
        ({"in_octets": 1_000 + 7_875_000_001}, Reason.FASTER_THAN_LINK),
    ],
)
def test_an_interval_is_discarded(changes: dict[str, Any], why: Reason) -> None:
    assert reason(counted(0), counted(60, **changes)) is why


def test_the_highest_rate_that_is_believed() -> None:
    found = delta(counted(0), counted(60, in_octets=1_000 + 7_875_000_000))

    assert found.in_bps == pytest.approx(1.05 * GIGABIT)


def test_a_lower_speed_on_either_side_counts() -> None:
    slow, fast = {"speed_bps": 100_000_000}, {"in_octets": 1_000 + 1_500_000_000}

    assert reason(counted(0, **slow), counted(60, **fast)) is Reason.FASTER_THAN_LINK
    assert reason(counted(0), counted(60, **fast, **slow)) is Reason.FASTER_THAN_LINK


@pytest.mark.parametrize("kind", [{"speed_bps": 0}, {"speed_bps": None}, {"type": 23}])
def test_the_contract_stands_in_for_a_speed_that_is_none(kind: dict[str, int]) -> None:
    """23 is PPP: an invented 56 kbit/s, or an invented gigabit."""
    changes = {"type_number": 23} if "type" in kind else kind
    before, after = counted(0, **changes), counted(60, in_octets=1_501_000, **changes)
    flood = counted(60, in_octets=1_600_001_000, **changes)

    assert reason(before, after) is Reason.SPEED_UNKNOWN
    contract = Limits(step_s=60.0, contract_bps=200_000_000)
    assert delta(before, after, contract).in_bps == 200_000
    assert reason(before, flood, contract) is Reason.FASTER_THAN_LINK


def test_a_port_that_claims_too_little_is_believed_rather_than_exceeded() -> None:
    lies = {"speed_bps": 10_000_000}
    contract = Limits(step_s=60.0, contract_bps=200_000_000)
    fast = counted(60, in_octets=375_001_000, **lies)

    assert reason(counted(0, **lies), fast, contract) is Reason.FASTER_THAN_LINK


def test_after_a_long_gap_the_volume_is_kept_and_no_rate() -> None:
    at_most, too_long = counted(150, in_octets=2_000), counted(151, in_octets=2_000)

    assert delta(counted(0), at_most).in_bps is not None
    found = delta(counted(0), too_long)
    assert (found.in_bps, found.out_bps) == (None, None)
    assert (found.in_bytes, found.out_bytes) == (1_000, 0)


def test_what_is_not_counted_is_none_and_not_zero() -> None:
    before = counted(0, out_octets=None)
    after = counted(60, in_octets=-5, in_errors_count=None, out_errors_count=-1)

    found = delta(before, after)

    assert (found.in_bps, found.out_bps) == (None, None)
    assert (found.in_bytes, found.out_bytes) == (None, None)
    assert (found.in_errors_count, found.out_errors_count) == (None, None)
    assert found.in_discards_count == 0


NEAR_FULL = 2**32 - 1_000


def narrow(at_s: float, octets: int, speed_bps: int = 200_000_000) -> Counted:
    return counted(at_s, in_octets=octets, counter_bits=32, speed_bps=speed_bps)


def test_a_32_bit_counter_may_wrap_once_where_it_can_only_once() -> None:
    assert delta(narrow(0, NEAR_FULL), narrow(60, 500)).in_bytes == 1_500


def test_a_32_bit_counter_on_a_fast_port_gives_no_figure() -> None:
    """At 1 Gbit/s it runs round in 34 s: 60 s later nobody knows how often."""
    for octets in (500, NEAR_FULL + 500):
        after = narrow(60, octets, GIGABIT)
        assert reason(narrow(0, NEAR_FULL, GIGABIT), after) is Reason.TOO_NARROW


def test_a_32_bit_counter_that_goes_far_back_was_reset() -> None:
    assert reason(narrow(0, 2_000_000_000), narrow(60, 0)) is Reason.COUNTER_BACK


@pytest.mark.parametrize("full", [2**32, 2**64])
def test_a_64_bit_counter_never_wraps(full: int) -> None:
    before, after = counted(0, in_octets=full - 1_000), counted(60, in_octets=500)

    assert reason(before, after) is Reason.COUNTER_BACK


def test_errors_wrap_where_the_link_carries_so_many_frames_else_they_were_reset() -> (
    None
):
    before = counted(0, in_errors_count=2**32 - 10)

    assert delta(before, counted(60, in_errors_count=5)).in_errors_count == 15
    some = counted(0, in_errors_count=50)
    assert reason(some, counted(60, in_errors_count=49)) is Reason.COUNTER_BACK


def test_a_row_holds_the_fields_of_the_schema_in_order() -> None:
    after = counted(
        60,
        in_octets=1_000 + 1,
        out_octets=2_000 + 2,
        in_errors_count=3,
        out_errors_count=4,
        in_discards_count=5,
        out_discards_count=6,
    )
    at = START + timedelta(seconds=60)
    who = (SiteCode("S"), DeviceId("S/r"), at, after.port)

    row = to_sample(*who, delta(counted(0), after))
    unknown = to_sample(*who, Break(Reason.REBOOTED))

    assert (row.measurement, row.at, row.tags) == ("interface", at, ("S", "S/r"))
    rates = (8 / 60, 16 / 60)
    assert row.values == (60.0, *rates, 1, 2, 3, 4, 5, 6, GIGABIT, True)
    assert unknown.values == (*[None] * 9, GIGABIT, True)
    assert list(INTERFACE.fields)[:3] == ["span_s", "in_bps", "out_bps"]
