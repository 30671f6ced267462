"""From the names in a scenario to sites and nodes of a register."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from netmon.core.errors import ConfigError
from netmon.core.model import DeviceId, SiteCode
from netmon.twin.faults import Fault, FaultKind
from netmon.twin.timeline import PlannedEvent
from netmon.twin.topology import Topology

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from inventory.model import Register, Site
    from netmon.twin.scenario_parts import Event, Scenario, Who

LARGEST = "largest"


class UnknownName(ValueError):
    """The register does not know a name, or nothing matches all conditions."""


def plan_events(scenario: Scenario, register: Register) -> tuple[PlannedEvent, ...]:
    """Return the events of `scenario` with their names resolved.

    Raises:
        ConfigError: One line per event that names what `register` does not know.
    """
    finder = Finder(register)
    planned, problems = [], []
    for number, event in enumerate(scenario.event):
        try:
            fault = finder.fault(event)
        except UnknownName as exc:
            problems.append(f"{scenario.place(number)}, field who.{exc}")
            continue
        who = event.who
        planned.append(
            PlannedEvent(
                fault,
                event.at_s,
                event.for_s,
                event.every_s,
                share=who.share,
                count=who.count,
                draw=who.draw,
            )
        )
    if problems:
        raise ConfigError(*problems)
    return tuple(planned)


class Finder:
    """Finds what a scenario means in one register."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._topology = Topology(register)

    def fault(self, event: Event) -> Fault:
        """Return the fault `event` describes, befalling all it may befall.

        Raises:
            UnknownName: `event` names what the register does not know.
        """
        if event.kind is FaultKind.WIRE_CUT:
            return Fault(event.kind)
        if event.who.controller is not None:
            known = self._register.controllers
            name = DeviceId(_known("controller", event.who.controller, known))
            return Fault(event.kind, devices=(name,), amount=event.amount)
        node = self._node(event.who)
        if event.kind is FaultKind.NODE_CUT and node is not None:
            return Fault(event.kind, nodes=(node,))
        return Fault(
            event.kind, sites=self._sites(event.who, node), amount=event.amount
        )

    def _node(self, who: Who) -> str | None:
        if who.trunk == LARGEST:
            trunk = self._topology.largest_trunk(who.prefer_sites)
            if trunk is None:
                raise UnknownName("trunk: the register has no trunk")
            return trunk
        if who.trunk is not None:
            return _known("trunk", who.trunk, self._register.nodes)
        if who.node is not None:
            return _known("node", who.node, self._register.nodes)
        return None

    def _sites(self, who: Who, node: str | None) -> tuple[SiteCode, ...]:
        found: list[Site] = list(self._register.sites.values())
        for keep in self._conditions(who, node):
            found = [site for site in found if keep(site)]
        if who.district is not None:
            found = self._in_district(found, who.district)
        if not found:
            raise UnknownName("sites: no site meets all conditions")
        return tuple(sorted(site.code for site in found))

    def _conditions(self, who: Who, node: str | None) -> list[Callable[[Site], bool]]:
        keeps: list[Callable[[Site], bool]] = []
        if who.sites is not None:
            known = self._register.sites
            wanted = {SiteCode(_known("sites", code, known)) for code in who.sites}
            keeps.append(lambda site: site.code in wanted)
        if who.province is not None:
            province = self._province(who.province)
            keeps.append(lambda site: site.province == province)
        if who.contract is not None:
            contract = _known("contract", who.contract, self._register.contracts)
            keeps.append(lambda site: site.contract == contract)
        if who.service_hours:
            keeps.append(lambda site: site.service_hours is not None)
        if node is not None:
            behind = frozenset(self._topology.sites_behind((node,)))
            keeps.append(lambda site: site.code in behind)
        return keeps

    def _province(self, name: str) -> str:
        """Return the code of a province given by code, ISO code or a name."""
        for province in self._register.provinces.values():
            if name in (
                province.code,
                province.iso,
                province.name_th,
                province.name_en,
            ):
                return province.code
        msg = f"province: the register knows no {name!r}"
        raise UnknownName(msg)

    def _in_district(self, sites: list[Site], name: str) -> list[Site]:
        if name == LARGEST:
            counts = Counter((site.province, site.district) for site in sites)
            largest = max(sorted(counts), key=lambda key: counts[key], default=None)
            return [s for s in sites if (s.province, s.district) == largest]
        found = [site for site in sites if site.district == name]
        provinces = sorted({site.province for site in found})
        if not found:
            msg = f"district: the register knows no {name!r} there"
            raise UnknownName(msg)
        if len(provinces) > 1:
            text = f"district: {name!r} lies in provinces {', '.join(provinces)}"
            msg = f"{text}; name the province too"
            raise UnknownName(msg)
        return found


def _known(field: str, name: str, names: Container[str]) -> str:
    if name not in names:
        msg = f"{field}: the register knows no {name!r}"
        raise UnknownName(msg)
    return name
