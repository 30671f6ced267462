"""With which credential access points in a tunnel are asked."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from inventory.fleet import make_fleet
from inventory.model import AccessPoint, Register, SeenBy
from inventory.sheets import dump_csv, load_csv
from inventory.sheets.columns import DEVICES
from inventory.targets import to_targets
from netmon.core.errors import ConfigError
from netmon.core.model import DeviceId, SnmpAccess, Target

TODAY = date(2026, 11, 20)
OWN = SnmpAccess("access-points", 1161)


def tunnelled(register: Register) -> AccessPoint:
    return next(
        point
        for points in register.access_points.values()
        for point in points
        if point.seen_by is SeenBy.TUNNEL
    )


def with_access(snmp: SnmpAccess | None) -> tuple[Register, DeviceId]:
    """Return a register whose routers have a credential, and one access point."""
    fleet = make_fleet(size=40)
    routers = {
        site: replace(router, snmp=SnmpAccess("routers", 8161))
        for site, router in fleet.routers.items()
    }
    mine = tunnelled(fleet)
    points = {
        site: tuple(replace(p, snmp=snmp) if p.id == mine.id else p for p in them)
        for site, them in fleet.access_points.items()
    }
    return replace(fleet, routers=routers, access_points=points), mine.id


def target_of(register: Register, device: DeviceId) -> Target:
    return next(t for t in to_targets(register, TODAY) if t.device == device)


def test_an_access_point_is_asked_with_its_routers_credential_at_its_own_port() -> None:
    register, point = with_access(None)

    assert target_of(register, point).snmp == SnmpAccess("routers", 161)


def test_an_access_point_with_a_credential_of_its_own_is_asked_with_that() -> None:
    register, point = with_access(OWN)

    assert target_of(register, point).snmp == OWN


def test_an_access_point_of_a_site_without_a_router_has_the_default() -> None:
    register, point = with_access(None)

    assert target_of(replace(register, routers={}), point).snmp == SnmpAccess()


def test_a_credential_of_its_own_survives_the_files(tmp_path: Path) -> None:
    register, point = with_access(OWN)

    dump_csv(register, tmp_path)

    assert target_of(load_csv(tmp_path), point).snmp == OWN


@pytest.mark.parametrize(
    ("seen_by", "cells", "said"),
    [
        ("tunnel", {"snmp_credential": "x"}, "snmp_port"),
        ("tunnel", {"snmp_port": "161"}, "snmp_credential"),
        ("router", {"snmp_credential": "x", "snmp_port": "161"}, "snmp_credential"),
        ("controller", {"snmp_credential": "x", "snmp_port": "161"}, "snmp_port"),
    ],
)
def test_half_an_access_and_one_that_nobody_uses_are_refused(
    tmp_path: Path, seen_by: str, cells: dict[str, str], said: str
) -> None:
    dump_csv(make_fleet(size=40), tmp_path)
    path = tmp_path / DEVICES
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row["seen_by"] == seen_by).update(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)

    with pytest.raises(ConfigError, match=said):
        load_csv(tmp_path)
