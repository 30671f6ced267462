"""Who could walk over and see whether a site is dark. Codes only, no names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, inf, radians, sin, sqrt

from inventory.model import Register, Site
from netmon.core.model import SiteCode
from netmon.links.facts import Volunteer

MOST_NEAR = 20
"""Volunteers of the neighbourhood that are named; a telephone list is no use longer."""
EARTH_M = 6_371_000.0
"""Mean radius of the earth."""


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

    def __init__(self, register: Register, volunteers: Iterable[Volunteer]) -> None:
        self._sites = register.sites
        self._at: dict[str, list[Volunteer]] = defaultdict(list)
        self._serving: dict[str, list[Volunteer]] = defaultdict(list)
        self._in_district: dict[tuple[str, str], list[Volunteer]] = defaultdict(list)
        for each in volunteers:
            self._at[each.site].append(each)
            for code in each.also_serves:
                self._serving[code].append(each)
            home = self._sites.get(each.site)
            if home is not None and home.district:
                self._in_district[home.province, home.district].append(each)

    def count_at(self, site: SiteCode) -> int:
        """Return how many have `site` as their own."""
        return len(self._at.get(site, ()))

    def witnesses(self, site: SiteCode) -> list[Witness]:
        """Return who could confirm an outage at `site`, the best first.

        All of the site's own and of those that serve it too, then up to MOST_NEAR of
        its tambon and amphoe, the nearest first.
        """
        own = [
            self._witness(each, site, Nearness.OWN_SITE)
            for each in self._at.get(site, ())
        ]
        serving = [
            self._witness(each, site, Nearness.ALSO_SERVES)
            for each in self._serving.get(site, ())
            if each.site != site
        ]
        named = {each.volunteer.code for each in (*own, *serving)}
        near = [each for each in self._near(site) if each.volunteer.code not in named]
        near.sort(key=_order)
        return [*own, *sorted(serving, key=_order), *near[:MOST_NEAR]]

    def _near(self, code: SiteCode) -> Iterator[Witness]:
        site = self._sites.get(code)
        if site is None:
            return
        for each in self._in_district.get((site.province, site.district), ()):
            home = self._sites[each.site]
            is_same = bool(site.subdistrict) and home.subdistrict == site.subdistrict
            yield self._witness(
                each,
                code,
                Nearness.SAME_SUBDISTRICT if is_same else Nearness.SAME_DISTRICT,
            )

    def _witness(self, each: Volunteer, code: SiteCode, why: Nearness) -> Witness:
        here, home = self._sites.get(code), self._sites.get(each.site)
        distance_m = to_distance_m(here, home) if here and home else None
        return Witness(each, why, distance_m)


def to_distance_m(one: Site, other: Site) -> float | None:
    """Return the great-circle distance of two sites, None where a point is unknown."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    lat_1, lat_2 = radians(one.lat), radians(other.lat)
    half_lat = sin((lat_2 - lat_1) / 2)
    half_lon = sin(radians(other.lon - one.lon) / 2)
    chord = half_lat**2 + cos(lat_1) * cos(lat_2) * half_lon**2
    return 2 * EARTH_M * asin(min(1.0, sqrt(chord)))


def _order(witness: Witness) -> tuple[int, float, str]:
    place = list(Nearness).index(witness.nearness)
    far = inf if witness.distance_m is None else witness.distance_m
    return place, far, witness.volunteer.code
