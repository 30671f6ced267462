"""Where an incident is: what it is called after, and whose sites are part of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.access.policy import NATION, Subject

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.api.context import Live
    from netmon.core.model import SiteCode
    from netmon.status.incident_records import IncidentRecord

MOST_KEPT = 2_000
"""Places of incidents held in memory."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an incident is.

    Attributes:
        kind: `node`, `area`, `province`, `provider`, `site`, `collector` or `alert`;
            see incident.Incident.key.
        name: Code of the node, province or site, `contract/province/district`, name of
            a provider or poller, an alert's fingerprint.
        provinces, contracts: Codes, sorted; of sites that were ever part of it.
        site_count: Such sites.
    """

    kind: str
    name: str
    provinces: tuple[str, ...]
    contracts: tuple[str, ...]
    site_count: int

    def to_subject(self) -> Subject:
        """Return what a right over the whole incident must cover."""
        if self.kind == "site":
            return Subject(*self._only(), site=self.name)
        return Subject(*self._only()) if self.site_count else NATION

    def _only(self) -> tuple[str | None, str | None]:
        province = self.provinces[0] if len(self.provinces) == 1 else None
        return province, self.contracts[0] if len(self.contracts) == 1 else None


class PlaceBook:
    """Knows the places of incidents; reads one anew only when sites have joined.

    Args:
        live: The running service.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._known: dict[tuple[str, int, int], Place] = {}

    async def place(self, record: IncidentRecord) -> Place:
        """Return where `record` is."""
        register = self._live.board.register
        key = (record.id, record.member_count, register.version)
        if key not in self._known:
            sites = await self._live.incidents.sites_of(record.id)
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[key] = to_place(record.key, sites, register)
        return self._known[key]


def to_place(key: str, codes: list[SiteCode], register: Register) -> Place:
    """Return the place of an incident of `key` that `codes` are part of."""
    kind, _, rest = key.partition(":")
    name = rest.rpartition(":")[0] if kind == "site" else rest
    found = [register.sites[code] for code in codes if code in register.sites]
    return Place(
        kind=kind,
        name=name,
        provinces=tuple(sorted({site.province for site in found})),
        contracts=tuple(sorted({site.contract for site in found})),
        site_count=len(codes),
    )
