"""Turns the register's types into table rows and back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, Table

from inventory import tables
from inventory.model import (
    AccessPoint,
    Contract,
    Controller,
    Node,
    NodeKind,
    Province,
    Register,
    Router,
    SeenBy,
    ServiceHours,
    Site,
    SiteType,
)
from netmon.core.model import DeviceId, Method, SiteCode, SnmpAccess

Record = dict[str, Any]
"""One row to insert, keyed by column."""


def to_rows(register: Register) -> Iterator[tuple[Table, list[Record]]]:
    """Yield each table with its rows, in an order in which they can be inserted."""
    nodes, sites = register.nodes.values(), register.sites.values()
    points = (one for group in register.access_points.values() for one in group)
    yield tables.province, [asdict(one) for one in register.provinces.values()]
    yield tables.contract, [asdict(one) for one in register.contracts.values()]
    yield tables.node, [_from_node(node) for node in nodes]
    yield tables.node_parent, _from_parents("node", nodes)
    yield tables.site, [_from_site(site) for site in sites]
    yield tables.site_parent, _from_parents("site", sites)
    yield tables.router, [from_router(one) for one in register.routers.values()]
    yield tables.access_point, [_from_access_point(one) for one in points]
    controllers = register.controllers.values()
    yield tables.controller, [_from_controller(one) for one in controllers]


def to_province(row: Row[Any]) -> Province:
    """Return the province in `row`."""
    return Province(*tuple(row))


def to_contract(row: Row[Any]) -> Contract:
    """Return the contract in `row`."""
    return Contract(*tuple(row))


def to_node(row: Row[Any], parents: tuple[str, ...]) -> Node:
    """Return the node in `row`, which hangs from `parents`."""
    return Node(row.code, NodeKind(row.kind), row.name, row.address, parents)


def to_site(row: Row[Any], parents: tuple[str, ...]) -> Site:
    """Return the site in `row`, whose line hangs from `parents`."""
    return Site(
        code=SiteCode(row.code),
        name_th=row.name_th,
        name_en=row.name_en,
        site_type=SiteType(row.site_type),
        province=row.province,
        district=row.district,
        subdistrict=row.subdistrict,
        lat=row.lat,
        lon=row.lon,
        contract=row.contract,
        parents=parents,
        service_hours=_to_hours(row),
        in_service_from=row.in_service_from,
    )


def to_router(row: Row[Any]) -> Router:
    """Return the router in `row`."""
    return Router(
        id=DeviceId(row.id),
        site=SiteCode(row.site),
        vendor=row.vendor,
        model=row.model,
        address=row.address,
        methods=tuple(Method(word) for word in row.methods.split()),
        snmp=SnmpAccess(row.snmp_credential, row.snmp_port),
        tcp_port=row.tcp_port,
    )


def to_access_point(row: Row[Any]) -> AccessPoint:
    """Return the access point in `row`."""
    return AccessPoint(
        id=DeviceId(row.id),
        site=SiteCode(row.site),
        vendor=row.vendor,
        model=row.model,
        mac=row.mac,
        seen_by=SeenBy(row.seen_by),
        address=row.address,
        controller=row.controller,
        snmp=_to_own_access(row),
    )


def _to_own_access(row: Row[Any]) -> SnmpAccess | None:
    if row.snmp_credential is None or row.snmp_port is None:
        return None
    return SnmpAccess(row.snmp_credential, row.snmp_port)


def to_controller(row: Row[Any]) -> Controller:
    """Return the controller in `row`."""
    return Controller(
        name=DeviceId(row.name),
        vendor=row.vendor,
        model=row.model,
        address=row.address,
        snmp=SnmpAccess(row.snmp_credential, row.snmp_port),
    )


def _to_hours(row: Row[Any]) -> ServiceHours | None:
    if row.service_weekdays is None:
        return None
    days = tuple(int(day) for day in row.service_weekdays.split())
    return ServiceHours(days, row.service_opens, row.service_closes)


def _from_parents(kind: str, children: Iterable[Node | Site]) -> list[Record]:
    return [
        {kind: child.code, "position": position, "parent": parent}
        for child in children
        for position, parent in enumerate(child.parents)
    ]


def _from_node(node: Node) -> Record:
    return {
        "code": node.code,
        "kind": node.kind.value,
        "name": node.name,
        "address": node.address,
    }


def _from_site(site: Site) -> Record:
    hours = site.service_hours
    days = " ".join(map(str, hours.weekdays)) if hours else None
    return {
        "code": site.code,
        "name_th": site.name_th,
        "name_en": site.name_en,
        "site_type": site.site_type.value,
        "province": site.province,
        "district": site.district,
        "subdistrict": site.subdistrict,
        "lat": site.lat,
        "lon": site.lon,
        "contract": site.contract,
        "service_weekdays": days,
        "service_opens": hours.opens if hours else None,
        "service_closes": hours.closes if hours else None,
        "in_service_from": site.in_service_from,
    }


def from_router(router: Router) -> Record:
    """Return the row of `router`."""
    return {
        "id": router.id,
        "site": router.site,
        "vendor": router.vendor,
        "model": router.model,
        "address": router.address,
        "methods": " ".join(router.methods),
        "snmp_credential": router.snmp.credential,
        "snmp_port": router.snmp.port,
        "tcp_port": router.tcp_port,
    }


def _from_access_point(point: AccessPoint) -> Record:
    record = {**asdict(point), "seen_by": point.seen_by.value}
    own = record.pop("snmp") or {"credential": None, "port": None}
    return {
        **record,
        "snmp_credential": own["credential"],
        "snmp_port": own["port"],
    }


def _from_controller(controller: Controller) -> Record:
    return {
        "name": controller.name,
        "vendor": controller.vendor,
        "model": controller.model,
        "address": controller.address,
        "snmp_credential": controller.snmp.credential,
        "snmp_port": controller.snmp.port,
    }
