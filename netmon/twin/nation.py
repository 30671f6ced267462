"""The state of the nation: which faults hold, and who is dark because of them."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from netmon.core.model import DeviceId
from netmon.twin.aftermath import strike, turn_point, turn_router
from netmon.twin.device import Device, Kind
from netmon.twin.devices import make_devices
from netmon.twin.faults import BOOTS_AT_END, STILL_AIR, Air, Fault, FaultKind
from netmon.twin.mib_controller import point_clients
from netmon.twin.mib_router import feeds
from netmon.twin.topology import Topology
from netmon.twin.truth import POLLER, Change, ChangeRow, Subject, TruthWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from inventory.model import Register
    from netmon.core.model import SiteCode
    from netmon.twin.traps import Notifier

SITE_FAULTS = frozenset({FaultKind.POWER_CUT, FaultKind.LINE_CUT})
NOT_OF_DEVICES = SITE_FAULTS | {
    FaultKind.NODE_CUT,
    FaultKind.WIRE_CUT,
    FaultKind.CLIENTS_SURGE,
}

BEFALLEN_KIND: dict[FaultKind, Kind] = {
    FaultKind.AP_OFF: "access_point",
    FaultKind.AP_HUNG: "access_point",
    FaultKind.POE_OFF: "access_point",
    FaultKind.ROUTER_REBOOT: "router",
    FaultKind.DUPLICATE: "router",
    FaultKind.COUNTER_RESET: "router",
    FaultKind.COUNTER_WRAP: "router",
    FaultKind.PORT_RENUMBERED: "router",
    FaultKind.DUPLICATE_ENGINE_ID: "router",
}
"""Which devices of a site a fault befalls, where not all of them."""

ROUTER_OFF_KINDS = frozenset({FaultKind.REBOOT, FaultKind.ROUTER_REBOOT})


class Nation:
    """Every device, and the faults that hold at this moment.

    Attributes:
        is_wire_cut: Whether every answer is lost on its way to the poller.
        notifier: Sends what devices tell of their own accord; None: they tell nothing.
    """

    def __init__(
        self,
        register: Register,
        *,
        seed: int,
        now_s: float,
        truth: TruthWriter,
        air: Air = STILL_AIR,
    ) -> None:
        self._topology = Topology(register)
        self._truth = truth
        self._ids = count(1)
        self._faults: dict[int, Fault] = {}
        self._dark_sites: frozenset[SiteCode] = frozenset()
        self._dark_nodes: frozenset[str] = frozenset()
        self.is_wire_cut = False
        self.notifier: Notifier | None = None
        self.devices = {d.id: d for d in make_devices(register, seed, now_s)}
        self.by_address = {d.address: d for d in self.devices.values() if d.address}
        self._at_site: dict[SiteCode, list[Device]] = defaultdict(list)
        for device in self.devices.values():
            if device.site is not None:
                self._at_site[device.site].append(device)
        self._set_air(air, seed)

    def _set_air(self, air: Air, seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311  a simulation, not a secret
        for device in self.devices.values():
            if air != STILL_AIR:
                device.air = air
            device.rtt_s = dice.uniform(air.rtt_min_s, air.rtt_max_s)
            device.is_plain = device.air is STILL_AIR

    def apply(self, fault: Fault, now_s: float) -> int:
        """Let `fault` befall the nation.

        Returns:
            Its number, for `lift`.
        """
        number = next(self._ids)
        self._faults[number] = fault
        befallen = list(self._befallen(fault))
        strike(fault, befallen, now_s)
        self._settle([fault], now_s)
        if fault.kind is FaultKind.PORT_RENUMBERED:
            self._boot(befallen, now_s)
        return number

    def lift(self, number: int, now_s: float) -> bool:
        """End one fault; False when it had already ended."""
        fault = self._faults.pop(number, None)
        if fault is not None:
            self._end([fault], now_s)
        return fault is not None

    def lift_all(self, now_s: float) -> None:
        """End every fault."""
        ended = list(self._faults.values())
        self._faults.clear()
        self._end(ended, now_s)

    def boot(self, devices: Iterable[DeviceId], now_s: float) -> None:
        """Boot `devices` in an instant, without a dark moment."""
        booting = [self.devices[name] for name in devices]
        self._boot(booting, now_s)
        self._notify_boots(booting, now_s)

    def set_uptime(
        self, devices: Iterable[DeviceId], uptime_s: float, now_s: float
    ) -> None:
        """Let `devices` have booted `uptime_s` seconds ago, without a boot counted."""
        for name in devices:
            self.devices[name].set_uptime(uptime_s, now_s)

    def record_volumes(self, devices: Iterable[DeviceId], now_s: float) -> None:
        """Write what has flowed at the sites of `devices` into the record of truth."""
        rows = []
        for device in (self.devices[name] for name in devices):
            down, up = device.life.flowed(now_s)
            clients = sum(map(partial(point_clients, now_s=now_s), device.points))
            rows.append((device.id, down, up, clients))
        self._truth.record_volumes(rows, now_s)

    def _end(self, faults: list[Fault], now_s: float) -> None:
        booting = {
            device.id: device
            for fault in faults
            if fault.kind in BOOTS_AT_END
            for device in self._befallen(fault)
        }
        # First: counters stand at 0 before anything flows again.
        self._boot(booting.values(), now_s)
        self._settle(faults, now_s)
        self._notify_boots(booting.values(), now_s)

    def _boot(self, devices: Iterable[Device], now_s: float) -> None:
        booted = []
        for device in devices:
            device.boot(now_s)
            booted.append((Change.BOOT, Subject.DEVICE, device.id))
        self._truth.record(booted, now_s)

    def _notify_boots(self, devices: Iterable[Device], now_s: float) -> None:
        if self.notifier is not None:
            for device in devices:
                self.notifier.booted(device, now_s)

    def _befallen(self, fault: Fault) -> Iterator[Device]:
        """Yield the devices `fault` names or means, each at least once."""
        named = [self.devices[name] for name in fault.devices]
        at_sites = [d for site in fault.sites for d in self._at_site.get(site, ())]
        kind = BEFALLEN_KIND.get(fault.kind)
        if kind is not None:
            at_sites = [d for d in at_sites if d.kind == kind]
        struck = [*named, *at_sites]
        if fault.kind is FaultKind.POE_OFF:
            struck = [each for each in struck if self._is_fed(each)]
        yield from struck
        for device in (self.devices.get(DeviceId(node)) for node in fault.nodes):
            if device is not None:
                yield device

    def _settle(self, changed: list[Fault], now_s: float) -> None:
        """Work out who behaves how, after the faults `changed` came or went."""
        touched = {
            device.id
            for fault in changed
            if fault.kind not in NOT_OF_DEVICES
            for device in self._befallen(fault)
        }
        self._rebehave(touched)
        self._swell(changed, now_s)
        cut_nodes = {
            node
            for fault in self._faults.values()
            if fault.kind is FaultKind.NODE_CUT
            for node in fault.nodes
        }
        dark_nodes = self._topology.dark_nodes(cut_nodes)
        dark_sites = self._topology.dark_sites(dark_nodes).union(
            *(f.sites for f in self._faults.values() if f.kind in SITE_FAULTS),
            self._sites_without_router(),
        )
        changes = [*self._cut_wire(), *self._darken(dark_nodes, dark_sites, touched)]
        self._truth.record(changes, now_s)
        self._follow(changes, now_s)

    def _follow(self, changes: list[ChangeRow], now_s: float) -> None:
        """Let traffic, ports and notifications follow the devices in `changes`."""
        names = (name for _, subject, name in changes if subject is Subject.DEVICE)
        turned = [self.devices[DeviceId(name)] for name in names]
        for router in (device for device in turned if device.kind == "router"):
            turn_router(router, now_s, self.notifier)
        for point in (device for device in turned if device.kind == "access_point"):
            turn_point(point, self._router_of(point), now_s, self.notifier)

    def _router_of(self, point: Device) -> Device | None:
        if point.site is None:
            return None
        at_site = self._at_site[point.site]
        return next((device for device in at_site if device.kind == "router"), None)

    def _is_fed(self, point: Device) -> bool:
        router = self._router_of(point)
        return router is not None and feeds(router, point.number)

    def _swell(self, changed: list[Fault], now_s: float) -> None:
        """Work out how much goes on at sites whose surges came or went."""
        surges = [f for f in changed if f.kind is FaultKind.CLIENTS_SURGE]
        held = [f for f in self._faults.values() if f.kind is FaultKind.CLIENTS_SURGE]
        for site in sorted({site for fault in surges for site in fault.sites}):
            surge = math.prod(fault.amount for fault in held if site in fault.sites)
            for device in self._at_site[site][:1]:
                device.life.swell(surge, now_s)

    def _cut_wire(self) -> Iterator[ChangeRow]:
        kinds = {fault.kind for fault in self._faults.values()}
        was_cut, self.is_wire_cut = self.is_wire_cut, FaultKind.WIRE_CUT in kinds
        if was_cut != self.is_wire_cut:
            yield _change(self.is_wire_cut), Subject.WIRE, POLLER

    def _sites_without_router(self) -> Iterator[SiteCode]:
        """Yield the sites whose router is off: all behind it is out of reach too."""
        for fault in self._faults.values():
            if fault.kind in ROUTER_OFF_KINDS:
                for device in self._befallen(fault):
                    if device.kind == "router" and device.site is not None:
                        yield device.site

    def _rebehave(self, touched: set[DeviceId]) -> None:
        if not touched:
            return
        holding: dict[DeviceId, list[Fault]] = {name: [] for name in touched}
        for fault in self._faults.values():
            if fault.kind in NOT_OF_DEVICES:
                continue
            for name in {device.id for device in self._befallen(fault)} & touched:
                holding[name].append(fault)
        for name, faults in holding.items():
            self.devices[name].behave(faults)

    def _darken(
        self,
        dark_nodes: frozenset[str],
        dark_sites: frozenset[SiteCode],
        touched: set[DeviceId],
    ) -> Iterator[ChangeRow]:
        """Let nodes, sites and their devices be dark or back; yield who changed.

        Only devices in reach of a change are looked at: `touched`, and those of a
        node or site that went dark or came back.
        """
        yield from _changes(Subject.NODE, self._dark_nodes, dark_nodes)
        yield from _changes(Subject.SITE, self._dark_sites, dark_sites)
        moved = {DeviceId(code) for code in self._dark_nodes ^ dark_nodes}
        for site in self._dark_sites ^ dark_sites:
            moved.update(device.id for device in self._at_site.get(site, ()))
        self._dark_nodes, self._dark_sites = dark_nodes, dark_sites
        for device in (self.devices[name] for name in sorted(moved | touched)):
            away = device.id in dark_nodes or device.site in dark_sites
            is_dark = away or device.is_off
            if is_dark != device.is_dark:
                device.is_dark = is_dark
                yield _change(is_dark), Subject.DEVICE, device.id


def _change(is_dark: bool) -> Change:  # noqa: FBT001
    return Change.DARK if is_dark else Change.BACK


def _changes(
    subject: Subject, before: frozenset[str], after: frozenset[str]
) -> Iterator[ChangeRow]:
    for name in sorted(after - before):
        yield Change.DARK, subject, name
    for name in sorted(before - after):
        yield Change.BACK, subject, name
