"""BER of the simulated agents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmon.twin import ber


@pytest.mark.parametrize(
    ("value", "octets"),
    [
        (0, "020100"),
        (127, "02017f"),
        (128, "02020080"),
        (-1, "0201ff"),
        (-128, "020180"),
        (-129, "0202ff7f"),
        (0xFFFFFFFF, "020500ffffffff"),
    ],
)
def test_integers_take_the_fewest_octets(value: int, octets: str) -> None:
    assert ber.integer(value) == bytes.fromhex(octets)


@given(st.integers(-(2**70), 2**70))
def test_what_is_written_is_read_again(value: int) -> None:
    assert ber.read_integer(ber.integer(value), 0)[0] == value


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=20))
def test_object_identifiers_survive_the_way_there_and_back(arcs: list[int]) -> None:
    name = (1, 3, *arcs)

    assert ber.parse_oid(ber.oid_body(name)) == name


@pytest.mark.parametrize("size", [0, 127, 128, 255, 256, 9000])
def test_lengths_of_every_form_are_read(size: int) -> None:
    data = ber.tlv(ber.OCTET_STRING, bytes(size))

    assert ber.read_octets(data, 0) == (bytes(size), len(data))


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        ("02", "octet 0: expected a tag and a length, data end"),
        ("0205ff", "octet 0: expected 5 octets, 1 left"),
        ("0280ff", "octet 1: length of 0 octets"),
        ("02850000000001ff", "octet 1: length of 5 octets"),
        ("0200", "octet 0: an INTEGER without octets"),
        ("040100", "octet 0: expected tag 0x02, found 0x04"),
    ],
)
def test_malformed_octets_are_refused(octets: str, message: str) -> None:
    with pytest.raises(ber.BerError) as caught:
        ber.read_integer(bytes.fromhex(octets), 0)

    assert str(caught.value) == message


@pytest.mark.parametrize("body", [b"", b"\x2b\x86"])
def test_an_unfinished_object_identifier_is_refused(body: bytes) -> None:
    with pytest.raises(ber.BerError, match="ends inside an arc"):
        ber.parse_oid(body)
