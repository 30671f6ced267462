"""The peers of the calm day count what they should, and its noise is what it says."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from benchmarks.naive_rules import NaiveRules
from benchmarks.virtual_nation import STEP_S, Noise, VirtualNation
from netmon.core.model import DeviceId, Method, Outcome, Probe
from tests.clock import VirtualClock, run_virtually
from tests.unit.looks import router

NODATA = 2
"""Place of this rule among the counts."""
SITES = 200
DEVICE = DeviceId("S/r")


def counts(rules: NaiveRules) -> list[int]:
    return list(rules.down_counts().values())


def test_misses_in_a_row_are_one_time_down() -> None:
    rules = NaiveRules(30.0, began_s=0.0)
    for now_s, lost in [(40, 1), (70, 2), (100, 1), (160, 1)]:
        rules.miss(DEVICE, lost, now_s)

    assert counts(rules) == [2, 0, 0, 0]


@pytest.mark.parametrize(("now_s", "seen"), [(310.0, 1), (340.0, 0)])
def test_a_look_in_five_minutes_sees_one_slot_of_ten(now_s: float, seen: int) -> None:
    rules = NaiveRules(30.0, began_s=0.0)
    rules.miss(DEVICE, 3, now_s)

    assert counts(rules) == [1, 1, 0, seen]


def test_nodata_is_one_time_down_until_there_is_data() -> None:
    rules = NaiveRules(30.0, began_s=0.0)
    rules.told[DEVICE] = 0.0
    downs = []
    for now_s in (100, 130, 160, 190):
        if now_s == 160:
            rules.told[DEVICE] = 155.0
        rules.tick(now_s)
        downs.append(counts(rules)[NODATA])
    rules.tick(300)

    assert downs == [0, 1, 1, 1]
    assert counts(rules)[NODATA] == 2


async def live(heard: list[Probe], hours: int, *, is_wire_cut: bool) -> VirtualNation:
    clock = VirtualClock()
    targets = [replace(router(), device=DeviceId(f"S{n}/r")) for n in range(SITES)]
    rules = NaiveRules(30.0, clock.monotonic())
    nation = VirtualNation(targets, clock, heard.append, rules, seed=1)
    nation.is_wire_cut = is_wire_cut
    for number in range(int(hours * 3600 / STEP_S)):
        await asyncio.sleep(STEP_S)
        nation.step(number)
    await asyncio.sleep(3)
    return nation


def test_a_calm_day_has_every_look_and_the_noise_it_names() -> None:
    heard: list[Probe] = []
    nation = run_virtually(live(heard, 2, is_wire_cut=False))

    bursts = [probe.echoes for probe in heard if probe.method is Method.ICMP]
    lost = sum(each.rtts_s.count(None) for each in bursts if each)
    assert len(bursts) == 2 * 120 * SITES
    assert len(heard) == nation.look_count == 2 * 180 * SITES
    assert lost / len(bursts) / 3 == pytest.approx(Noise().echo_loss_ratio, rel=0.25)
    assert any(probe.outcome is Outcome.SILENT for probe in heard)


def test_nothing_answers_through_a_cut_wire() -> None:
    heard: list[Probe] = []
    run_virtually(live(heard, 1, is_wire_cut=True))

    assert len(heard) == 180 * SITES
    assert {probe.outcome for probe in heard} == {Outcome.SILENT}
