"""Sessions of SNMPv3 agents that stay open from one reading to the next.

A signed request carries the agent's own clock (RFC 3414, section 3.1, step 6), which
gufo-snmp 0.13.0 takes from the agent's answers and from nowhere else: a new session has
to ask for it, one round trip more, and cannot be told what an earlier one has heard. So
the session is kept. It does not count on by itself, and an agent refuses what is 150 s
off (section 2.2.3): an older one is of no use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from collectors.snmp.credentials import SnmpCredential
    from collectors.snmp.session import GuardedSession
    from netmon.core.model import DeviceId

KEPT_FOR_S = 120.0
"""Below the agent's 150 s, with room for a clock that is not quite ours."""

Place = tuple[str, int, "SnmpCredential"]
"""Address, port and user: a session is for one of them."""


@dataclass(frozen=True, slots=True)
class _Kept:
    session: GuardedSession
    place: Place
    at_s: float


class KeptSessions:
    """At most so many sessions; each holds a file descriptor.

    Args:
        max_count: The most.
    """

    def __init__(self, max_count: int) -> None:
        self._max_count = max_count
        self._kept: dict[DeviceId, _Kept] = {}

    def __len__(self) -> int:
        """How many are open."""
        return len(self._kept)

    def take(
        self, device: DeviceId, place: Place, now_s: float
    ) -> GuardedSession | None:
        """Give the session of `device` away, None where there is none of use."""
        kept = self._kept.pop(device, None)
        if kept is None or kept.place != place or now_s - kept.at_s > KEPT_FOR_S:
            return None
        return kept.session

    def keep(
        self,
        device: DeviceId,
        place: Place,
        session: GuardedSession | None,
        now_s: float,
    ) -> None:
        """Keep a session that has just been answered, if it saves anything."""
        is_signed = session is not None and session.signature is not None
        if session is not None and is_signed and len(self._kept) < self._max_count:
            self._kept[device] = _Kept(session, place, now_s)

    def keep_only(self, devices: Collection[DeviceId]) -> None:
        """Close those of every device that is not among `devices`."""
        self._kept = {
            name: each for name, each in self._kept.items() if name in devices
        }
