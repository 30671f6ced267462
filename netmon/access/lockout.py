"""How fast passwords may be guessed: pure arithmetic on monotonic seconds.

Three counts stand beside each other: of a login from one network, of a login from
everywhere, of an address whatever the login. Each alone would leave a way: one login is
guessed at from many addresses, one address guesses at many logins; and were a login
counted as a whole alone, one wrong guess at the end of each wait would keep its owner
out for as long as somebody cares to.

An attempt is counted before it is judged, and forgiven when it was right: guesses made
side by side would otherwise all be made before the first is counted. Who is signed in
already notices nothing of either.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

FREE_COUNT = 5
"""Wrong passwords of a login from one network before it must wait there."""
FIRST_WAIT_S = 60.0
LONGEST_WAIT_S = 900.0
"""The wait doubles with each wrong password, as far as this: at most 100 guesses a day
from a network (NIST SP 800-63B, 5.2.2 allows 100 in a row)."""
FORGIVEN_S = 86_400.0
"""Without a wrong password for so long, a login begins anew."""

MOST_FAILURES = 30
WINDOW_S = 600.0
"""Wrong passwords of one address within this time; an office shares an address."""
LOGIN_FAILURES = 30
LOGIN_WINDOW_S = 3_600.0
"""Wrong passwords of one login within this time, from everywhere together. One network
makes 11 in the first hour and 4 in each after: it takes three to reach this at all, and
eight to keep at it."""
FAMILIAR_S = 30 * 86_400.0
"""How long a network is remembered from which somebody signed in."""

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

    def take_back(self, login: str) -> None:
        """Forget an attempt that was not judged; no wait stood before it."""
        found = self._counts.get(login)
        if found is None:
            return
        found.failures -= 1
        found.until_s = 0.0
        if found.failures <= 0:
            self.forgive(login)


def _to_wait_s(failures: int) -> float:
    if failures < FREE_COUNT:
        return 0.0
    # Beyond some doublings the longest holds anyway, and floats end.
    doublings = min(failures - FREE_COUNT, 10)
    return float(min(FIRST_WAIT_S * 2**doublings, LONGEST_WAIT_S))


class Window:
    """Lets something fail so many times within some time.

    Args:
        most_count: So often.
        window_s: Within so many seconds.
    """

    def __init__(
        self, most_count: int = MOST_FAILURES, window_s: float = WINDOW_S
    ) -> None:
        self._most_count = most_count
        self._window_s = window_s
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, key: str, now_s: float) -> float:
        """Return how long `key` must wait; 0 where it may try."""
        found = self._failures.get(key)
        if found is None:
            return 0.0
        while found and now_s - found[0] >= self._window_s:
            found.popleft()
        is_full = len(found) >= self._most_count
        return self._window_s - (now_s - found[0]) if is_full else 0.0

    def count(self, key: str, now_s: float) -> None:
        """Count an attempt."""
        found = self._failures.setdefault(key, deque(maxlen=self._most_count))
        self._failures.move_to_end(key)
        found.append(now_s)
        while len(self._failures) > MOST_KEPT:
            self._failures.popitem(last=False)

    def forgive(self, key: str) -> None:
        """Take back the newest attempt: it was right, or was not judged."""
        found = self._failures.get(key)
        if found:
            found.pop()


class Familiar:
    """Remembers from which networks somebody signed in lately."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, float] = OrderedDict()

    def note(self, key: str, now_s: float) -> None:
        """Remember `key`."""
        self._seen[key] = now_s
        self._seen.move_to_end(key)
        while len(self._seen) > MOST_KEPT:
            self._seen.popitem(last=False)

    def knows(self, key: str, now_s: float) -> bool:
        """Return whether `key` was noted lately."""
        found = self._seen.get(key)
        return found is not None and now_s - found < FAMILIAR_S


def to_neighbourhood(place: str) -> str:
    """Return the network `place` lies in, as far as one subscriber may roam in it.

    Of IPv4 the /24, the least that is routed by itself; of IPv6 as `to_network`.
    """
    network = to_network(place)
    if network.count(".") != 3:
        return network
    return f"{network.rpartition('.')[0]}.0/24"


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
