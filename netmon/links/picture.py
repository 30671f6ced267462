"""Everything links tell, worked out together from one look at the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from inventory.model import Register
from netmon.core.model import SiteCode
from netmon.links.commerce import DarkDay
from netmon.links.facts import Records
from netmon.links.health import Card
from netmon.links.line import Line
from netmon.links.priority import Need
from netmon.links.programme import Programme
from netmon.links.risk import Risk
from netmon.links.training import SessionLook
from netmon.links.volunteers import Neighbourhood


@dataclass(frozen=True, slots=True)
class Area:
    """What part of the nation is asked for; None leaves it open.

    Attributes:
        province: Province code.
        contract: Contract code.
        site: Site code.
    """

    province: str | None = None
    contract: str | None = None
    site: str | None = None


NATION = Area()


@dataclass(frozen=True, slots=True)
class Picture:
    """What was worked out at one moment.

    Attributes:
        at: UTC; of when every figure in it is.
        register: As it was then.
        records: As they were then.
        site_of: Site of each centre, by the centre's code.
        lines: Of the sites of centres, over the last year.
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
    site_of: Mapping[str, SiteCode]
    lines: Mapping[SiteCode, Line]
    cards: Mapping[str, Card]
    looks: tuple[SessionLook, ...]
    risks: tuple[Risk, ...]
    dark_days: tuple[DarkDay, ...]
    needs: Mapping[SiteCode, Need]
    neighbourhood: Neighbourhood

    def holds(self, site: SiteCode, area: Area) -> bool:
        """Return whether a site lies in `area`."""
        raise NotImplementedError

    def programme(self, area: Area = NATION) -> Programme:
        """Return the programme of one area; worked out once."""
        raise NotImplementedError
