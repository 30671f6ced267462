"""Sites that go dark together though no parent explains it: a district, or more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from netmon.status.causes import Cause, Finding
from netmon.status.topology import AREA, PROVIDER, Topology, to_area_parts, wider

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import SiteCode
    from netmon.status.incident import Incident
    from netmon.status.incident_index import IncidentIndex
    from netmon.status.incident_rules import IncidentRules


@dataclass(frozen=True, slots=True)
class Crowd:
    """Open incidents that are one.

    Attributes:
        key: Of the one.
        finding: Why they belong together.
    """

    key: str
    finding: Finding
    parts: tuple[Incident, ...]


def crowds_of(incident: Incident, topology: Topology) -> tuple[str, ...]:
    """Return keys of the crowds `incident` may turn out to be part of."""
    if incident.alone_site is not None:
        return topology.crowds(incident.alone_site)
    if incident.key.startswith(AREA):
        return wider(incident.key.removeprefix(AREA), topology.providers)
    return ()


@dataclass(frozen=True, slots=True)
class Crowds:
    """Finds crowds among what began within the window."""

    rules: IncidentRules
    index: IncidentIndex

    def find_area(
        self, site: SiteCode, topology: Topology, now: datetime
    ) -> Crowd | None:
        """Return the crowd that `site` makes with its neighbours.

        Sites that are switched off as every night make none, but are part of one that
        others make.
        """
        key = next(iter(topology.crowds(site)), "")
        fresh = self._fresh(key, now)
        if sum(not each.is_nightly for each in fresh) < self.rules.area_count:
            return None
        finding = Finding(Cause.UNKNOWN, 0.3, "same_contract_and_district")
        return Crowd(key, finding, fresh)

    def find_wider(self, area: str, topology: Topology, now: datetime) -> Crowd | None:
        """Return what `area` makes with other areas of its province or provider."""
        return next(self._wider(area, topology, now), None)

    def _wider(self, area: str, topology: Topology, now: datetime) -> Iterator[Crowd]:
        for key in wider(area, topology.providers):
            fresh = self._fresh(key, now)
            areas = [x.key.removeprefix(AREA) for x in fresh if x.key.startswith(AREA)]
            if len(areas) < self.rules.crowd_count:
                continue
            why = "areas_of_one_province"
            if key.startswith(PROVIDER):
                provinces = {to_area_parts(each)[1] for each in areas}
                if len(provinces) < self.rules.provider_provinces_count:
                    continue
                why = "areas_of_one_provider"
            yield Crowd(key, Finding(Cause.UNKNOWN, 0.3, why), fresh)

    def _fresh(self, crowd: str, now: datetime) -> tuple[Incident, ...]:
        """Return what may be part of `crowd` and began within the window."""
        window = timedelta(seconds=self.rules.area_window_s)
        return tuple(
            each
            for each in self.index.of_crowd(crowd)
            if abs(now - each.risen_at) <= window
        )
