"""BER before the parser, readings from anybody, and secrets that stay secret."""

from __future__ import annotations

import logging
import pickle
import traceback

import pytest
from gufo.snmp import SnmpVersion
from hypothesis import example, given
from hypothesis import strategies as st

from collectors.snmp.ber import MAX_DEPTH, is_sound
from collectors.snmp.collector import (
    SNMP_ENGINE_BOOTS,
    SNMP_ENGINE_TIME,
    SYS_OBJECT_ID,
    SYS_UP_TIME,
    to_reading,
)
from collectors.snmp.credentials import (
    AUTH_KEYS,
    PRIV_KEYS,
    SnmpCommunity,
    SnmpUser,
)
from netmon.core.model import AgentReading

# RFC 3416 response to a GET of sysUpTime.0, community public, encoded by hand.
RESPONSE = bytes.fromhex(
    "302c 020101 0406 7075626c6963 a21f 020412345678 020100 020100"
    "3011 300f 0608 2b06010201010300 4303 0186a0"
)
NESTED = b"\x04\0"


def nest(depth: int) -> bytes:
    inner = NESTED
    for _ in range(depth):
        inner = bytes((0x30, len(inner))) + inner
    return inner


SOUND = {
    "response": RESPONSE,
    "empty sequence": b"\x30\0",
    "long form": b"\x30\x81\x02\x04\0",
    "long form padded": b"\x30\x84\0\0\0\x02\x04\0",
    "deep": nest(MAX_DEPTH),
}
UNSOUND = {
    "nothing": b"",
    "tag alone": b"\x30",
    "not a sequence": b"\x02\x01\0",
    "reserved length": b"\x30\xff" + bytes(20),
    "indefinite length": b"\x30\x80\x04\0\0\0",
    "five length octets": b"\x30\x85\0\0\0\0\x02\x04\0",
    "length past the end": b"\x30\x03\x04\0",
    "huge length": b"\x30\x84\xff\xff\xff\xff\x04\0",
    "cut length": b"\x30\x82\x01",
    "inner past the outer": b"\x30\x04\x04\x03ab\0",
    "inner reaches out": b"\x30\x02\x30\x02\x04\0",
    "octets after": RESPONSE + b"\0",
    "two messages": RESPONSE * 2,
    "high tag": b"\x30\x03\x1f\x81\0",
    "too deep": nest(MAX_DEPTH + 1),
    "lone octet inside": b"\x30\x01\x04",
}


@pytest.mark.parametrize("message", SOUND.values(), ids=SOUND)
def test_whole_messages_are_sound(message: bytes) -> None:
    assert is_sound(message)


@pytest.mark.parametrize("message", UNSOUND.values(), ids=UNSOUND)
def test_broken_messages_are_not(message: bytes) -> None:
    assert not is_sound(message)


@pytest.mark.parametrize("end", range(len(RESPONSE)))
def test_a_message_cut_anywhere_is_unsound(end: int) -> None:
    assert not is_sound(RESPONSE[:end])


@given(st.binary(max_size=2000))
@example(b"\x30\x84\x7f\xff\xff\xff")
@example(b"\x30" * 2000)
@example(b"\x30\x80" * 1000)
@example(b"\x30\x82\x07\xcc" * 500)
def test_any_octets_get_a_verdict(octets: bytes) -> None:
    assert is_sound(octets) in (True, False)


@given(
    st.lists(
        st.tuples(st.integers(0, len(RESPONSE) - 1), st.integers(0, 255)), max_size=6
    )
)
def test_a_mutated_message_gets_a_verdict(changes: list[tuple[int, int]]) -> None:
    message = bytearray(RESPONSE)
    for at, octet in changes:
        message[at] = octet
    verdict = is_sound(bytes(message))

    assert verdict in (True, False)
    assert not (verdict and message[0] != 0x30)


def test_the_largest_datagram_is_judged() -> None:
    value = b"\x04\x83" + (65_000).to_bytes(3) + bytes(65_000)

    assert is_sound(b"\x30\x83" + len(value).to_bytes(3) + value)
    assert is_sound(b"\x30\x82\xff\xfe" + b"\x05\0" * 32_767)


def test_a_reading_of_all_objects() -> None:
    reading = to_reading(
        {
            SYS_UP_TIME: 12_345,
            SYS_OBJECT_ID: "1.3.6.1.4.1.14988.1",
            SNMP_ENGINE_BOOTS: 7,
            SNMP_ENGINE_TIME: 123,
        }
    )

    assert reading == AgentReading(123.45, "1.3.6.1.4.1.14988.1", 7, 123)


WRONG = [None, "text", b"octets", 1.5, True, False, -1, 2**32, 10**40]


@pytest.mark.parametrize("value", WRONG, ids=repr)
@pytest.mark.parametrize(
    ("oid", "field"),
    [
        (SYS_UP_TIME, "sys_uptime_s"),
        (SNMP_ENGINE_BOOTS, "engine_boots"),
        (SNMP_ENGINE_TIME, "engine_time_s"),
    ],
)
def test_a_count_of_the_wrong_kind_is_absent(
    oid: str, field: str, value: object
) -> None:
    assert getattr(to_reading({oid: value}), field) is None  # type: ignore[dict-item]


@pytest.mark.parametrize("value", [None, 1, b"1.3.6", 1.5, True], ids=repr)
def test_an_object_id_of_the_wrong_kind_is_absent(value: object) -> None:
    reading = to_reading({SYS_OBJECT_ID: value})  # type: ignore[dict-item]

    assert reading.sys_object_id is None


def test_the_ends_of_a_counter_are_counts() -> None:
    assert to_reading({SYS_UP_TIME: 0}).sys_uptime_s == 0.0
    assert to_reading({SYS_UP_TIME: 2**32 - 1}).sys_uptime_s == 42_949_672.95
    assert to_reading({}) == AgentReading()


SECRETS = ("s3cret-community", "s3cret-auth-pass", "s3cret-priv-pass")
COMMUNITY = SnmpCommunity("2c", SECRETS[0])
USER = SnmpUser("noc", "sha256", SECRETS[1], "aes128", SECRETS[2])


@pytest.mark.parametrize("credential", [COMMUNITY, USER], ids=["community", "user"])
def test_a_credential_never_shows_its_secret(
    credential: SnmpCommunity | SnmpUser, caplog: pytest.LogCaptureFixture
) -> None:
    if isinstance(credential, SnmpUser):
        _ = credential.user  # its keys are kept from here on
    logging.getLogger("t").error("%s %r %s", credential, credential, {1: credential})
    told = "".join(traceback.format_exception(ValueError(credential)))
    text = f"{credential} {credential!r} {[credential]} {told} {caplog.text}"

    assert "Snmp" in text
    assert "noc" in text or credential is COMMUNITY
    for secret in SECRETS:
        assert secret not in text


def test_credentials_compare_by_their_secrets() -> None:
    assert SnmpCommunity("2c", "a") != SnmpCommunity("2c", "b")
    assert pickle.loads(pickle.dumps(COMMUNITY)) == COMMUNITY


def test_versions_are_those_gufo_snmp_knows() -> None:
    assert SnmpCommunity("1").snmp_version is SnmpVersion.v1
    assert SnmpCommunity("2c").snmp_version is SnmpVersion.v2c


@pytest.mark.parametrize("auth", ["", *AUTH_KEYS])
@pytest.mark.parametrize("priv", ["", *PRIV_KEYS])
def test_every_level_makes_a_user_once(auth: str, priv: str) -> None:
    credential = SnmpUser("noc", auth, "password-1", priv, "password-2")
    user = credential.user

    assert user is credential.user
    assert user.name == "noc"
    assert (user.auth_key is None) == (not auth)
    assert (user.priv_key is None) == (not (auth and priv))
