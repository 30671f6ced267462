"""Which addresses may be probed: the guard as a table, and the aim behind it."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.aim import Aim, CannotLook
from netmon.core.addresses import AddressGuard
from netmon.core.errors import AddressRefused
from netmon.core.model import DeviceId, Method, Role, SiteCode, Target

OUTSIDE, INSIDE = AddressGuard(), AddressGuard(in_twin=True)

REFUSED = {
    "224.0.0.1": "multicast",
    "239.255.255.255": "multicast",
    "ff02::1": "multicast",
    "::ffff:224.0.0.1": "multicast",
    "0.0.0.0": "unspecified",
    "::": "unspecified",
    "::ffff:0.0.0.0": "unspecified",
    "255.255.255.255": "broadcast",
    "::ffff:255.255.255.255": "broadcast",
    "240.0.0.1": "reserved",
    "254.255.255.255": "reserved",
    "::ffff:240.0.0.1": "reserved",
    "": "no IP address",
    "localhost": "no IP address",
    "192.0.2.1/32": "no IP address",
    "192.0.2.01": "no IP address",
    "192.0.2.1 ": "no IP address",
    " 192.0.2.1": "no IP address",
    "192.0.2": "no IP address",
    "3221225985": "no IP address",
    "0xc0000201": "no IP address",
    "[::1]": "no IP address",
    "::1%": "no IP address",
    "192.0.2.1%eth0": "no IP address",
    "1.2.3.4\0": "no IP address",
    "๑๙๒.0.2.1": "no IP address",
}
TWIN = ("198.18.0.0", "198.18.0.1", "198.19.255.255", "::ffff:198.18.0.1")
ALLOWED = (
    "192.0.2.1",
    "198.17.255.255",
    "198.20.0.0",
    "127.0.0.1",
    "10.1.2.3",
    "::1",
    "2001:db8::1",
    "::ffff:192.0.2.1",
)


class Literal:
    """A resolver that believes everything."""

    def resolve(self, address: str) -> str | None:
        return address


def look_at(address: str, guard: AddressGuard = OUTSIDE) -> str:
    target = Target(DeviceId("D"), SiteCode("S"), Role.ROUTER, address, (Method.ICMP,))
    return Aim(Literal(), guard).at(target)


@pytest.mark.parametrize("guard", [OUTSIDE, INSIDE], ids=["outside", "inside"])
@pytest.mark.parametrize(("address", "reason"), REFUSED.items(), ids=map(repr, REFUSED))
def test_what_is_refused_everywhere(
    address: str, reason: str, guard: AddressGuard
) -> None:
    with pytest.raises(AddressRefused, match=reason):
        guard.check(address)
    with pytest.raises(CannotLook, match="address_refused"):
        look_at(address, guard)


@pytest.mark.parametrize("address", TWIN)
def test_the_simulated_range_exists_only_inside(address: str) -> None:
    INSIDE.check(address)

    with pytest.raises(AddressRefused, match="only inside the simulated network"):
        OUTSIDE.check(address)
    with pytest.raises(CannotLook, match="address_refused"):
        look_at(address)
    assert look_at(address, INSIDE) == address


@pytest.mark.parametrize("address", ALLOWED)
def test_what_may_be_probed(address: str) -> None:
    OUTSIDE.check(address)

    assert look_at(address) == address


@pytest.mark.parametrize("address", ["fe80::1%eth0", "fe80::1%1", "::1%lo", "::1%%"])
def test_an_address_of_one_link_alone_is_never_aimed_at(address: str) -> None:
    with pytest.raises(CannotLook, match="address_refused"):
        look_at(address, INSIDE)


@given(st.text(max_size=50))
def test_any_text_is_allowed_or_refused(text: str) -> None:
    try:
        aimed = look_at(text)
    except CannotLook:
        return
    family = socket.AF_INET6 if ":" in aimed else socket.AF_INET
    assert len(socket.inet_pton(family, aimed)) in (4, 16)


@given(st.integers(0, 2**32 - 1))
def test_mapped_and_plain_are_judged_alike(number: int) -> None:
    plain = str(IPv4Address(number))
    verdicts = set()
    for text in (plain, str(IPv6Address((0xFFFF << 32) + number))):
        try:
            OUTSIDE.check(text)
        except AddressRefused:
            verdicts.add("refused")
        else:
            verdicts.add("allowed")

    assert len(verdicts) == 1
