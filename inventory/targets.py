"""Which devices of the register are looked at, and how."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inventory.model import AccessPoint, Register, Router, SeenBy
from netmon.core.model import DeviceId, Method, Role, SiteCode, SnmpAccess, Target


def to_targets(register: Register, today: date) -> tuple[Target, ...]:
    """Return every device with an address of its own, site by site in code order.

    The router of a site comes before its access points, and these in id order. An
    access point seen by a controller or its router has no address and is no target;
    one in a tunnel is judged by ICMP alone, and read with its own credential, else with
    its router's. A site not yet in service has none.

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
            yield _to_point_target(point, point.address, router)


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


def _to_point_target(point: AccessPoint, address: str, router: Router | None) -> Target:
    shared = SnmpAccess(router.snmp.credential) if router else SnmpAccess()
    return Target(
        device=point.id,
        site=point.site,
        role=Role.ACCESS_POINT,
        address=address,
        methods=(Method.ICMP,),
        snmp=point.snmp or shared,
    )


def to_reported_targets(register: Register, today: date) -> tuple[Target, ...]:
    """Return the access points that somebody else tells of: they have no address.

    Those behind a controller that is in the register and can be asked, and those
    behind a router whose agent can be asked, with a MAC to be told by.
    """
    return tuple(
        Target(point.id, code, Role.ACCESS_POINT, "", (Method.REPORT,))
        for code, site in register.sites.items()
        if site.in_service_from is not None and site.in_service_from <= today
        for point in register.access_points.get(code, ())
        if to_reporter(register, point) is not None
    )


def to_reporter(register: Register, point: AccessPoint) -> DeviceId | None:
    """Return the device that tells of an access point, None where nobody can."""
    if point.address is not None:
        return None
    if point.seen_by is SeenBy.CONTROLLER:
        controller = register.controllers.get(point.controller or "")
        return controller.name if controller and controller.address else None
    router = register.routers.get(point.site)
    is_told = router is not None and router.address and Method.SNMP in router.methods
    return router.id if router and is_told and point.mac else None


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


def to_controller_targets(register: Register) -> tuple[Target, ...]:
    """Return every wireless controller that has an address, by SNMP; of no site."""
    return tuple(
        Target(
            device=controller.name,
            site=SiteCode(""),
            role=Role.CONTROLLER,
            address=controller.address,
            methods=(Method.SNMP,),
            snmp=controller.snmp,
        )
        for controller in register.controllers.values()
        if controller.address is not None
    )


CANARIES_PER_PROVIDER = 3
"""So many prove that a poller sees a provider (sla.md, section 6: canaries_per_isp)."""


def to_canaries(register: Register, today: date) -> tuple[Target, ...]:
    """Return whose answers prove that we can see: a few of every provider.

    The nodes nearest to a provider come first; where its network is not in the
    register, routers of its sites do. One answer is proof, so a canary may be down.
    """
    chosen: dict[str, list[Target]] = {}
    for node in to_node_targets(register):
        root, depth = _climb(register, str(node.device))
        if depth <= 1:
            chosen.setdefault(root, []).append(node)
    for target in to_targets(register, today):
        if target.role is Role.ROUTER:
            contract = register.contracts.get(register.sites[target.site].contract)
            chosen.setdefault(contract.provider if contract else "", []).append(target)
    return tuple(
        target
        for candidates in chosen.values()
        for target in candidates[:: max(1, len(candidates) // CANARIES_PER_PROVIDER)][
            :CANARIES_PER_PROVIDER
        ]
    )


def _climb(register: Register, code: str) -> tuple[str, int]:
    """Return the root above a node, and how many steps it is away."""
    depth = 0
    while register.nodes[code].parents:
        code, depth = register.nodes[code].parents[0], depth + 1
    return code, depth
