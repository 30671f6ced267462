"""Is the nation dark, or are we blind?"""

from __future__ import annotations

from netmon.status.guard import Guard, Sight


def seen(guard: Guard, good: int, bad: int, *, now_s: float = 0.0) -> Guard:
    for is_failed in [False] * good + [True] * bad:
        guard.note(is_failed=is_failed, reason="timeout", now_s=now_s)
    return guard


def test_a_few_failures_among_many_looks_need_no_canary() -> None:
    guard = seen(Guard(), 95, 5)

    assert guard.sight is Sight.CLEAR
    assert guard.may_condemn(0.0, 0.0)


def test_many_failures_at_once_hold_every_verdict_until_a_canary_answers() -> None:
    guard = seen(Guard(), 80, 20)

    assert guard.sight is Sight.DOUBTFUL
    assert not guard.may_condemn(0.0, 0.0)
    assert guard.wants_check(0.0)
    guard.check(alive_count=1, asked_count=4, now_s=1.0)

    assert guard.may_condemn(1.0, 0.0)


def test_a_canary_that_answered_before_a_doubt_says_nothing_about_it() -> None:
    guard = seen(Guard(), 80, 20)
    guard.check(alive_count=1, asked_count=4, now_s=3.0, took_s=2.0)

    assert guard.may_condemn(4.0, 0.5)
    assert not guard.may_condemn(4.0, 2.0)


def test_silent_canaries_make_us_blind_until_one_answers() -> None:
    guard = seen(Guard(), 80, 20)
    guard.check(alive_count=0, asked_count=4, now_s=1.0)
    assert guard.sight is Sight.BLIND
    assert not guard.may_condemn(1.0, 0.0)

    guard.check(alive_count=1, asked_count=4, now_s=9.0)

    assert guard.sight is Sight.CLEAR


def test_without_canaries_only_a_nearly_total_failure_is_blindness() -> None:
    half, all_of_it = seen(Guard(), 50, 50), seen(Guard(), 1, 99)

    for guard in (half, all_of_it):
        guard.check(alive_count=0, asked_count=0, now_s=1.0)

    assert half.sight is not Sight.BLIND
    assert all_of_it.sight is Sight.BLIND


def test_the_window_slides() -> None:
    guard = seen(Guard(), 80, 20)

    seen(guard, 100, 0, now_s=10.5)

    assert guard.sight is Sight.CLEAR


def test_a_small_fleet_asks_a_canary_before_every_verdict() -> None:
    guard = seen(Guard(), 3, 0)

    assert not guard.may_condemn(0.0, 0.0)
    assert guard.wants_check(0.0)


def test_canaries_are_not_asked_again_and_again() -> None:
    guard = seen(Guard(), 80, 20)

    assert [guard.wants_check(at_s) for at_s in (0.0, 0.5, 1.9, 2.0)] == [
        True,
        False,
        False,
        True,
    ]


def test_with_nobody_to_ask_and_few_sites_the_looks_stand() -> None:
    guard = seen(Guard(), 0, 1)
    guard.check(alive_count=0, asked_count=0, now_s=1.0)

    assert guard.may_condemn(1.0, 0.0)


def test_with_nobody_to_ask_a_rising_share_is_waited_for() -> None:
    guard = seen(Guard(), 80, 20)
    guard.check(alive_count=0, asked_count=0, now_s=1.0)
    early = guard.may_condemn(1.0, 0.0)
    seen(guard, 80, 20, now_s=9.0)
    guard.check(alive_count=0, asked_count=0, now_s=21.0)

    assert not early
    assert guard.may_condemn(21.0, 15.0)
