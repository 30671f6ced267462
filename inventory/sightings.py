"""Which access point of the register a controller means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from inventory.model import AccessPoint, Register
    from netmon.core.reading import ApReading


@dataclass(frozen=True, slots=True)
class ApIndex:
    """Access points by MAC, and by name on each controller."""

    by_mac: Mapping[str, AccessPoint]
    by_name: Mapping[tuple[str, str], AccessPoint]

    @classmethod
    def of(cls, register: Register) -> ApIndex:
        """Return the index of `register`; what two share tells of neither."""
        macs: dict[str, list[AccessPoint]] = {}
        names: dict[tuple[str, str], list[AccessPoint]] = {}
        for points in register.access_points.values():
            for point in points:
                macs.setdefault(point.mac, []).append(point)
                place = (point.controller or "", fold(point.id))
                names.setdefault(place, []).append(point)
        return cls(
            {mac: each[0] for mac, each in macs.items() if mac and len(each) == 1},
            {name: each[0] for name, each in names.items() if len(each) == 1},
        )

    def match(
        self, controller: str, heard: Iterable[ApReading]
    ) -> tuple[list[tuple[AccessPoint, ApReading]], list[ApReading]]:
        """Return whom `controller` means, and those no register knows.

        A MAC decides. A name decides where one access point alone has it, and no MAC
        has told of that one already.
        """
        heard = tuple(heard)
        by_mac = [self.by_mac.get(each.mac) for each in heard]
        told = {point.id for point in by_mac if point is not None}
        known: list[tuple[AccessPoint, ApReading]] = []
        strangers: list[ApReading] = []
        for seen, point in zip(heard, by_mac, strict=True):
            found = point or self.by_name.get((controller, fold(seen.name)))
            if found is None or (point is None and found.id in told):
                strangers.append(seen)
            else:
                told.add(found.id)
                known.append((found, seen))
        return known, strangers


def fold(name: str) -> str:
    """Return a name as people mean it: without case, spaces and punctuation."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
