"""Loads a register from four CSV files: all of it, or a list of what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from inventory.model import (
    AccessPoint,
    Contract,
    Controller,
    Node,
    Register,
    Router,
    ServiceHours,
    Site,
)
from inventory.ordering import Parts, to_register
from inventory.provinces import load_provinces
from inventory.sheets.check import check_tables
from inventory.sheets.columns import (
    CONTRACTS,
    DEVICES,
    FILES,
    SITES,
    TOPOLOGY,
    DeviceRole,
    columns_of,
)
from inventory.sheets.problems import Problems
from inventory.sheets.rows import ParsedRow, parse_rows
from inventory.sheets.sheet import read_sheet
from netmon.core.model import DeviceId, SiteCode, SnmpAccess


def load_csv(directory: Path, *, allow_loopback: bool = False) -> Register:
    """Return the register in `directory`, at version 0; README.md has the columns.

    Args:
        directory: Where sites.csv, devices.csv, topology.csv and contracts.csv lie.
        allow_loopback: Whether devices may have loopback addresses, for the fleet of
            a machine without a TUN device.

    Raises:
        ConfigError: Anything is wrong. All problems are named, up to PROBLEM_LIMIT.
    """
    problems = Problems()
    tables: dict[str, list[ParsedRow] | None] = {}
    for name in FILES:
        columns = columns_of(name, allow_loopback=allow_loopback)
        rows = read_sheet(directory / name, tuple(columns), problems)
        tables[name] = (
            None if rows is None else list(parse_rows(name, rows, columns, problems))
        )
    check_tables(tables, problems)
    problems.raise_if_any()
    return _build({name: _values(rows) for name, rows in tables.items()})


def _values(rows: list[ParsedRow] | None) -> list[dict[str, Any]]:
    return [row.values for row in rows or ()]


def _build(tables: dict[str, list[dict[str, Any]]]) -> Register:
    devices: dict[DeviceRole, list[dict[str, Any]]] = {role: [] for role in DeviceRole}
    for cells in tables[DEVICES]:
        devices[cells["role"]].append(cells)
    return to_register(
        Parts(
            provinces=load_provinces().values(),
            contracts=(Contract(**cells) for cells in tables[CONTRACTS]),
            nodes=(Node(**cells) for cells in tables[TOPOLOGY]),
            sites=map(_to_site, tables[SITES]),
            routers=map(_to_router, devices[DeviceRole.ROUTER]),
            access_points=map(_to_access_point, devices[DeviceRole.ACCESS_POINT]),
            controllers=map(_to_controller, devices[DeviceRole.CONTROLLER]),
        )
    )


def _to_site(cells: dict[str, Any]) -> Site:
    return Site(
        code=SiteCode(cells["code"]),
        name_th=cells["name_th"],
        name_en=cells["name_en"],
        site_type=cells["site_type"],
        province=cells["province"],
        district=cells["district"],
        subdistrict=cells["subdistrict"],
        lat=cells["lat"],
        lon=cells["lon"],
        contract=cells["contract"],
        parents=cells["parents"],
        service_hours=_to_hours(cells),
        in_service_from=cells["in_service_from"],
    )


def _to_hours(cells: dict[str, Any]) -> ServiceHours | None:
    if not cells["weekdays"]:
        return None
    days = tuple(sorted(cells["weekdays"]))
    return ServiceHours(days, cells["opens"], cells["closes"])


def _to_router(cells: dict[str, Any]) -> Router:
    return Router(
        id=DeviceId(cells["id"]),
        site=SiteCode(cells["site"]),
        vendor=cells["vendor"],
        model=cells["model"],
        address=cells["address"],
        methods=cells["methods"],
        snmp=SnmpAccess(cells["snmp_credential"], cells["snmp_port"]),
        tcp_port=cells["tcp_port"],
    )


def _to_access_point(cells: dict[str, Any]) -> AccessPoint:
    return AccessPoint(
        id=DeviceId(cells["id"]),
        site=SiteCode(cells["site"]),
        vendor=cells["vendor"],
        model=cells["model"],
        mac=cells["mac"] or "",
        seen_by=cells["seen_by"],
        address=cells["address"],
        controller=cells["controller"],
        snmp=_to_own_access(cells),
    )


def _to_own_access(cells: dict[str, Any]) -> SnmpAccess | None:
    credential, port = cells["snmp_credential"], cells["snmp_port"]
    return SnmpAccess(credential, port) if credential and port else None


def _to_controller(cells: dict[str, Any]) -> Controller:
    return Controller(
        name=DeviceId(cells["id"]),
        vendor=cells["vendor"],
        model=cells["model"],
        address=cells["address"],
        snmp=SnmpAccess(cells["snmp_credential"], cells["snmp_port"]),
    )
