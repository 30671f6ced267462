"""The fixed address of a line: one reading, unicast, routable."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

from netmon.core.addresses import TWIN_NETWORK

_LEADING_ZEROS = re.compile(r"\d+(\.\d+){3}")


class BadAddress(Exception):
    """The text is no address of a site.

    Attributes:
        code: The kind of finding.
        detail: What the address is instead.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def read_address(text: str) -> str:
    """Return the address that `text` says, as Python writes it.

    Raises:
        BadAddress: It is malformed, unclear, or never a site's: private, loopback,
            multicast and the like. 198.18.0.0/15, where the simulated nation lives,
            is allowed, though Python calls it private.
    """
    try:
        address = ip_address(text)
    except ValueError:
        octets = text.split(".")
        if _LEADING_ZEROS.fullmatch(text) and all(int(one) < 256 for one in octets):
            raise BadAddress("address_unclear") from None
        raise BadAddress("malformed_ip") from None
    reason = _refusal(address)
    if reason:
        raise BadAddress("unroutable_ip", reason)
    return str(address)


def _refusal(address: IPv4Address | IPv6Address) -> str:
    """Return why `address` cannot be a site's, empty where it can."""
    if address in TWIN_NETWORK:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    reasons = {
        "IPv4-mapped": mapped is not None,
        "multicast": address.is_multicast,
        "loopback": address.is_loopback,
        "link-local": address.is_link_local,
        "reserved": address.is_reserved or address.is_unspecified,
        "private": not address.is_global,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
