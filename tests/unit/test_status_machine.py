"""The state machine of one device: doubt, confirmation, back-dating."""

from __future__ import annotations

import pytest

from netmon.core.model import Method, Outcome
from netmon.status.machine import Machine, Reach, Verdict, to_verdict
from netmon.status.rules import StatusRules
from tests.unit.looks import (
    alive,
    all_by,
    answered,
    at,
    dead,
    not_measured,
    silent,
)

A, R, S, N = (
    Outcome.ANSWERED,
    Outcome.REFUSED,
    Outcome.SILENT,
    Outcome.NOT_MEASURED,
)


def machine(primary: Method = Method.ICMP) -> Machine:
    return Machine(StatusRules(), primary)


def up() -> Machine:
    made = machine()
    made.hear(answered(0))
    return made


def down() -> Machine:
    made = up()
    made.hear(silent(30))
    made.judge(dead(32))
    made.judge(dead(36))
    assert made.reach is Reach.DOWN
    return made


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ((A, A, A), Verdict.ALIVE),
        ((S, A, S), Verdict.ALIVE),
        ((S, S, R), Verdict.ALIVE),
        ((N, N, A), Verdict.ALIVE),
        ((S, S, S), Verdict.DEAD),
        ((S, N, S), Verdict.UNCLEAR),
        ((N, N, N), Verdict.UNCLEAR),
        ((), Verdict.UNCLEAR),
    ],
)
def test_one_sign_of_life_is_life_and_death_needs_all_silent(
    outcomes: tuple[Outcome, ...], verdict: Verdict
) -> None:
    assert to_verdict(all_by(0, *outcomes)) is verdict


def test_a_device_nothing_is_known_of_is_up_at_its_first_answer() -> None:
    change = machine().hear(answered(5)).change

    assert change is not None
    assert (change.before, change.after, change.at) == (
        Reach.UNKNOWN,
        Reach.UP,
        at(5),
    )


def test_a_first_missed_probe_asks_for_a_round_and_changes_nothing() -> None:
    device = up()

    step = device.hear(silent(30))

    assert step.change is None
    assert step.ask_in_s == 0
    assert device.reach is Reach.UP


def test_down_needs_every_configured_round_and_is_back_dated() -> None:
    device = up()
    device.hear(silent(30))

    first, second = device.judge(dead(32)), device.judge(dead(36))

    assert first.change is None
    assert first.ask_in_s == device.rules.round_gap_s
    assert second.change is not None
    assert second.change.after is Reach.DOWN
    assert second.change.at == at(30)
    assert len(second.change.evidence) == 7


@pytest.mark.parametrize("outcome", [A, R])
def test_one_answer_by_any_method_settles_the_doubt(outcome: Outcome) -> None:
    device = up()
    device.hear(silent(30))

    step = device.judge(all_by(32, S, outcome, S))

    assert step.change is None
    assert device.doubt is None
    assert device.reach is Reach.UP


def test_a_round_that_could_not_be_made_neither_convicts_nor_acquits() -> None:
    device = up()
    device.hear(silent(30))
    device.judge(dead(32))

    waits_s = [device.judge(all_by(36, S, N, S)).ask_in_s for _ in range(5)]

    assert device.reach is Reach.UP
    assert device.doubt is not None
    assert waits_s == [5.0, 10.0, 20.0, 40.0, 40.0]


def test_an_answer_sent_after_the_missed_probe_clears_the_doubt() -> None:
    device = up()
    device.hear(silent(30))

    device.hear(answered(31, method=Method.SNMP))

    assert device.doubt is None


def test_an_answer_sent_before_the_missed_probe_does_not() -> None:
    device = up()
    device.hear(silent(30))

    device.hear(answered(29, method=Method.SNMP))

    assert device.doubt is not None


def test_silence_by_another_than_the_first_method_raises_no_doubt() -> None:
    device = up()

    step = device.hear(silent(30, method=Method.SNMP))

    assert step.ask_in_s is None
    assert device.doubt is None


def test_silence_the_kernel_may_have_made_only_asks_for_a_round() -> None:
    device = up()

    step = device.hear(not_measured(30, reason="receive_drops"))

    assert step.ask_in_s == 0
    assert device.doubt is None


def test_a_look_we_could_not_make_is_no_reason_to_look_again() -> None:
    assert up().hear(not_measured(30)).ask_in_s is None


def test_up_again_needs_a_round_and_is_back_dated_to_the_first_good_probe() -> None:
    device = down()

    heard = device.hear(answered(90))
    judged = device.judge(alive(91))

    assert heard.change is None
    assert heard.ask_in_s == 0
    assert judged.change is not None
    assert judged.change.after is Reach.UP
    assert judged.change.at == at(90)


def test_a_single_stray_answer_does_not_end_an_outage() -> None:
    device = down()
    device.hear(answered(90))

    step = device.judge(dead(91))

    assert step.change is None
    assert device.reach is Reach.DOWN
    assert device.relapses == 1


def test_a_device_never_seen_up_goes_down_from_its_first_missed_probe() -> None:
    device = machine()
    device.hear(silent(10))
    device.judge(dead(12))

    change = device.judge(dead(16)).change

    assert change is not None
    assert (change.before, change.at) == (Reach.UNKNOWN, at(10))


def test_rounds_alone_bring_a_device_down_from_the_first_of_them() -> None:
    device = up()

    steps = [device.judge(dead(second)) for second in (10, 14, 18)]

    change = steps[-1].change
    assert [step.change for step in steps[:-1]] == [None, None]
    assert change is not None
    assert change.at == at(10)
