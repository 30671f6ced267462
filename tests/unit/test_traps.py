"""Budgets, envelopes and the list of traps."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.traps.budget import LookBudget, Refill
from collectors.traps.envelope import (
    MAX_ELEMENTS_COUNT,
    MAX_MESSAGE_BYTES,
    V1,
    V2C,
    V3,
    Envelope,
    read_envelope,
)
from collectors.traps.kinds import KINDS
from collectors.traps.listener import READ_PER_SOURCE, to_cost, to_literal
from netmon.core.settings import TrapSettings
from netmon.twin import ber


@dataclass
class Hand:
    """Time in the test's hand."""

    now_s: float = 0.0

    def __call__(self) -> float:
        return self.now_s


def budget(hand: Hand) -> LookBudget:
    return LookBudget(Refill(0.1, 2), Refill(1.0, 5), hand)


def test_a_source_has_its_own_and_all_have_a_common_budget() -> None:
    hand = Hand()
    each = budget(hand)

    assert [each.take("a") for _ in range(3)] == [True, True, False]
    assert [each.take(name) for name in "bcde"] == [True, True, True, False]
    hand.now_s = 1.0
    assert each.take("a") is False  # a tenth of a token
    assert each.take("e") is True


@given(
    st.lists(st.tuples(st.floats(0, 20), st.sampled_from("abcdefgh")), max_size=200),
)
def test_no_more_than_the_burst_and_what_came_back_since(
    story: list[tuple[float, str]],
) -> None:
    hand = Hand()
    each = budget(hand)
    taken = []
    for passed_s, source in story:
        hand.now_s += passed_s
        if each.take(source):
            taken.append(source)
        for one in set(taken):
            assert taken.count(one) <= 2 + 0.1 * hand.now_s + 1e-6
        assert len(taken) <= 5 + hand.now_s + 1e-6


def test_idle_sources_are_forgotten_and_busy_ones_are_not() -> None:
    hand = Hand()
    each = budget(hand)
    each.take("a")
    hand.now_s = 9.0
    each.take("b")
    hand.now_s = 11.0

    each.forget_idle()

    assert len(each) == 1
    assert [each.take("b") for _ in range(2)] == [True, False]


INFORM = bytes.fromhex("300f 0201 01 0403 616263 a605 0201 05 0500".replace(" ", ""))


def test_an_envelope_is_read_and_nothing_else() -> None:
    assert read_envelope(INFORM) == Envelope(V2C, b"abc", 6)
    trap_v1 = INFORM.replace(b"\x01\x04", b"\x00\x04").replace(b"\xa6", b"\xa4")
    assert read_envelope(trap_v1) == Envelope(V1, b"abc", 6)
    v3 = bytes.fromhex("300b 0201 03 3000 0400 3002 0500".replace(" ", ""))
    assert read_envelope(v3) == Envelope(V3, None, 6)
    assert "abc" not in repr(read_envelope(INFORM))


@pytest.mark.parametrize(
    "bad",
    [
        INFORM.replace(b"\xa6", b"\xa0"),  # a get-request
        INFORM.replace(b"\xa6", b"\xa4"),  # a v1 trap in v2c
        INFORM.replace(b"\x01\x04", b"\x02\x04"),  # no such version
        INFORM.replace(b"\x04\x03", b"\x02\x03"),  # a community that is a number
        INFORM + b"\x00",
        bytes.fromhex("3000"),
        bytes.fromhex("30050201013000"),
        b"",
    ],
)
def test_what_is_no_notification_is_none(bad: bytes) -> None:
    assert read_envelope(bad) is None


@given(st.binary(max_size=60) | st.binary(max_size=20).map(lambda end: INFORM + end))
def test_any_bytes_are_an_envelope_or_none(message: bytes) -> None:
    found = read_envelope(message)

    assert found is None or found.version in (V1, V2C, V3)


def holding(variables_count: int, size_bytes: int = 1) -> bytes:
    """Return an inform with so many variables, each with a text of that size."""
    text = ber.tlv(ber.OCTET_STRING, bytes(size_bytes))
    variable = ber.tlv(ber.SEQUENCE, ber.oid((1, 3, 6, 1)) + text)
    listed = ber.tlv(ber.SEQUENCE, variable * variables_count)
    pdu = ber.tlv(0xA6, 3 * ber.integer(0) + listed)
    return ber.tlv(ber.SEQUENCE, ber.integer(V2C) + ber.text("abc") + pdu)


def test_what_costs_more_to_read_takes_more_of_the_budget() -> None:
    costs = []
    for variables_count in (4, 20, 80):
        found = read_envelope(holding(variables_count))
        assert found is not None
        costs.append(to_cost(found))

    assert costs == [1, 3, 8]
    assert to_cost(Envelope(V3, None, MAX_ELEMENTS_COUNT)) <= READ_PER_SOURCE.most_count


def test_what_would_hold_the_loop_is_not_read() -> None:
    assert read_envelope(holding(1, MAX_MESSAGE_BYTES)) is None
    assert read_envelope(holding(1, MAX_MESSAGE_BYTES - 100)) is not None
    assert read_envelope(holding(100)) is None
    v3 = bytes.fromhex("0201 03 3000 0400".replace(" ", ""))
    full = ber.tlv(ber.SEQUENCE, ber.integer(0) * MAX_ELEMENTS_COUNT)
    assert read_envelope(ber.tlv(ber.SEQUENCE, v3 + full)) is None


def test_every_prefix_of_a_notification_is_none() -> None:
    for end in range(len(INFORM)):
        assert read_envelope(INFORM[:end]) is None


def test_the_list_holds_object_identifiers_and_short_words() -> None:
    for oid, kind in KINDS.items():
        assert re.fullmatch(r"1\.3\.6\.1(\.\d+)+", oid)
        assert re.fullmatch(r"[a-z_]+", kind)
    assert set(KINDS.values()) == {
        *("cold_start", "warm_start", "link_down", "link_up"),
        *("authentication_failure", "power"),
    }


@pytest.mark.parametrize(
    ("host", "literal"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("FE80::1%eth0", "fe80::1"),
    ],
)
def test_addresses_are_written_as_in_the_register(host: str, literal: str) -> None:
    assert to_literal(host) == literal


def test_the_address_to_listen_on_is_an_address() -> None:
    assert TrapSettings(host="::", port=162).host == "::"
    assert TrapSettings().host is None
    with pytest.raises(ValueError, match="expected an IP address"):
        TrapSettings(host="everywhere")
