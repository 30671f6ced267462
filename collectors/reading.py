"""A routine look at an agent that reads the whole device behind the Collector port."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from collectors.aim import CannotLook, not_measured
from collectors.snmp import Depth, DeviceReader, NotRead
from netmon.core.model import (
    AgentReading,
    DeviceId,
    Method,
    Outcome,
    Probe,
    Role,
    Target,
)

if TYPE_CHECKING:
    from collectors.snmp import SnmpCredential
    from netmon.core.ports import Clock
    from netmon.core.reading import DeviceReading

ReadingSink = Callable[[Target, "DeviceReading"], None]


class ReadingCollector:
    """Reads devices; an answer is a sign of life like any other. See Collector.

    Args:
        reader: Reads one device.
        credentials: Keyed by the name a target carries.
        clock: Where time comes from.
        sink: Gets every reading, on the event loop, before the look ends.

    Attributes:
        listeners: Routers whose ARP table is read each time.
    """

    method = Method.SNMP

    def __init__(
        self,
        reader: DeviceReader,
        credentials: Mapping[str, SnmpCredential],
        clock: Clock,
        sink: ReadingSink,
    ) -> None:
        self._reader = reader
        self._credentials = credentials
        self._clock = clock
        self._sink = sink
        self.listeners: Collection[DeviceId] = frozenset()

    async def look(self, target: Target) -> Probe:
        """See Collector.look."""
        began, began_s = self._clock.now(), self._clock.monotonic()
        credential = self._credentials.get(target.snmp.credential)
        if credential is None:
            return not_measured(target, self.method, began, "no_credential")
        depth = Depth.FULL if target.role is Role.CONTROLLER else Depth.ROUTINE
        try:
            reading = await self._reader.read(
                target,
                credential,
                depth,
                with_neighbours=target.device in self.listeners,
            )
        except CannotLook as why:
            return not_measured(target, self.method, began, why.reason)
        except NotRead as why:
            took_s = self._clock.monotonic() - began_s
            return Probe(
                target.device, self.method, began, why.outcome, took_s, why.reason
            )
        self._sink(target, reading)
        took_s = self._clock.monotonic() - began_s
        # Not when we began: a try before the one that was answered may have been lost.
        return Probe(
            target.device,
            self.method,
            reading.at,
            Outcome.ANSWERED,
            took_s,
            agent=to_agent(reading),
        )


def to_agent(reading: DeviceReading) -> AgentReading:
    """Return what a reading says of the agent itself."""
    return AgentReading(
        sys_uptime_s=reading.uptime_s,
        sys_object_id=reading.sys_object_id,
        engine_boots=reading.engine_boots,
        engine_time_s=reading.engine_time_s,
    )
