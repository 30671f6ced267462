"""Small registers, built by hand."""

from __future__ import annotations

from inventory.model import (
    AccessPoint,
    Contract,
    Node,
    NodeKind,
    Province,
    Register,
    Router,
    SeenBy,
    Site,
    SiteType,
)
from netmon.core.model import DeviceId, SiteCode

PROVINCES = {
    "10": Province(
        "10", "TH-10", "กรุงเทพมหานคร", "Bangkok", "central", 13.7, 100.5, 5, 9
    ),
    "50": Province("50", "TH-50", "เชียงใหม่", "Chiang Mai", "north", 18.8, 99.0, 2, 1),
}
CONTRACT = Contract("C1", "Provider", "area")
NODES = {
    "P1": Node("P1", NodeKind.PROVIDER, "provider", "198.18.1.1"),
    "T1": Node("T1", NodeKind.TRUNK, "trunk 1", "198.18.1.2", ("P1",)),
    "T2": Node("T2", NodeKind.TRUNK, "trunk 2", "198.18.1.3", ("P1",)),
    "A1": Node("A1", NodeKind.AGGREGATION, "aggregation 1", "198.18.1.4", ("T1",)),
    "A2": Node("A2", NodeKind.AGGREGATION, "both trunks", None, ("T1", "T2")),
}


def site(code: str, *parents: str, province: str = "10", district: str = "D1") -> Site:
    return Site(
        SiteCode(code),
        code,
        code,
        SiteType.LIBRARY,
        province,
        district,
        "S1",
        None,
        None,
        CONTRACT.code,
        parents,
    )


def small_register(prefix: str = "198.18") -> Register:
    """Six sites: S1-S3 behind A1, S4 behind A2, S5 behind T2, S6 without a parent.

    Site number n has its router at .2.n and, but for S6, a tunnel access point at .3.n.
    """
    sites = [
        site("S1", "A1"),
        site("S2", "A1"),
        site("S3", "A1", district="D2"),
        site("S4", "A2", province="50"),
        site("S5", "T2", province="50"),
        site("S6", province="50", district="D6"),
    ]
    nodes = NODES
    if prefix != "198.18":
        nodes = {
            n.code: Node(n.code, n.kind, n.name, None, n.parents)
            for n in NODES.values()
        }
    return Register(
        version=1,
        provinces=PROVINCES,
        contracts={CONTRACT.code: CONTRACT},
        nodes=nodes,
        sites={row.code: row for row in sites},
        routers={
            row.code: _router(row, f"{prefix}.2.{n}") for n, row in enumerate(sites, 1)
        },
        access_points={
            row.code: (_point(row, f"{prefix}.3.{n}"),)
            for n, row in enumerate(sites[:-1], 1)
        },
    )


def _router(row: Site, address: str) -> Router:
    return Router(DeviceId(f"{row.code}/r"), row.code, "MikroTik", "hEX", address)


def _point(row: Site, address: str) -> AccessPoint:
    name = DeviceId(f"{row.code}/ap")
    return AccessPoint(name, row.code, "Ruijie", "RG", "", SeenBy.TUNNEL, address)
