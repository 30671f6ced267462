"""Writes a register as four CSV files; loading them gives the same register."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import time
from pathlib import Path

from inventory.model import AccessPoint, Controller, Register, Router, Site
from inventory.sheets.cells import escape_formula
from inventory.sheets.columns import COLUMNS, CONTRACTS, DEVICES, SITES, TOPOLOGY
from inventory.sheets.columns import DeviceRole as Kind

Cells = dict[str, object]
"""Values keyed by column; None and a missing column make an empty cell."""


def dump_csv(register: Register, directory: Path) -> None:
    """Write `register` into `directory`, which is made where it does not exist.

    The version is not written. UTF-8 without BOM, LF.
    """
    directory.mkdir(parents=True, exist_ok=True)
    _write(directory / CONTRACTS, _contracts(register))
    _write(directory / TOPOLOGY, _nodes(register))
    _write(directory / SITES, map(_site, register.sites.values()))
    _write(directory / DEVICES, _devices(register))


def _write(path: Path, rows: Iterable[Cells]) -> None:
    columns = COLUMNS[path.name]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            texts = ((_to_text(row.get(name)), columns[name]) for name in columns)
            writer.writerow(
                escape_formula(text) if column.is_text else text
                for text, column in texts
            )


def _to_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return str(value)


def _contracts(register: Register) -> Iterator[Cells]:
    for contract in register.contracts.values():
        yield {
            "code": contract.code,
            "provider": contract.provider,
            "area": contract.area,
            "min_down_bps": contract.min_down_bps,
            "min_up_bps": contract.min_up_bps,
        }


def _nodes(register: Register) -> Iterator[Cells]:
    for node in register.nodes.values():
        yield {
            "code": node.code,
            "kind": node.kind,
            "name": node.name,
            "address": node.address,
            "parents": node.parents,
        }


def _site(site: Site) -> Cells:
    hours = site.service_hours
    return {
        "code": site.code,
        "name_th": site.name_th,
        "name_en": site.name_en,
        "site_type": site.site_type,
        "province": site.province,
        "district": site.district,
        "subdistrict": site.subdistrict,
        "lat": site.lat,
        "lon": site.lon,
        "contract": site.contract,
        "parents": site.parents,
        "weekdays": hours.weekdays if hours else None,
        "opens": hours.opens if hours else None,
        "closes": hours.closes if hours else None,
        "in_service_from": site.in_service_from,
    }


def _devices(register: Register) -> Iterator[Cells]:
    """Yield the devices site by site, the router first; controllers at the end."""
    for site in register.sites:
        router = register.routers.get(site)
        if router is not None:
            yield _router(router)
        yield from map(_access_point, register.access_points.get(site, ()))
    yield from map(_controller, register.controllers.values())


def _router(router: Router) -> Cells:
    return {
        "id": router.id,
        "site": router.site,
        "role": Kind.ROUTER,
        "vendor": router.vendor,
        "model": router.model,
        "address": router.address,
        "methods": router.methods,
        "snmp_credential": router.snmp.credential,
        "snmp_port": router.snmp.port,
        "tcp_port": router.tcp_port,
    }


def _access_point(point: AccessPoint) -> Cells:
    return {
        "id": point.id,
        "site": point.site,
        "role": Kind.ACCESS_POINT,
        "vendor": point.vendor,
        "model": point.model,
        "address": point.address,
        "mac": point.mac,
        "seen_by": point.seen_by,
        "controller": point.controller,
        "snmp_credential": point.snmp.credential if point.snmp else None,
        "snmp_port": point.snmp.port if point.snmp else None,
    }


def _controller(controller: Controller) -> Cells:
    return {
        "id": controller.name,
        "role": Kind.CONTROLLER,
        "vendor": controller.vendor,
        "model": controller.model,
        "address": controller.address,
        "snmp_credential": controller.snmp.credential,
        "snmp_port": controller.snmp.port,
    }
