"""What simple rules make of the same looks: the peers of a calm day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from netmon.core.model import DeviceId

NODATA_S = 120.0
NODATA_CHECK_S = 30.0
"""Zabbix works out nodata() every 30 s."""
LIBRENMS_PERIOD_S = 300.0


@dataclass(slots=True)
class Spells:
    """Counts how often devices went down; consecutive bad looks are one time."""

    down_count: int = 0
    _bad: dict[DeviceId, int] = field(default_factory=dict)

    def note(self, device: DeviceId, slot: int) -> None:
        """Take a bad look in the rule's slot number `slot`."""
        if self._bad.get(device, -2) < slot - 1:
            self.down_count += 1
        self._bad[device] = slot


class NaiveRules:
    """Four rules that trust each look.

    Args:
        icmp_period_s: Period of the looks they are told of, seconds.
        began_s: When the day begins, seconds.

    Attributes:
        told: When SNMP last answered, seconds, keyed by device; whoever feeds the
            looks writes it.
    """

    def __init__(self, icmp_period_s: float, began_s: float) -> None:
        self._period_s = icmp_period_s
        self._checked_s = began_s
        self._one_lost, self._all_lost, self._fping = Spells(), Spells(), Spells()
        self._without_data: set[DeviceId] = set()
        self._nodata_count = 0
        self.told: dict[DeviceId, float] = {}

    def miss(self, device: DeviceId, lost_count: int, now_s: float) -> None:
        """Take a burst of three echoes of which some were lost."""
        slot = int(now_s // self._period_s)
        self._one_lost.note(device, slot)
        if lost_count < 3:
            return
        self._all_lost.note(device, slot)
        # Of all looks it has one in five minutes, always the same slot of ten.
        if now_s % LIBRENMS_PERIOD_S < self._period_s:
            self._fping.note(device, int(now_s // LIBRENMS_PERIOD_S))

    def tick(self, now_s: float) -> None:
        """Look for devices that have said nothing for too long."""
        if now_s - self._checked_s < NODATA_CHECK_S:
            return
        self._checked_s = now_s
        silent = {
            device for device, told_s in self.told.items() if now_s - told_s > NODATA_S
        }
        self._nodata_count += len(silent - self._without_data)
        self._without_data = silent

    def down_counts(self) -> Mapping[str, int]:
        """Return how often each rule has called a device down."""
        return {
            "one lost echo is down": self._one_lost.down_count,
            "3 of 3 lost once is down": self._all_lost.down_count,
            "SNMP nodata(2m), as in Zabbix": self._nodata_count,
            "one fping of 3 in 5 minutes, as in LibreNMS": self._fping.down_count,
        }
