"""Which addresses may be probed. Asked before every packet, without exception."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    ip_address,
)

from netmon.core.errors import AddressRefused

TWIN_NETWORK = IPv4Network("198.18.0.0/15")
"""Where the simulated nation lives: the benchmarking range of RFC 2544 / RFC 6890."""


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Says which addresses may be probed from where this process stands.

    Attributes:
        in_twin: True only inside the twin's own network namespace, where
            198.18.0.0/15 leads to the simulated nation. Elsewhere the range could
            leave the machine and is refused.
    """

    in_twin: bool = False

    def check(self, address: str) -> None:
        """Return if `address` may be probed.

        Raises:
            AddressRefused: `address` is no IP literal, or must never be probed.
        """
        try:
            parsed = ip_address(address)
        except ValueError:
            raise AddressRefused(address, "it is no IP address") from None
        reason = self._refusal(parsed)
        if reason:
            raise AddressRefused(address, reason)

    def _refusal(self, address: IPv4Address | IPv6Address) -> str:
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            return self._refusal(address.ipv4_mapped)
        if address.is_multicast:
            return "multicast"
        if address.is_unspecified:
            return "unspecified"
        if isinstance(address, IPv4Address):
            return self._refusal_v4(address)
        return ""

    def _refusal_v4(self, address: IPv4Address) -> str:
        if address == IPv4Address("255.255.255.255"):
            return "broadcast"
        if address.is_reserved:
            return "reserved (240.0.0.0/4, RFC 1112)"
        if address in TWIN_NETWORK and not self.in_twin:
            return f"{TWIN_NETWORK} exists only inside the simulated network"
        return ""
