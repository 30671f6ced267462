"""The host's clock beside the agent's: a full clock, a reboot, and a new agent."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from collectors.rates.clock import SAME_ANSWER_S, AgentClock, to_span_s
from collectors.rates.outcome import Reason
from tests.unit.rates_box import START

FULL_S = 2**32 / 100  # 497.1 days
STEP_S = 60.0
BEGAN_ANEW = (Reason.REBOOTED, Reason.AGENT_RESTARTED)

hundredths = st.integers(0, 100 * 55).map(lambda ticks: ticks / 100)
lives = st.floats(1_000.0, 3 * FULL_S).map(lambda s: round(s, 2))
granularities = st.sampled_from([0.01, 1.0])
"""RouterOS tells whole seconds, Linux hundredths."""


def shown(true_s: float, granularity_s: float) -> float:
    """What an agent says of a clock that has run for `true_s`."""
    return round(true_s // granularity_s * granularity_s % FULL_S, 2)


def look(
    at_s: float, agent_s: float, host_s: float, granularity_s: float = 0.01
) -> AgentClock:
    return AgentClock(
        START + timedelta(seconds=at_s),
        shown(agent_s, 0.01),
        host_uptime_s=shown(host_s, granularity_s),
    )


@given(hundredths, lives, granularities)
def test_a_full_clock_is_believed_where_the_hosts_runs_on_alike(
    left_s: float, host_s: float, granularity_s: float
) -> None:
    """`left_s` before its end the agent is read, and a step later once more."""
    agent_s = FULL_S - left_s - 0.01
    before = look(0, agent_s, host_s, granularity_s)
    after = look(STEP_S, agent_s + STEP_S, host_s + STEP_S, granularity_s)

    found = to_span_s(before, after, STEP_S)

    assert before.host_uptime_s is not None
    assert after.host_uptime_s is not None
    if after.host_uptime_s > before.host_uptime_s:
        assert isinstance(found, float)
        assert abs(found - STEP_S) < 0.02
    else:  # both are full at once: nothing is left to tell it from a reboot
        assert found is Reason.REBOOTED


@given(hundredths, hundredths, lives)
def test_an_agent_that_restarts_near_its_end_is_no_wrap_because_its_host_runs_on(
    left_s: float, began_s: float, host_s: float
) -> None:
    """A new agent begins `began_s` after the first reading; the old had `left_s`."""
    before = look(0, FULL_S - left_s - 0.01, host_s)
    after = look(STEP_S, STEP_S - began_s, host_s + STEP_S)

    found = to_span_s(before, after, STEP_S)

    if abs(began_s - left_s) > SAME_ANSWER_S + 0.02:
        assert found in BEGAN_ANEW
    elif not isinstance(found, Reason):  # even so it is no more wrong than that
        assert abs(found - STEP_S) <= SAME_ANSWER_S + 0.02


@given(hundredths, hundredths, st.floats(0, 30))
def test_a_host_that_boots_near_the_end_of_both_clocks_is_a_reboot(
    left_s: float, began_s: float, sooner_s: float
) -> None:
    host_s = FULL_S - left_s - 0.01
    before = look(0, host_s - sooner_s, host_s)
    new_s = STEP_S - began_s
    after = look(STEP_S, max(0.0, new_s - sooner_s), new_s)

    assert to_span_s(before, after, STEP_S) is Reason.REBOOTED


@given(lives, st.floats(1.0, 50.0), lives)
def test_a_new_agent_and_a_new_host_are_told_apart(
    agent_s: float, new_s: float, host_s: float
) -> None:
    before = look(0, agent_s % (FULL_S - 1_000) + 900, host_s % (FULL_S - 1_000) + 900)
    assert before.host_uptime_s is not None
    ran_on = look(STEP_S, new_s, before.host_uptime_s + STEP_S)
    booted = look(STEP_S, new_s, new_s + 5)

    assert to_span_s(before, ran_on, STEP_S) is Reason.AGENT_RESTARTED
    assert to_span_s(before, booted, STEP_S) is Reason.REBOOTED


@given(hundredths, st.floats(1_000.0, FULL_S / 2))
def test_a_host_whose_own_clock_is_full_costs_nothing(
    left_s: float, agent_s: float
) -> None:
    host_s = FULL_S - left_s - 0.01
    before = look(0, agent_s, host_s)
    after = look(STEP_S, agent_s + STEP_S, host_s + STEP_S)

    found = to_span_s(before, after, STEP_S)

    assert isinstance(found, float)
    assert abs(found - STEP_S) < 0.02
