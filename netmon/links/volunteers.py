"""Who could walk over and see whether a site is dark. Codes only, no names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inventory.model import Register
from netmon.core.model import SiteCode
from netmon.links.facts import Volunteer

MOST_NEAR = 20
"""Volunteers of the neighbourhood that are named; a telephone list is no use longer."""


class Nearness(StrEnum):
    """Why a volunteer is asked, the best reason first."""

    OWN_SITE = "own_site"
    ALSO_SERVES = "also_serves"
    SAME_SUBDISTRICT = "same_subdistrict"
    SAME_DISTRICT = "same_district"


@dataclass(frozen=True, slots=True)
class Witness:
    """A volunteer who could confirm an outage.

    Attributes:
        distance_m: From their own site to the one asked about, as the crow flies;
            None where one of the two points is not known.
    """

    volunteer: Volunteer
    nearness: Nearness
    distance_m: float | None


class Neighbourhood:
    """The volunteers of a register, by where they are.

    Args:
        register: Where sites are.
        volunteers: All of them.
    """

    def __init__(self, register: Register, volunteers: tuple[Volunteer, ...]) -> None:
        self._register = register
        self._volunteers = volunteers

    def witnesses(self, site: SiteCode) -> list[Witness]:
        """Return who could confirm an outage at `site`, the best first.

        All of the site's own and of those that serve it too, then up to MOST_NEAR of
        its tambon and amphoe, the nearest first.
        """
        raise NotImplementedError
