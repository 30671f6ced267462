"""Which devices of the register are looked at, and how."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inventory.model import AccessPoint, NodeKind, Register, Router
from netmon.core.model import DeviceId, Method, Role, SiteCode, Target


def to_targets(register: Register, today: date) -> tuple[Target, ...]:
    """Return every device with an address of its own, site by site in code order.

    The router of a site comes before its access points, and these in id order. An
    access point seen by a controller or its router has no address and is no target;
    one in a tunnel is asked by ICMP alone. A site not yet in service has none.

    Args:
        register: What exists.
        today: The date in Asia/Bangkok.
    """
    return tuple(
        target
        for code, site in register.sites.items()
        if site.in_service_from is not None and site.in_service_from <= today
        for target in _of_site(register, code)
    )


def _of_site(register: Register, site: SiteCode) -> Iterator[Target]:
    router = register.routers.get(site)
    if router is not None and router.address is not None:
        yield _to_router_target(router, router.address)
    for point in register.access_points.get(site, ()):
        if point.address is not None:
            yield _to_point_target(point, point.address)


def _to_router_target(router: Router, address: str) -> Target:
    return Target(
        device=router.id,
        site=router.site,
        role=Role.ROUTER,
        address=address,
        methods=router.methods,
        snmp=router.snmp,
        tcp_port=router.tcp_port,
    )


def _to_point_target(point: AccessPoint, address: str) -> Target:
    return Target(
        device=point.id,
        site=point.site,
        role=Role.ACCESS_POINT,
        address=address,
        methods=(Method.ICMP,),
    )


def to_node_targets(register: Register) -> tuple[Target, ...]:
    """Return every node of the access network that has an address, by ICMP."""
    return tuple(
        Target(
            device=DeviceId(node.code),
            site=SiteCode(""),
            role=Role.NODE,
            address=node.address,
            methods=(Method.ICMP,),
        )
        for node in register.nodes.values()
        if node.address is not None
    )


def to_canaries(register: Register) -> tuple[Target, ...]:
    """Return the nodes whose answers prove that we can see: every provider's own."""
    providers = {
        code for code, node in register.nodes.items() if node.kind is NodeKind.PROVIDER
    }
    return tuple(
        target for target in to_node_targets(register) if target.device in providers
    )
