"""Addresses and MAC addresses that more than one device has: odd, but it happens.

Two sites behind one line share its address, and the ministry's own hand-overs hold such
rows. The watch keeps devices apart by id: each is looked at, and what answers at the
address tells of both. A MAC address that two access points share tells of neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from inventory.model import Register


def find_shared(register: Register) -> Iterator[str]:
    """Yield a line for every address and MAC address that several devices have."""
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for what, owner in _addresses(register):
        owners[what].append(owner)
    for what, names in owners.items():
        if len(names) > 1:
            yield f"{what} is that of {', '.join(names)}: they cannot be told apart"


def _addresses(register: Register) -> Iterator[tuple[str, str]]:
    points = [point for each in register.access_points.values() for point in each]
    named = (
        *((one.id, one.address) for one in register.routers.values()),
        *((one.id, one.address) for one in points),
        *((one.name, one.address) for one in register.controllers.values()),
        *((one.code, one.address) for one in register.nodes.values()),
    )
    yield from ((f"address {address}", name) for name, address in named if address)
    yield from ((f"MAC address {one.mac}", one.id) for one in points if one.mac)
