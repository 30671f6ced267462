"""Which ports of a device give power over Ethernet; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from collectors.profiles.index import parse_index
from collectors.profiles.schema import Role
from collectors.snmp.values import to_count
from netmon.core.reading import PowerPortReading

if TYPE_CHECKING:
    from collectors.profiles import Way
    from collectors.snmp.values import Value

MAX_POWER_PORTS = 512
"""More than the largest stack of switches has."""
IF_INDEX = "if_index"


def to_power_ports(
    way: Way, data: Mapping[str, Mapping[str, Value]]
) -> tuple[PowerPortReading, ...]:
    """Return the ports of a table of states, in its order.

    Args:
        way: Its state says by `only` which numbers mean that power is delivered.
        data: Rows keyed by instance, keyed by object OID.
    """
    state = way.of(Role.STATE)
    if state is None:
        return ()
    shape = state.index.split(",")
    at = shape.index(IF_INDEX) if IF_INDEX in shape else None
    found = []
    for instance, value in data.get(state.oid, {}).items():
        number = to_count(value)
        parts = parse_index(state.index, instance)
        is_whole = at is not None and len(parts) > at
        found.append(
            PowerPortReading(
                key=instance,
                if_index=int(parts[at]) if at is not None and is_whole else None,
                is_delivering=None if number is None else number in state.only,
            )
        )
    return tuple(found)
