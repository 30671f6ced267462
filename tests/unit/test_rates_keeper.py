"""The keeper of last readings: seeds, suspicion, bounds."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

from collectors.rates import Break, InterfaceDelta, RateKeeper, Reason
from netmon.core.model import DeviceId
from tests.unit.rates_box import GIGABIT, counted, reading


def test_the_first_reading_gives_none_and_every_later_one_counts_from_the_last() -> (
    None
):
    keeper = RateKeeper(60.0)
    seen = [
        keeper.take(reading(each), None)
        for each in (
            counted(0, in_octets=5_000),
            counted(60, uptime_s=20, in_octets=1_000),  # rebooted
            counted(120, uptime_s=80, in_octets=2_000),
        )
    ]

    assert seen[:2] == [Break(Reason.FIRST), Break(Reason.REBOOTED)]
    assert isinstance(seen[2], InterfaceDelta)
    assert seen[2].in_bytes == 1_000
    assert keeper.breaks_count == {Reason.FIRST: 1, Reason.REBOOTED: 1}


def test_a_slot_without_the_port_is_bridged_by_the_next() -> None:
    keeper = RateKeeper(60.0)
    keeper.take(reading(counted(0)), None)
    empty = replace(reading(counted(60)), interfaces=())

    assert keeper.take(empty, None) == Break(Reason.NO_PORT)
    found = keeper.take(reading(counted(120, in_octets=2_000)), None)

    assert isinstance(found, InterfaceDelta)
    assert (found.span_s, found.in_bytes) == (120, 1_000)


def test_a_port_that_is_no_longer_the_lines_gives_none() -> None:
    keeper = RateKeeper(60.0)
    keeper.take(reading(counted(0)), None)

    moved = keeper.take(reading(counted(60, if_index=9)), None)

    assert moved == Break(Reason.OTHER_PORT)


def test_wide_counters_that_run_round_at_32_bits_are_trusted_no_more() -> None:
    """A gigabit in 60 s is more than 2^32 octets: growth may hide a whole round."""
    keeper = RateKeeper(60.0)
    full = 2**32
    octets = (full - 9_000, 500, 1_500, full + 1_500, full + 2_500, full + 3_500)
    seen = [
        keeper.take(reading(counted(60 * number, in_octets=each)), None)
        for number, each in enumerate(octets)
    ]

    assert seen[1] == Break(Reason.COUNTER_BACK)
    assert seen[2] == Break(Reason.TOO_NARROW)
    assert isinstance(seen[5], InterfaceDelta)
    assert seen[5].in_bytes == 1_000


def test_a_suspected_counter_on_a_slow_port_goes_on_but_never_wraps() -> None:
    keeper = RateKeeper(60.0)
    slow = {"speed_bps": 100_000_000}
    seen = [
        keeper.take(reading(counted(60 * number, in_octets=each, **slow)), None)
        for number, each in enumerate((2**32 - 9_000, 500, 1_500, 400))
    ]

    assert isinstance(seen[2], InterfaceDelta)
    assert seen[2].in_bytes == 1_000
    assert seen[3] == Break(Reason.COUNTER_BACK)


def test_the_nation_fits_in_little_memory_though_names_are_hostile() -> None:
    keeper = RateKeeper(60.0)
    devices = [DeviceId(f"D{number}") for number in range(8_255)]
    tracemalloc.start()
    for number, device in enumerate(devices):
        port = counted(0, alias=f"{number}" + "x" * 60_000, in_octets=10**15 + number)
        keeper.take(reading(port, device), GIGABIT)
    held_bytes, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(keeper) == 8_255
    assert held_bytes < 16_000_000
    keeper.keep_only(set(devices[:10]))
    assert len(keeper) == 10
