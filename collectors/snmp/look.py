"""One reading of one device, made of what was found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from collectors.profiles.schema import Measure
from collectors.snmp.conversation import Conversation, TalkOver, TalkSettings
from collectors.snmp.full import Findings, find_profile, read_all
from collectors.snmp.neighbours import ARP_MAC, MAX_NEIGHBOURS, to_neighbours
from collectors.snmp.plan import (
    Plan,
    to_plan,
    to_plan_power,
    to_plan_wifi,
    to_rows,
    to_sensor,
    to_wan,
)
from collectors.snmp.system import (
    CLOCKS,
    SYSTEM,
    Clocks,
    Identity,
    to_clocks,
    to_identity,
)
from netmon.core.reading import DeviceReading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from collectors.profiles import Catalogue, Profile
    from collectors.snmp.values import Value
    from netmon.core.model import DeviceId
    from netmon.core.ports import Clock

NOT_LEARNT = "not read in full yet: many devices are new at once"


class Look:
    """Makes the reading of one device.

    Args:
        talk: With it.
        catalogue: Vendor profiles.
        clock: Where time comes from.
        device: Its id.
        wan_hint: The register's word for the port of the line.

    Attributes:
        with_neighbours: Whether a routine reading tells whom a router hears.
    """

    def __init__(
        self,
        talk: Conversation,
        catalogue: Catalogue,
        clock: Clock,
        device: DeviceId,
        wan_hint: str,
    ) -> None:
        self._talk = talk
        self._catalogue = catalogue
        self._clock = clock
        self._device = device
        self._wan_hint = wan_hint
        self._began_s = clock.monotonic()
        self.with_neighbours = False

    def renew(self, bounds: TalkSettings) -> None:
        """Allow for a full reading after a routine one has shown that it is needed."""
        self._talk.renew(bounds)

    async def full(self) -> tuple[DeviceReading, Plan, Identity]:
        """Read everything; return the plan for next time too."""
        values, at = await self._first(SYSTEM)
        identity = to_identity(values)
        profile = await self._find_profile(identity)
        findings = await read_all(self._talk, self._catalogue, profile, self._wan_hint)
        clocks = {oid: values[oid] for oid in CLOCKS if oid in values}
        reading = self._whole(at, profile, identity, to_clocks(values), findings)
        return reading, to_plan(profile, findings, clocks), identity

    async def basic(self) -> DeviceReading:
        """Read only who and how long, in one GET."""
        values, at = await self._first(SYSTEM)
        identity = to_identity(values)
        profile = self._catalogue.choose(identity.sys_object_id, identity.sys_descr)
        self._talk.is_partial = True
        self._talk.notes.append(NOT_LEARNT)
        return self._whole(at, profile, identity, to_clocks(values), None)

    async def routine(self, plan: Plan, identity: Identity) -> DeviceReading:
        """Read by plan."""
        values, at = await self._first(plan.oids or CLOCKS)
        walked: dict[str, dict[str, Value]] = {}
        try:
            for column in plan.walks:
                walked[column] = await self._talk.walk(column)
            if self.with_neighbours:
                walked[ARP_MAC] = await self._talk.walk(ARP_MAC, MAX_NEIGHBOURS)
        except TalkOver:
            pass  # the talk has noted it
        rows = to_rows(plan, values, walked)
        wan = to_wan(plan, values)
        clocks = to_clocks(values)
        return DeviceReading(
            device=self._device,
            at=at,
            took_s=self._clock.monotonic() - self._began_s,
            profile=plan.profile.name,
            vendor=plan.profile.vendor,
            sys_name=identity.sys_name,
            sys_descr=identity.sys_descr,
            sys_object_id=identity.sys_object_id,
            uptime_s=clocks.uptime_s,
            engine_boots=clocks.engine_boots,
            engine_time_s=clocks.engine_time_s,
            host_uptime_s=clocks.host_uptime_s,
            cpu_ratio=to_sensor(plan, Measure.CPU, rows),
            memory_ratio=to_sensor(plan, Measure.MEMORY, rows),
            temperature_celsius=to_sensor(plan, Measure.TEMPERATURE, rows),
            optical_rx_dbm=to_sensor(plan, Measure.OPTICAL_RX, rows),
            optical_tx_dbm=to_sensor(plan, Measure.OPTICAL_TX, rows),
            interfaces=() if wan is None else (wan,),
            wan_if_index=plan.wan_if_index,
            wifi=to_plan_wifi(plan, rows),
            neighbours=to_neighbours(walked.get(ARP_MAC, {})),
            power_ports=to_plan_power(plan, rows),
            notes=tuple(self._talk.notes),
            is_partial=self._talk.is_partial,
        )

    async def _first(
        self, oids: tuple[str, ...]
    ) -> tuple[Mapping[str, Value], datetime]:
        """Return the answers to the first GET and when they came."""
        try:
            values = await self._talk.get(oids)
        except TalkOver:
            raise TimeoutError from None
        return values, self._clock.now()

    async def _find_profile(self, identity: Identity) -> Profile:
        try:
            return await find_profile(self._talk, self._catalogue, identity)
        except TalkOver:
            return self._catalogue.choose(identity.sys_object_id, identity.sys_descr)

    def _whole(
        self,
        at: datetime,
        profile: Profile,
        identity: Identity,
        clocks: Clocks,
        findings: Findings | None,
    ) -> DeviceReading:
        sensors = findings.sensors if findings else {}
        reading = DeviceReading(
            device=self._device,
            at=at,
            took_s=self._clock.monotonic() - self._began_s,
            profile=profile.name,
            vendor=profile.vendor,
            sys_name=identity.sys_name,
            sys_descr=identity.sys_descr,
            sys_object_id=identity.sys_object_id,
            uptime_s=clocks.uptime_s,
            engine_boots=clocks.engine_boots,
            engine_time_s=clocks.engine_time_s,
            host_uptime_s=clocks.host_uptime_s,
            cpu_ratio=sensors.get(Measure.CPU),
            memory_ratio=sensors.get(Measure.MEMORY),
            temperature_celsius=sensors.get(Measure.TEMPERATURE),
            optical_rx_dbm=sensors.get(Measure.OPTICAL_RX),
            optical_tx_dbm=sensors.get(Measure.OPTICAL_TX),
            notes=tuple(self._talk.notes),
            is_partial=self._talk.is_partial,
        )
        if findings is None:
            return reading
        why = (findings.wan.why,) if findings.wan.why else ()
        return replace(
            reading,
            interfaces=findings.interfaces,
            wan_if_index=findings.wan.if_index,
            wifi=findings.wifi,
            neighbours=findings.neighbours,
            power_ports=findings.power_ports,
            notes=(*why, *reading.notes),
        )
