"""What follows from a reading: samples, and what it tells of access points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collectors.rates.keeper import RateKeeper, to_wan_port
from collectors.rates.outcome import InterfaceDelta, to_sample
from collectors.reported import Report, to_probe
from inventory.sightings import ApIndex
from inventory.targets import to_reported_targets, to_reporter
from netmon.core.model import DeviceId, Outcome, Probe, Role, SiteCode, Target
from netmon.service.power import PowerBook
from netmon.service.sampling import to_device, to_ping, to_wifi
from netmon.status.fleet_slot import SlotBook

if TYPE_CHECKING:
    from datetime import date

    from inventory.model import Register
    from netmon.core.ports import Clock
    from netmon.core.reading import ApReading, DeviceReading
    from netmon.service.sampling import Sampler

MOST_STRANGERS = 1_000
"""Access points of a controller that no register knows, kept to be listed."""


@dataclass(slots=True)
class ReadingDesk:
    """Takes readings.

    Attributes:
        reported: What was told last of each access point without an address.
        strangers: Access points no register knows, by controller.
        reporters: Who tells of each access point that has no address.
    """

    clock: Clock
    sampler: Sampler
    slots: SlotBook
    rates: RateKeeper
    judge: Callable[[Probe], None]
    reported: dict[DeviceId, Report] = field(default_factory=dict)
    strangers: dict[DeviceId, tuple[ApReading, ...]] = field(default_factory=dict)
    reporters: dict[DeviceId, DeviceId] = field(default_factory=dict)
    _register: Register | None = None
    _index: ApIndex = field(default_factory=lambda: ApIndex({}, {}))
    _looked_at: dict[DeviceId, Target] = field(default_factory=dict)
    _targets: dict[DeviceId, Target] = field(default_factory=dict)
    _heard_by: dict[DeviceId, list[tuple[str, Target]]] = field(default_factory=dict)
    _was_heard: set[DeviceId] = field(default_factory=set)
    _power: PowerBook = field(default_factory=PowerBook)

    def assign(
        self, register: Register, today: date, targets: Iterable[Target]
    ) -> None:
        """Follow a register.

        Args:
            register: What exists.
            today: The date in Asia/Bangkok.
            targets: What is looked at.
        """
        self._looked_at = {each.device: each for each in targets if each.site}
        self._register, self._index = register, ApIndex.of(register)
        self._targets = {
            each.device: each for each in to_reported_targets(register, today)
        }
        self.reporters, self._heard_by = {}, {}
        for points in register.access_points.values():
            for point in points:
                target, reporter = (
                    self._targets.get(point.id),
                    to_reporter(register, point),
                )
                if target is None or reporter is None:
                    continue
                self.reporters[point.id] = reporter
                if reporter not in register.controllers:
                    heard = self._heard_by.setdefault(reporter, [])
                    heard.append((point.mac, target))
        self._was_heard &= self._targets.keys()
        self._power.keep_only(self._targets.keys())
        for device in self.reported.keys() - self._targets.keys():
            del self.reported[device]
        self.rates.keep_only({each.id for each in register.routers.values()})

    @property
    def listeners(self) -> frozenset[DeviceId]:
        """Routers that are asked whom they hear."""
        return frozenset(self._heard_by)

    def hear(self, probe: Probe) -> None:
        """Take one routine look: judge it, and keep its round trips; never waits."""
        self.judge(probe)
        target = self._looked_at.get(probe.device)
        echoes = probe.echoes
        if target is None or echoes is None or probe.outcome is Outcome.NOT_MEASURED:
            return
        self.sampler.add([to_ping(target.site, probe, echoes)])
        if target.role is Role.ROUTER:
            rtt_s = echoes.rtt_avg_s if echoes.is_timed else None
            self.slots.ping(target.site, rtt_s, echoes.loss_ratio)

    def take(self, target: Target, reading: DeviceReading) -> None:
        """Take one reading; never waits."""
        self.sampler.add([to_device(target.site, reading)])
        if target.role is Role.CONTROLLER:
            self._take_controller(reading)
        elif target.role is Role.ACCESS_POINT:
            self._count(target.site, target.device, reading, reading.wifi.clients_count)
        else:
            self._take_router(target, reading)

    def _take_router(self, target: Target, reading: DeviceReading) -> None:
        outcome = self.rates.take(reading, self._contract_bps(target.site))
        port = to_wan_port(reading)
        if port is not None:
            site, device = target.site, target.device
            self.sampler.add([to_sample(site, device, reading.at, port, outcome)])
        if isinstance(outcome, InterfaceDelta):
            self.slots.flow(target.site, outcome.in_bps, outcome.out_bps)
        clients_count = reading.wifi.clients_count
        if clients_count is not None:
            self.slots.clients(target.site, target.device, clients_count)
        self._listen(target.device, reading)

    def _listen(self, router: DeviceId, reading: DeviceReading) -> None:
        """Tell of the access points behind a router by whom it hears.

        A router that never heard one says nothing by not hearing it; nor does an
        answer that was cut short. Power alone is no life: it only says more of one
        that is not heard.
        """
        behind = self._heard_by.get(router)
        if not behind:
            return
        heard = {each.mac: each for each in reading.neighbours if each.is_present}
        ports = reading.power_ports
        for mac, point in behind:
            found = heard.get(mac)
            if found is not None:
                self._was_heard.add(point.device)
                self._power.hear(point.device, found.if_index, ports)
                self._report(point, reading, is_there=True, reason="heard_by_arp")
            elif point.device in self._was_heard and not reading.is_partial:
                why = self._power.to_absence_reason(point.device, ports)
                self._report(point, reading, is_there=False, reason=why)

    def _take_controller(self, reading: DeviceReading) -> None:
        heard = reading.wifi.access_points
        known, strangers = self._index.match(reading.device, heard)
        for point, seen in known:
            # Of one it has lost a controller says 0, which is no count.
            is_lost = seen.is_joined is False
            clients_count = None if is_lost else seen.clients_count
            self._count(
                point.site, point.id, reading, clients_count, is_joined=seen.is_joined
            )
            target = self._targets.get(point.id)
            if target is not None and seen.is_joined is not None:
                reason = "" if seen.is_joined else "not_joined"
                self._report(target, reading, is_there=seen.is_joined, reason=reason)
        self.strangers[reading.device] = tuple(strangers[:MOST_STRANGERS])

    def _count(
        self,
        site: SiteCode,
        device: DeviceId,
        reading: DeviceReading,
        clients_count: int | None,
        *,
        is_joined: bool | None = None,
    ) -> None:
        self.sampler.add(
            [to_wifi(site, device, reading, clients_count, is_joined=is_joined)]
        )
        if clients_count is not None:
            self.slots.clients(site, device, clients_count)

    def _report(
        self,
        target: Target,
        reading: DeviceReading,
        *,
        is_there: bool,
        reason: str = "",
    ) -> None:
        now_s = self.clock.monotonic()
        report = Report(reading.at, now_s, is_there, reason)
        self.reported[target.device] = report
        self.judge(to_probe(target, report))

    def _contract_bps(self, site: SiteCode) -> int | None:
        """Return the faster direction a site's contract promises, bits per second."""
        if self._register is None:
            return None
        found = self._register.sites.get(site)
        contract = self._register.contracts.get(found.contract) if found else None
        return max(contract.min_down_bps, contract.min_up_bps) if contract else None


def reporter_targets(
    targets: Mapping[DeviceId, Target], reporters: Mapping[DeviceId, DeviceId]
) -> dict[DeviceId, Target]:
    """Return whom to read to learn of each access point."""
    return {
        point: targets[reporter]
        for point, reporter in reporters.items()
        if reporter in targets
    }
