"""Makes up districts and places with Thai names that could be real."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import NamedTuple

from inventory.fleet.plan import PlacePlan

_SITES_PER_DISTRICT = 9
_PLACES_PER_DISTRICT = 8


class PlaceName(NamedTuple):
    """A name in both languages."""

    thai: str
    english: str


class District(NamedTuple):
    """A district and the places, sub-districts or villages, in it."""

    name: PlaceName
    places: tuple[PlaceName, ...]


def draw_districts(plan: PlacePlan, rng: Random, sites: int) -> list[District]:
    """Return districts enough for `sites` sites, at least one, no name twice."""
    names = [
        PlaceName(head[0] + tail[0], head[1] + tail[1])
        for head, tail in product(plan.heads, plan.tails)
    ]
    count = min(max(1, sites // _SITES_PER_DISTRICT), len(names))
    return [
        District(name, tuple(rng.sample(names, _PLACES_PER_DISTRICT)))
        for name in rng.sample(names, count)
    ]
