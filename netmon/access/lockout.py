"""How fast passwords may be guessed: pure arithmetic on monotonic seconds.

Two counts stand beside each other. One login is guessed at from many addresses, one
address guesses at many logins; either alone would leave a way.

An attempt is counted before it is judged, and forgiven when it was right: guesses made
side by side would otherwise all be made before the first is counted. Who is signed in
already notices nothing of either.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

FREE_COUNT = 5
"""Wrong passwords of a login before it must wait."""
FIRST_WAIT_S = 60.0
LONGEST_WAIT_S = 900.0
"""The wait doubles with each wrong password, as far as this: at most 100 guesses a day
(NIST SP 800-63B, 5.2.2 allows 100 in a row), and nobody is kept out for good."""
FORGIVEN_S = 86_400.0
"""Without a wrong password for so long, a login begins anew."""

MOST_FAILURES = 30
WINDOW_S = 600.0
"""Wrong passwords of one address within this time; an office shares an address."""

MOST_KEPT = 10_000
"""Logins, or addresses, remembered; the one least lately used is forgotten first."""


@dataclass(slots=True)
class _Count:
    failures: int = 0
    until_s: float = 0.0
    last_s: float = 0.0


class Lockout:
    """Makes a login wait after wrong passwords."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, _Count] = OrderedDict()

    def wait_s(self, login: str, now_s: float) -> float:
        """Return how long `login` must wait; 0 where it may be tried."""
        found = self._counts.get(login)
        return max(0.0, found.until_s - now_s) if found else 0.0

    def count(self, login: str, now_s: float) -> float:
        """Count an attempt; return the wait it would cost, 0 while they are free."""
        found = self._counts.setdefault(login, _Count())
        self._counts.move_to_end(login)
        if now_s - found.last_s >= FORGIVEN_S:
            found.failures = 0
        found.failures += 1
        found.last_s = now_s
        wait_s = _to_wait_s(found.failures)
        found.until_s = now_s + wait_s
        while len(self._counts) > MOST_KEPT:
            self._counts.popitem(last=False)
        return wait_s

    def forgive(self, login: str) -> None:
        """Forget what was counted: the password was right."""
        self._counts.pop(login, None)


def _to_wait_s(failures: int) -> float:
    if failures < FREE_COUNT:
        return 0.0
    # Beyond some doublings the longest holds anyway, and floats end.
    doublings = min(failures - FREE_COUNT, 10)
    return float(min(FIRST_WAIT_S * 2**doublings, LONGEST_WAIT_S))


class Window:
    """Lets an address fail so many times within some time."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, key: str, now_s: float) -> float:
        """Return how long `key` must wait; 0 where it may try."""
        found = self._failures.get(key)
        if found is None:
            return 0.0
        while found and now_s - found[0] >= WINDOW_S:
            found.popleft()
        return WINDOW_S - (now_s - found[0]) if len(found) >= MOST_FAILURES else 0.0

    def count(self, key: str, now_s: float) -> None:
        """Count an attempt."""
        found = self._failures.setdefault(key, deque(maxlen=MOST_FAILURES))
        self._failures.move_to_end(key)
        found.append(now_s)
        while len(self._failures) > MOST_KEPT:
            self._failures.popitem(last=False)

    def forgive(self, key: str) -> None:
        """Take back the newest attempt: it was right. Those before it stay."""
        found = self._failures.get(key)
        if found:
            found.pop()


def to_network(place: str) -> str:
    """Return what stands for all addresses of whoever calls from `place`.

    One IPv4 address; of IPv6 the /64 a subscriber has at least (RFC 6177, 2).
    """
    try:
        address = ip_address(place.partition("%")[0])
    except ValueError:
        return place
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, 64), strict=False))
