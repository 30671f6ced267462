"""Whether the router of an access point that it no longer hears still powers it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmon.core.model import DeviceId
    from netmon.core.reading import PowerPortReading


@dataclass(slots=True)
class PowerBook:
    """Which access points were fed by their router when it last heard them.

    Power never says that an access point is there: who is heard is there. It says more
    of one that is not: hung with power, or without any. An access point that was heard
    while its port gave no power has power of its own, and no port tells of it.
    """

    _own_port: dict[DeviceId, int] = field(default_factory=dict)
    _fed_by_some: set[DeviceId] = field(default_factory=set)

    def hear(
        self, point: DeviceId, if_index: int | None, ports: Sequence[PowerPortReading]
    ) -> None:
        """Note how power stands while `point` is heard.

        Args:
            point: The access point.
            if_index: Port or bridge it was heard on.
            ports: Of its router; empty where they were not read, which says nothing.
        """
        if not ports:
            return
        self._fed_by_some.discard(point)
        self._own_port.pop(point, None)
        own = _find(if_index, ports)
        if own is not None:
            if own.is_delivering and own.if_index is not None:
                self._own_port[point] = own.if_index
                self._fed_by_some.add(point)
        elif any(each.is_delivering for each in ports):
            self._fed_by_some.add(point)

    def to_absence_reason(
        self, point: DeviceId, ports: Sequence[PowerPortReading]
    ) -> str:
        """Return what `point` is like while its router does not hear it."""
        own = _find(self._own_port.get(point), ports)
        if own is not None and own.is_delivering is not None:
            return "not_heard_powered" if own.is_delivering else "not_heard_unpowered"
        is_dead = bool(ports) and all(each.is_delivering is False for each in ports)
        if point in self._fed_by_some and is_dead:
            return "not_heard_unpowered"
        return "not_heard"

    def keep_only(self, points: Collection[DeviceId]) -> None:
        """Forget every access point that is not among `points`."""
        self._fed_by_some.intersection_update(points)
        for point in self._own_port.keys() - set(points):
            del self._own_port[point]


def _find(
    if_index: int | None, ports: Sequence[PowerPortReading]
) -> PowerPortReading | None:
    return next(
        (p for p in ports if p.if_index is not None and p.if_index == if_index), None
    )
