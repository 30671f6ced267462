"""Evidence of devices behind a router from its ARP table; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from collectors.snmp.values import to_address, to_mac
from netmon.core.reading import NeighbourReading

if TYPE_CHECKING:
    from collectors.snmp.values import Value

# ipNetToMediaPhysAddress (RFC 4293); the index is ifIndex and address.
ARP_MAC = "1.3.6.1.2.1.4.22.1.2"
MAX_NEIGHBOURS = 1_024
NOBODY = "00:00:00:00:00:00"


def to_neighbours(rows: Mapping[str, Value]) -> tuple[NeighbourReading, ...]:
    """Return whom a router has heard, each address once.

    Args:
        rows: MACs keyed by ifIndex and address.
    """
    found: dict[tuple[str, str], NeighbourReading] = {}
    for index, value in rows.items():
        if_index, *parts = index.split(".")
        mac = to_mac(value)
        address = to_address(".".join(parts[:4]))
        if mac and mac != NOBODY and address is not None:
            where = str(address)
            port = int(if_index) if if_index.isdigit() else None
            found[(mac, where)] = NeighbourReading(mac, "arp", where, if_index=port)
    return tuple(found.values())
