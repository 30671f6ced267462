"""Where an incident is by the register: provinces, and how many sites hang there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.core.model import SiteCode
from netmon.status.incident import NODE, SITE
from netmon.status.maintenance_reach import Reaches
from netmon.status.topology import AREA, PROVINCE, to_area_parts

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.status.incident import Incident


@dataclass(frozen=True, slots=True)
class Where:
    """Where an incident is.

    Attributes:
        provinces: Codes, sorted.
        behind_count: Sites every way to which goes through the dead node; None where
            no node is at fault.
    """

    provinces: tuple[str, ...] = ()
    behind_count: int | None = None


def nowhere(_incident: Incident) -> Where:
    """Return that nothing is known of where an incident is."""
    return Where()


class Whereabouts:
    """Knows where incidents are, by one register.

    Args:
        register: In force.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._reaches = Reaches(register)

    def of(self, incident: Incident) -> Where:
        """Return where `incident` is: all who hang from its node, or who are dark."""
        key, sites = incident.key, frozenset(incident.members.values())
        if key.startswith(NODE):
            behind = self._reaches.behind([key.removeprefix(NODE)])
            return Where(self._provinces(behind | sites), len(behind))
        if key.startswith(AREA):
            return Where((to_area_parts(key.removeprefix(AREA))[1],))
        if key.startswith(PROVINCE):
            return Where((key.removeprefix(PROVINCE),))
        if key.startswith(SITE):
            sites = frozenset([SiteCode(key.removeprefix(SITE).rpartition(":")[0])])
        return Where(self._provinces(sites))

    def _provinces(self, sites: frozenset[SiteCode]) -> tuple[str, ...]:
        known = self._register.sites
        return tuple(sorted({known[each].province for each in sites if each in known}))
