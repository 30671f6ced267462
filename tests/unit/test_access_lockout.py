"""How fast passwords may be guessed."""

from __future__ import annotations

import pytest

from netmon.access.lockout import (
    FAMILIAR_S,
    FIRST_WAIT_S,
    FORGIVEN_S,
    FREE_COUNT,
    LOGIN_FAILURES,
    LOGIN_WINDOW_S,
    LONGEST_WAIT_S,
    MOST_FAILURES,
    MOST_KEPT,
    WINDOW_S,
    Familiar,
    Lockout,
    Window,
    to_neighbourhood,
    to_network,
)


def _fail(locks: Lockout, count: int, now_s: float = 0.0) -> float:
    """Fail `count` times, each as soon as it may be; return when."""
    for _ in range(count):
        now_s += locks.wait_s("somchai", now_s)
        locks.count("somchai", now_s)
    return now_s


def test_each_wrong_password_after_the_fifth_doubles_the_wait() -> None:
    locks, now_s, waits = Lockout(), 0.0, []
    for _ in range(12):
        waits.append(locks.count("somchai", now_s))
        now_s += waits[-1]

    assert waits[: FREE_COUNT - 1] == [0.0] * (FREE_COUNT - 1)
    assert waits[FREE_COUNT - 1 :] == [60, 120, 240, 480, 900, 900, 900, 900]


def test_no_login_waits_longer_than_a_quarter_of_an_hour() -> None:
    locks = Lockout()
    now_s = _fail(locks, 5_000)

    assert 0 < locks.wait_s("somchai", now_s) <= LONGEST_WAIT_S
    assert locks.wait_s("somchai", now_s + LONGEST_WAIT_S) == 0
    assert locks.wait_s("somsri", now_s) == 0


def test_at_most_a_hundred_guesses_a_day() -> None:
    locks, now_s, guesses = Lockout(), 0.0, 0
    while now_s < 86_400:
        now_s += locks.count("somchai", now_s)
        guesses += 1

    assert guesses <= 100 + FREE_COUNT


def test_the_right_password_and_a_quiet_day_forget() -> None:
    locks = Lockout()
    _fail(locks, FREE_COUNT)
    locks.forgive("somchai")
    assert locks.wait_s("somchai", 0.0) == 0
    assert locks.count("somchai", 0.0) == 0

    now_s = _fail(locks, FREE_COUNT + 2)
    assert locks.count("somchai", now_s + FORGIVEN_S) == 0


def test_memory_is_bounded() -> None:
    locks, window, familiar = Lockout(), Window(), Familiar()
    for number in range(MOST_KEPT + 100):
        familiar.note(f"login{number}", 0.0)
        locks.count(f"login{number}", 0.0)
        window.count(f"10.0.0.{number}", 0.0)

    assert len(locks._counts) == MOST_KEPT
    assert len(window._failures) == MOST_KEPT
    assert len(familiar._seen) == MOST_KEPT


def test_an_address_may_fail_so_often_within_a_window_that_moves() -> None:
    window = Window()
    for number in range(MOST_FAILURES):
        assert window.wait_s("a", float(number)) == 0
        window.count("a", float(number))

    assert window.wait_s("a", 100.0) == WINDOW_S - 100
    assert window.wait_s("b", 100.0) == 0
    assert window.wait_s("a", WINDOW_S - 0.5) > 0
    assert window.wait_s("a", WINDOW_S) == 0


def test_a_right_password_takes_back_its_own_attempt_only() -> None:
    window = Window()
    for _ in range(MOST_FAILURES):
        window.count("a", 0.0)
    window.forgive("a")
    assert window.wait_s("a", 1.0) == 0
    window.count("a", 1.0)
    assert window.wait_s("a", 1.0) > 0


def test_an_attempt_that_was_not_judged_leaves_no_trace() -> None:
    locks = Lockout()
    _fail(locks, FREE_COUNT - 1)
    for _ in range(FREE_COUNT):
        locks.count("somchai", 0.0)
        locks.take_back("somchai")
        assert locks.wait_s("somchai", 0.0) == 0
    locks.take_back("nobody")

    assert locks.count("somchai", 0.0) == FIRST_WAIT_S


def test_one_network_alone_does_not_use_up_the_count_of_a_login() -> None:
    """Nor do two; it takes eight to keep at it."""
    for networks, is_full in ((1, False), (2, False), (3, True)):
        assert _is_used_up(networks, 0.0, LOGIN_WINDOW_S) is is_full
    for networks, is_full in ((7, False), (8, True)):
        assert _is_used_up(networks, 50_000.0, 60_000.0) is is_full


def _is_used_up(networks: int, from_s: float, until_s: float) -> bool:
    """Guess as fast as may be; return whether the login waits within that time."""
    locks, window, now_s = Lockout(), Window(LOGIN_FAILURES, LOGIN_WINDOW_S), 0.0
    while now_s < until_s:
        for network in map(str, range(networks)):
            is_full = bool(window.wait_s("somchai", now_s))
            if is_full and now_s >= from_s:
                return True
            while not locks.wait_s(network, now_s) and not is_full:
                locks.count(network, now_s)
                window.count("somchai", now_s)
        now_s += 30.0
    return False


def test_a_network_is_familiar_for_a_month() -> None:
    familiar = Familiar()
    familiar.note("a", 0.0)

    assert familiar.knows("a", FAMILIAR_S - 1)
    assert not familiar.knows("a", FAMILIAR_S)
    assert not familiar.knows("b", 0.0)


NETWORKS = {
    "IPv4": ("192.0.2.7", "192.0.2.7"),
    "IPv6": ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    "the same /64": ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
    "IPv4 in IPv6": ("::ffff:192.0.2.7", "192.0.2.7"),
    "with a zone": ("fe80::1%eth0", "fe80::/64"),
    "no address": ("", ""),
}


@pytest.mark.parametrize(("place", "network"), NETWORKS.values(), ids=NETWORKS.keys())
def test_what_stands_for_an_address(place: str, network: str) -> None:
    assert to_network(place) == network


NEIGHBOURHOODS = {
    "IPv4": ("192.0.2.7", "192.0.2.0/24"),
    "IPv4 in IPv6": ("::ffff:192.0.2.7", "192.0.2.0/24"),
    "IPv6": ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    "no address": ("", ""),
}


@pytest.mark.parametrize(
    ("place", "network"), NEIGHBOURHOODS.values(), ids=NEIGHBOURHOODS.keys()
)
def test_what_stands_for_a_neighbourhood(place: str, network: str) -> None:
    assert to_neighbourhood(place) == network
