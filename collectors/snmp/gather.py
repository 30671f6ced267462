"""Reads what a profile asks for, way by way, until one gives a number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from collectors.profiles.schema import Measure, ObjectEntry, Role, Way
from collectors.snmp.measures import to_measure
from collectors.snmp.power import MAX_POWER_PORTS, to_power_ports
from collectors.snmp.wifi import joined_count, to_access_points, to_radios, to_total
from netmon.core.reading import (
    ApReading,
    PowerPortReading,
    RadioReading,
    WifiReading,
)

if TYPE_CHECKING:
    from collectors.profiles import Catalogue, Profile
    from collectors.snmp.conversation import Conversation
    from collectors.snmp.values import Value

T = TypeVar("T")

SENSORS = (
    *(Measure.CPU, Measure.MEMORY, Measure.TEMPERATURE),
    *(Measure.OPTICAL_RX, Measure.OPTICAL_TX),
)
SCALAR_INSTANCE = "0"
MOST_ROWS = {Measure.POE: MAX_POWER_PORTS}
"""Of a column, where less is enough than a talk allows."""


class Gatherer:
    """What one device says to one profile.

    Args:
        talk: With the device.
        catalogue: For the standard ways.
        profile: Of the device.

    Attributes:
        data: Rows keyed by instance, keyed by object OID; what was asked and is absent
            is an empty row.
        used: The way that gave each measure.
    """

    def __init__(
        self, talk: Conversation, catalogue: Catalogue, profile: Profile
    ) -> None:
        self._talk = talk
        self._ways: dict[Measure, tuple[Way, ...]] = {
            measure: catalogue.ways(profile, measure) for measure in Measure
        }
        self._adds_up = profile.clients == "sum"
        self.data: dict[str, dict[str, Value]] = {}
        self.used: dict[Measure, list[Way]] = {}

    async def scalars(self) -> None:
        """Read every scalar there is a use for, in as few requests as it takes."""
        objects = [
            each
            for ways in self._ways.values()
            for way in ways
            for each in way.objects
            if each.is_scalar and each.oid not in self.data
        ]
        oids = list(dict.fromkeys(f"{each.oid}.0" for each in objects))
        found = await self._talk.get(oids)
        for each in objects:
            value = found.get(f"{each.oid}.0")
            self.data[each.oid] = {} if value is None else {SCALAR_INSTANCE: value}

    async def sensor(self, measure: Measure) -> float | None:
        """Return a ratio, a temperature or a level from the first way that tells."""
        return await self._first(measure, lambda way: to_measure(way, self.data))

    async def wifi(self) -> WifiReading:
        """Return clients and access points; None where the device has neither."""
        total = await self._first(
            Measure.CLIENTS_TOTAL, lambda way: to_total(way, self.data)
        )
        radios = await self._radios()
        joined = await self._first(
            Measure.APS_JOINED, lambda way: to_total(way, self.data)
        )
        points = await self._first(
            Measure.APS, lambda way: to_access_points(way, self.data) or None
        )
        return to_wifi(total, radios, joined, points or (), adds_up=self._adds_up)

    async def power_ports(self) -> tuple[PowerPortReading, ...]:
        """Return the ports that can give power; empty where none does."""
        found = await self._first(
            Measure.POE, lambda way: to_power_ports(way, self.data) or None
        )
        return found or ()

    async def _radios(self) -> tuple[RadioReading, ...] | None:
        if not self._adds_up:
            return await self._first(
                Measure.CLIENTS, lambda way: to_radios(way, self.data) or None
            ) or await self._first(
                Measure.CLIENTS, lambda way: to_radios(way, self.data)
            )
        found: list[RadioReading] | None = None
        for way in self._ways[Measure.CLIENTS]:
            if self._is_told(way):
                continue
            await self._read(way)
            radios = to_radios(way, self.data)
            if radios is not None:
                self.used.setdefault(Measure.CLIENTS, []).append(way)
                found = [*(found or ()), *radios]
        return None if found is None else tuple(found)

    def _is_told(self, way: Way) -> bool:
        """Whether another view of the same clients has been read: `capsman_rows`."""
        used = self.used.get(Measure.CLIENTS, ())
        return any(way.name.startswith(f"{each.name}_") for each in used)

    async def _first(
        self, measure: Measure, evaluate: Callable[[Way], T | None]
    ) -> T | None:
        for way in self._ways[measure]:
            await self._read(way)
            result = evaluate(way)
            if result is not None:
                self.used[measure] = [way]
                return result
        return None

    async def _read(self, way: Way) -> None:
        """Walk the columns of `way`; none where what it cannot do without is absent."""
        for each in _deciding_first(way.objects):
            if each.oid in self.data or each.is_scalar:
                continue
            if self._is_pointless(way, each):
                continue
            self.data[each.oid] = await self._talk.walk(
                each.oid, MOST_ROWS.get(way.measure)
            )

    def _is_pointless(self, way: Way, entry: ObjectEntry) -> bool:
        """Whether a column this way needs is known to be absent."""
        return entry.role is not Role.PRESENCE and any(
            not self.data.get(each.oid, {1: 1})
            for each in way.objects
            if not each.is_optional
        )


def _deciding_first(objects: Iterable[ObjectEntry]) -> list[ObjectEntry]:
    """Return values before what describes them, so that absence costs one request."""
    describing = (Role.LABEL, Role.PRESENCE, Role.MAC)
    return sorted(objects, key=lambda each: (each.is_optional, each.role in describing))


def to_wifi(
    total: int | None,
    radios: tuple[RadioReading, ...] | None,
    joined: int | None,
    points: tuple[ApReading, ...],
    *,
    adds_up: bool,
) -> WifiReading:
    """Return the Wi-Fi side of a device.

    Args:
        total: What the device itself says in all, None where it does not.
        radios: Rows of clients; None where there is no table.
        joined: Access points joined, as the device says.
        points: Of the table of access points.
        adds_up: Whether the rows are all clients there are, so that they come before
            a total that counts only some of them.
    """
    told = [
        each.clients_count for each in radios or () if each.clients_count is not None
    ]
    summed = sum(told) if told or radios == () else None
    own = total if not (adds_up and summed is not None) else None
    return WifiReading(
        clients_count=summed if own is None else own,
        aps_count=joined_count(points) if joined is None else joined,
        by_radio=radios or (),
        access_points=points,
    )
