"""Builds a register in the order the model promises, whatever order things came in."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from inventory.model import (
    AccessPoint,
    Contract,
    Controller,
    Node,
    Province,
    Register,
    Router,
    Site,
)
from netmon.core.model import SiteCode


class Parts(NamedTuple):
    """What a register is made of, in any order."""

    provinces: Iterable[Province]
    contracts: Iterable[Contract]
    nodes: Iterable[Node]
    sites: Iterable[Site]
    routers: Iterable[Router]
    access_points: Iterable[AccessPoint]
    controllers: Iterable[Controller] = ()


def to_register(parts: Parts, version: int = 0) -> Register:
    """Return the register of `parts`, each kind in code order.

    Sorting happens here and not in SQL: databases collate in their own ways.
    """
    code = attrgetter("code")
    return Register(
        version=version,
        provinces={one.code: one for one in sorted(parts.provinces, key=code)},
        contracts={one.code: one for one in sorted(parts.contracts, key=code)},
        nodes={one.code: one for one in sorted(parts.nodes, key=code)},
        sites={one.code: one for one in sorted(parts.sites, key=code)},
        routers={
            one.site: one for one in sorted(parts.routers, key=attrgetter("site"))
        },
        access_points=_by_site(parts.access_points),
        controllers={
            one.name: one for one in sorted(parts.controllers, key=attrgetter("name"))
        },
    )


def _by_site(points: Iterable[AccessPoint]) -> dict[SiteCode, tuple[AccessPoint, ...]]:
    found: dict[SiteCode, tuple[AccessPoint, ...]] = {}
    for point in sorted(points, key=attrgetter("site", "id")):
        found[point.site] = (*found.get(point.site, ()), point)
    return found
