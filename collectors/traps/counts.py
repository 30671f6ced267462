"""What came in on the port for traps, and what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class TrapCounts:
    """Datagrams since the start. Every one ends in exactly one of the middle seven.

    Attributes:
        received: All of them.
        unknown_source: From an address that no device of the register has.
        malformed: No SNMP notification at all, or larger than any is.
        refused: Not with the device's credential, or not understood.
        over_budget: Not read: this source, or all of them, sent too many.
        unlisted: A notification that is not in kinds.KINDS.
        looks_saved: Worth a look, but enough looks had been asked for.
        looks_asked: A look was asked for.
        by_kind: Notifications of kinds.KINDS, whether a look came of them or not.
    """

    received: int = 0
    unknown_source: int = 0
    malformed: int = 0
    refused: int = 0
    over_budget: int = 0
    unlisted: int = 0
    looks_saved: int = 0
    looks_asked: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
