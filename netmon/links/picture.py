"""Everything links tell, worked out together from one look at the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from inventory.model import Register
from netmon.core.model import SiteCode
from netmon.links.area import NATION, Area
from netmon.links.commerce import DarkDay
from netmon.links.facts import Records
from netmon.links.health import Card
from netmon.links.line import Line
from netmon.links.priority import Need
from netmon.links.programme import Programme
from netmon.links.risk import Risk
from netmon.links.roll_up import roll_up
from netmon.links.training import SessionLook
from netmon.links.volunteers import Neighbourhood
from netmon.status.board import SiteStatus


@dataclass(frozen=True, slots=True)
class Picture:
    """What was worked out at one moment.

    Attributes:
        at: UTC; of when every figure in it is.
        register: As it was then.
        records: As they were then.
        states: How every site was shown then.
        site_of: Site of each centre, by the centre's code.
        lines: Of the sites of centres, over the last year or as long as there were
            sessions.
        cards: By centre code, in that order.
        looks: Every session, in the order they start.
        risks: Sessions with class in the coming week, the gravest first.
        dark_days: Of every shop in the last year, the newest first.
        needs: What hangs on a site, by its code; sites without any are left out.
        neighbourhood: Who is near.
    """

    at: datetime
    register: Register
    records: Records
    states: Mapping[SiteCode, SiteStatus]
    site_of: Mapping[str, SiteCode]
    lines: Mapping[SiteCode, Line]
    cards: Mapping[str, Card]
    looks: tuple[SessionLook, ...]
    risks: tuple[Risk, ...]
    dark_days: tuple[DarkDay, ...]
    needs: Mapping[SiteCode, Need]
    neighbourhood: Neighbourhood
    _programmes: dict[Area, Programme] = field(default_factory=dict)

    def holds(self, site: SiteCode, area: Area) -> bool:
        """Return whether a site lies in `area`; outside the register only in all."""
        return area.holds(site, self.register.sites.get(site))

    def known(self, area: Area) -> Programme | None:
        """Return the programme of one area, None where it is not worked out yet."""
        return self._programmes.get(area)

    def programme(self, area: Area = NATION) -> Programme:
        """Return the programme of one area; worked out once."""
        if area not in self._programmes:
            self._programmes[area] = roll_up(self, area)
        return self._programmes[area]
