"""Where provinces, amphoes and tambons are, as far as anybody has told us."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import cos, hypot, radians

from inventory.model import Province

TOLERANCE_KM = 5.0
"""Province borders are simplified, and a site stands where its door is."""

FARTHEST_KM = 250.0
"""From the centre of a province to its farthest corner, where no border is known.
In Chiang Mai, the longest, it is over 200 km."""

_KM_PER_DEGREE = 111.2
"""Mean length of a degree of a great circle: 6371 km * pi / 180."""

Ring = Sequence[tuple[float, float]]
"""Closed line of (longitude, latitude), degrees."""


@dataclass(frozen=True, slots=True)
class Tambon:
    """A tambon, with the amphoe and the point it is drawn at."""

    code: str
    name: str
    amphoe: str
    lat: float
    lon: float

    @property
    def amphoe_code(self) -> str:
        """The first four digits."""
        return self.code[:4]

    @property
    def province(self) -> str:
        """The first two digits."""
        return self.code[:2]


@dataclass(frozen=True)
class Geography:
    """What rows are held against.

    Attributes:
        provinces: Keyed by code.
        tambons: Keyed by code; empty where no geography was given.
        borders: Rings keyed by province code; even-odd, so holes need no mark.
    """

    provinces: Mapping[str, Province]
    tambons: Mapping[str, Tambon]
    borders: Mapping[str, Sequence[Ring]]

    @cached_property
    def amphoes(self) -> Mapping[str, frozenset[str]]:
        """Provinces that have an amphoe of a name, keyed by the name."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for tambon in self.tambons.values():
            found[tambon.amphoe].add(tambon.province)
        return {name: frozenset(codes) for name, codes in found.items()}

    @cached_property
    def names(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """Tambon names, keyed by province code and amphoe name."""
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for tambon in self.tambons.values():
            found[tambon.province, tambon.amphoe].add(tambon.name)
        return {key: frozenset(names) for key, names in found.items()}

    def is_in_province(self, province: str, lat: float, lon: float) -> bool:
        """Return whether a point lies in a province, give or take TOLERANCE_KM."""
        rings = self.borders.get(province)
        if rings:
            return _is_inside(rings, lat, lon) or _is_near(rings, lat, lon)
        places = [one for one in self.tambons.values() if one.province == province]
        if places:
            # Half of a large tambon, with what is left over.
            return any(_km(one.lat, one.lon, lat, lon) < 40 for one in places)
        centre = self.provinces[province]
        return _km(centre.lat, centre.lon, lat, lon) < FARTHEST_KM

    def is_near_tambon(self, code: str, lat: float, lon: float) -> bool:
        """Return whether a point lies within TOLERANCE_KM of the tambon's own."""
        tambon = self.tambons.get(code)
        return tambon is not None and _km(tambon.lat, tambon.lon, lat, lon) <= (
            TOLERANCE_KM
        )


def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance on a plane; good to 1 % within Thailand."""
    width = cos(radians((lat + other_lat) / 2))
    return _KM_PER_DEGREE * hypot(lat - other_lat, (lon - other_lon) * width)


def _is_inside(rings: Iterable[Ring], lat: float, lon: float) -> bool:
    """Count the edges east of the point: odd means inside (W. R. Franklin, PNPOLY)."""
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > lat) != (y2 > lat):
                crossing = x1 + (x2 - x1) * (lat - y1) / (y2 - y1)
                inside ^= lon < crossing
    return inside


def _is_near(rings: Iterable[Ring], lat: float, lon: float) -> bool:
    width = cos(radians(lat))
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            start = ((x1 - lon) * width, y1 - lat)
            end = ((x2 - lon) * width, y2 - lat)
            if _KM_PER_DEGREE * _to_edge(start, end) <= TOLERANCE_KM:
                return True
    return False


def _to_edge(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the distance of the origin from the edge between two points."""
    (x1, y1), (x2, y2) = start, end
    dx, dy = x2 - x1, y2 - y1
    length2 = dx * dx + dy * dy
    along = 0.0 if length2 == 0 else -(x1 * dx + y1 * dy) / length2
    along = min(1.0, max(0.0, along))
    return hypot(x1 + along * dx, y1 + along * dy)
