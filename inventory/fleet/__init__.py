"""The synthetic national fleet: seeded, so the same on every machine."""

from inventory.fleet.loopback import to_loopback
from inventory.fleet.national import FLEET_SIZE, LARGEST_FLEET, make_fleet

__all__ = ["FLEET_SIZE", "LARGEST_FLEET", "make_fleet", "to_loopback"]
