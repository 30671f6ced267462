"""Reboots, full clocks and clocks that were set."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from collectors.rates.clock import AgentClock, to_span_s
from collectors.rates.outcome import Reason
from tests.unit.rates_box import START

FULL_S = 2**32 / 100  # 497.1 days


def clock(at_s: float, uptime_s: float, **others: float) -> AgentClock:
    at = START + timedelta(seconds=at_s)
    return AgentClock(at, uptime_s, **others)  # type: ignore[arg-type]


def span(before: AgentClock, after: AgentClock) -> float | Reason:
    return to_span_s(before, after, 60.0)


def test_a_clock_that_went_back_is_a_reboot() -> None:
    assert span(clock(0, 1_000), clock(60, 59)) is Reason.REBOOTED


def test_a_reboot_in_a_long_gap_does_not_hide_behind_a_higher_uptime() -> None:
    assert span(clock(0, 100), clock(3_600, 600)) is Reason.REBOOTED
    assert span(clock(0, 10), clock(10.01, 10.01)) is Reason.REBOOTED


def test_our_own_clock_set_either_way_gives_no_figure() -> None:
    for at_s in (3_660, -3_540):
        assert span(clock(0, 9_000), clock(at_s, 9_060)) is Reason.CLOCKS_APART


def test_the_same_moment_twice_gives_no_figure() -> None:
    assert span(clock(0, 1_000), clock(1, 1_000)) is Reason.NO_TIME


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"engine_boots": 7}, {"engine_boots": 8}),
        ({"engine_boots": 7}, {"engine_boots": 1}),
        (
            {"engine_boots": 7, "engine_time_s": 1_000},
            {"engine_boots": 7, "engine_time_s": 999},
        ),
    ],
)
def test_the_engine_tells_of_a_restart(
    before: dict[str, int], after: dict[str, int]
) -> None:
    found = span(clock(0, 1_000, **before), clock(60, 1_060, **after))

    assert found is Reason.REBOOTED


OLD_S = FULL_S - 30
AGREES: dict[str, tuple[dict[str, float], dict[str, float]]] = {
    "the engine": (
        {"engine_boots": 7, "engine_time_s": 42_949_642},
        {"engine_boots": 7, "engine_time_s": 42_949_702},
    ),
    "the host": ({"host_uptime_s": 100.0}, {"host_uptime_s": 160.0}),
}


@pytest.mark.parametrize("by", AGREES)
def test_a_full_clock_wraps_where_another_clock_agrees(by: str) -> None:
    old, new = AGREES[by]

    found = span(clock(0, OLD_S, **old), clock(60, 30.0, **new))

    assert found == pytest.approx(60)


def test_a_full_clock_that_nothing_confirms_is_a_reboot() -> None:
    nothing: dict[str, float] = {}
    boots, host = {"engine_boots": 7.0}, {"host_uptime_s": OLD_S}
    for old, new in (
        (nothing, nothing),
        (boots, boots),
        (host, {"host_uptime_s": 30.0}),
    ):
        found = span(clock(0, OLD_S, **old), clock(60, 30.0, **new))
        assert found is Reason.REBOOTED


def test_two_steps_before_it_is_full_a_clock_does_not_wrap() -> None:
    old, new = AGREES["the engine"]
    early_s = FULL_S - 121

    found = span(clock(0, early_s, **old), clock(60, 1.0, **new))

    assert found is Reason.REBOOTED


@pytest.mark.parametrize("uptime_s", [-1.0, FULL_S])
def test_a_time_no_agent_can_have_is_none(uptime_s: float) -> None:
    bad = clock(60, uptime_s)

    assert span(clock(0, 1_000), bad) is Reason.CLOCK_LOST
    assert span(bad, replace(bad, at=bad.at + timedelta(seconds=60))) == 60
