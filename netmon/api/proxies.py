"""Proxies in front of us: who called them, as which host, and over what.

X-Forwarded-For, -Proto and -Host are what proxies say by custom (RFC 7239, 1, which
would replace them by Forwarded). Anybody can send them, so they are heard from trusted
addresses alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import Scope

Address = IPv4Address | IPv6Address

SAYING = frozenset(
    {b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded"}
)
"""Headers nobody behind this reads; of Forwarded and the rest nothing is heard."""

MOST_HOPS = 20
_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class TrustedProxies:
    """The addresses whose word about a caller counts.

    Attributes:
        networks: Where such proxies are; none believes nobody.
    """

    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def parse(cls, words: Iterable[str]) -> TrustedProxies:
        """Return the proxies of these networks, as 10.0.0.5/32.

        Raises:
            ValueError: One is no network.
        """
        return cls(tuple(ip_network(word) for word in words))

    def holds(self, address: Address | None) -> bool:
        """Return whether one of them speaks from `address`."""
        return address is not None and any(address in each for each in self.networks)

    def unwrap(self, scope: Scope) -> tuple[Scope, bool]:
        """Return the call as its caller made it, and whether a proxy handed it on.

        What is said is taken away from the headers, believed or not.
        """
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        said: dict[bytes, list[str]] = {}
        for name, value in headers:
            if name in SAYING:
                said.setdefault(name, []).append(value.decode("latin-1"))
        is_handed_on = self.holds(_client_of(scope))
        if not said:
            return scope, is_handed_on
        kept = [each for each in headers if each[0] not in SAYING]
        bare: dict[str, Any] = {**scope, "headers": kept}
        return (self._believe(bare, said) if is_handed_on else bare), is_handed_on

    def _believe(self, scope: Scope, said: dict[bytes, list[str]]) -> Scope:
        caller = self._caller(said.get(b"x-forwarded-for", []))
        if caller is not None:
            scope["client"] = (str(caller), 0)
        scheme = _only(said.get(b"x-forwarded-proto", [])).lower()
        if scheme in ("http", "https"):
            scope["scheme"] = scheme
        host = _only(said.get(b"x-forwarded-host", []))
        if is_host(host):
            others = [each for each in scope["headers"] if each[0] != b"host"]
            scope["headers"] = [(b"host", host.encode("ascii")), *others]
        return scope

    def _caller(self, values: list[str]) -> Address | None:
        """Return the nearest address that is no proxy of ours; the farther may lie."""
        found: Address | None = None
        for hop in _hops(values):
            found = hop
            if not self.holds(hop):
                break
        return found


NOBODY = TrustedProxies()


def is_host(text: str) -> bool:
    """Return whether `text` can be the Host of a call: a name or address, a port."""
    return _HOST.fullmatch(text) is not None


def _hops(values: list[str]) -> Iterator[Address]:
    """Yield the addresses named, nearest first, up to the first that is none."""
    words = ",".join(values).split(",")[-MOST_HOPS:]
    for word in reversed(words):
        address = _to_address(word.strip())
        if address is None:
            return
        yield address


def _client_of(scope: Scope) -> Address | None:
    client = scope.get("client")
    return _to_address(str(client[0])) if client else None


def _to_address(text: str) -> Address | None:
    """Return the address, one of IPv4 that came by an IPv6 socket as what it is."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _only(values: list[str]) -> str:
    return values[0].strip() if len(values) == 1 else ""
