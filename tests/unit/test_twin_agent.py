"""The agent on one datagram: what it answers, and that nothing breaks it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netmon.core.model import DeviceId
from netmon.twin import agent, ber, misreplies, pdu
from netmon.twin.device import Device
from netmon.twin.devices import make_devices
from netmon.twin.faults import ReplyMode
from tests.registers import small_register

NOW_S = 1_000_000.0
NAME: ber.Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)
DEVICES = {d.id: d for d in make_devices(small_register(), 1, NOW_S)}
ROUTER = DEVICES[DeviceId("S1/r")]


def request(
    *names: ber.Oid, tag: int = pdu.GET, first: int = 0, second: int = 0
) -> bytes:
    rows = (ber.tlv(ber.SEQUENCE, ber.oid(name) + b"\x05\0") for name in names)
    numbers = ber.integer(7) + ber.integer(first) + ber.integer(second)
    body = ber.tlv(tag, numbers + ber.tlv(ber.SEQUENCE, b"".join(rows)))
    head = ber.integer(1) + ber.tlv(ber.OCTET_STRING, b"public")
    return ber.tlv(ber.SEQUENCE, head + body)


def v3_discovery(engine_id: bytes = b"", user: bytes = b"", flags: int = 4) -> bytes:
    octets = [engine_id, user, b"", b""]
    fields = [ber.tlv(ber.OCTET_STRING, each) for each in octets]
    security = fields[0] + ber.integer(0) + ber.integer(0) + b"".join(fields[1:])
    header = ber.integer(99) + ber.integer(65507)
    header += ber.tlv(ber.OCTET_STRING, bytes((flags,))) + ber.integer(3)
    plain = ber.tlv(pdu.GET, ber.integer(7) + b"\x02\x01\0\x02\x01\0\x30\0")
    scoped = ber.tlv(ber.SEQUENCE, ber.tlv(4, engine_id) + b"\x04\0" + plain)
    body = ber.integer(3) + ber.tlv(ber.SEQUENCE, header)
    body += ber.tlv(ber.OCTET_STRING, ber.tlv(ber.SEQUENCE, security)) + scoped
    return ber.tlv(ber.SEQUENCE, body)


def answer(datagram: bytes, device: Device = ROUTER) -> bytes | None:
    return agent.answer(datagram, device, NOW_S)


def test_a_request_is_answered_with_its_own_id() -> None:
    said = answer(request(NAME))

    assert said is not None
    assert said.endswith(ber.oid(NAME) + ber.tlv(ber.OCTET_STRING, b"S1/r"))
    assert b"\xa2" in said
    assert ber.integer(7) in said


def test_a_bulk_answer_stops_before_it_needs_two_packets() -> None:
    names = [NAME[:-2]] * 5

    said = answer(request(*names, tag=pdu.GET_BULK, second=1000))

    assert said is not None
    assert len(said) < 1472


@pytest.mark.parametrize(
    ("datagram", "counter"),
    [
        (v3_discovery(), 4),
        (v3_discovery(ROUTER.engine_id, b"nobody"), 3),
        (v3_discovery(ROUTER.engine_id, b"netmon-noauth", flags=5), 1),
        (v3_discovery(ROUTER.engine_id, b"netmon", flags=5), 5),
    ],
    ids=["unknown engine", "unknown user", "unsupported level", "wrong digest"],
)
def test_what_is_wrong_with_a_v3_message_is_reported(
    datagram: bytes, counter: int
) -> None:
    said = answer(datagram)

    assert said is not None
    assert ber.oid((1, 3, 6, 1, 6, 3, 15, 1, 1, counter, 0)) in said
    assert ROUTER.engine_id in said


def test_a_message_that_wants_no_report_gets_none() -> None:
    assert answer(v3_discovery(flags=0)) is None


@pytest.mark.parametrize("whole", [request(NAME), v3_discovery()], ids=["v2c", "v3"])
def test_a_truncated_message_meets_silence(whole: bytes) -> None:
    assert [answer(whole[:size]) for size in range(len(whole))] == [None] * len(whole)


SEEDS = [
    request(NAME),
    request(NAME, tag=pdu.GET_BULK, first=1, second=5),
    v3_discovery(),
    v3_discovery(ROUTER.engine_id, b"netmon-noauth"),
    v3_discovery(ROUTER.engine_id, b"netmon", flags=7),
]


@settings(max_examples=2000, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 150), st.integers(0, 255)), max_size=4),
)
def test_no_octet_breaks_an_agent(whole: bytes, changes: list[tuple[int, int]]) -> None:
    octets = bytearray(whole)
    for place, value in changes:
        octets[place % len(octets)] = value

    said = answer(bytes(octets))

    assert said is None or said[0] == ber.SEQUENCE


@given(st.binary(max_size=200))
def test_no_noise_breaks_an_agent(noise: bytes) -> None:
    answer(noise)


@pytest.mark.parametrize("mode", list(ReplyMode))
@pytest.mark.parametrize("whole", [request(NAME), v3_discovery()], ids=["v2c", "v3"])
def test_every_wrong_answer_can_be_made_of_any_answer(
    whole: bytes, mode: ReplyMode
) -> None:
    said = answer(whole)
    assert said is not None

    spoilt = misreplies.spoil_datagram(said, mode)

    changed = {"wrong_id", "truncated", "oversized", "garbage"}
    assert (spoilt != said) is (mode in changed)


def test_counters_never_turn_back_and_reach_their_mean() -> None:
    day = [sum(ROUTER.life.volumes(NOW_S + 600.0 * step)) for step in range(145)]

    steps = [after - before for before, after in pairwise(day)]
    mean = ROUTER.life.load_bps / 8 * 600
    assert min(steps) == pytest.approx(mean * 0.2, rel=0.01)
    assert max(steps) == pytest.approx(mean * 1.8, rel=0.01)
    assert sum(steps) == pytest.approx(mean * 144, rel=0.001)


def test_the_same_seed_makes_the_same_nation() -> None:
    again = {d.id: d for d in make_devices(small_register(), 1, NOW_S)}
    other = {d.id: d for d in make_devices(small_register(), 2, NOW_S)}

    assert again[ROUTER.id].booted_s == ROUTER.booted_s
    assert other[ROUTER.id].booted_s != ROUTER.booted_s
    assert len({d.engine_id for d in again.values() if d.address}) == 15
