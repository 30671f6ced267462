"""Whose access points a controller's are: by MAC, else by name; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from netmon.core.reading import ApReading

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of a controller's access points.

    Attributes:
        known: By the register's own key of the access point.
        unmatched: Those the register does not know, in the controller's order.
    """

    known: Mapping[str, ApReading]
    unmatched: tuple[ApReading, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """An access point of the register.

    Attributes:
        key: Its device id.
        mac: Six octets, lower-case hex with colons, empty where unknown.
        names: By which a controller may know it.
    """

    key: str
    mac: str = ""
    names: tuple[str, ...] = ()


def match_access_points(
    heard: Iterable[ApReading], register: Iterable[Registered]
) -> Matched:
    """Find the access points of a controller in the register.

    A MAC decides. A name decides where it fits one access point of the register alone,
    and no MAC has already told otherwise; case and outer blanks do not count.

    Args:
        heard: Of one controller.
        register: Every access point that may be behind it.
    """
    register = tuple(register)
    by_mac = {each.mac: each.key for each in register if each.mac}
    by_name = _unique(
        (_fold(name), each.key) for each in register for name in each.names
    )
    heard = tuple(heard)
    known: dict[str, ApReading] = {}
    left: list[ApReading] = []
    for point in heard:
        key = by_mac.get(point.mac)
        if key is None:
            left.append(point)
        else:
            known[key] = point
    unmatched: list[ApReading] = []
    for point in left:
        key = by_name.get(_fold(point.name))
        if key is None or key in known:
            unmatched.append(point)
        else:
            known[key] = point
    return Matched(known, tuple(unmatched))


def _unique(pairs: Iterable[tuple[str, K]]) -> dict[str, K]:
    """Return the names that one access point alone has."""
    pairs = tuple(pairs)
    counts = Counter(name for name, _ in pairs)
    return {name: key for name, key in pairs if name and counts[name] == 1}


def _fold(name: str) -> str:
    return name.strip().casefold()
