"""A register small enough to read, with one of everything."""

from __future__ import annotations

from datetime import date, time

from inventory.model import (
    AccessPoint,
    Contract,
    Controller,
    Node,
    NodeKind,
    Register,
    Router,
    SeenBy,
    ServiceHours,
    Site,
    SiteType,
)
from inventory.ordering import Parts, to_register
from inventory.provinces import load_provinces
from netmon.core.model import DeviceId, Method, SiteCode, SnmpAccess

FIRST = SiteCode("PI-50-00001")
SECOND = SiteCode("PI-50-00002")


def small_register() -> Register:
    return to_register(
        Parts(
            provinces=load_provinces().values(),
            contracts=[Contract("C-1", "ผู้ให้บริการ, ก", "ภาคเหนือ")],
            nodes=[
                Node("P-1", NodeKind.PROVIDER, "Provider"),
                Node("T-1", NodeKind.TRUNK, "Trunk", "trunk.example", ("P-1",)),
                Node("A-1", NodeKind.AGGREGATION, "One", "198.18.1.1", ("T-1",)),
                Node("A-2", NodeKind.AGGREGATION, "Two", "2001:db8::1", ("T-1",)),
            ],
            sites=[full_site(), bare_site()],
            routers=routers(),
            access_points=access_points(),
            controllers=[Controller(DeviceId("WLC-1"), "A", "AC", "198.18.15.1")],
        )
    )


def full_site() -> Site:
    return Site(
        code=FIRST,
        name_th="ห้องสมุดประชาชนอำเภอแม่แตง",
        name_en="Mae Taeng Public Library",
        site_type=SiteType.LIBRARY,
        province="50",
        district="แม่แตง",
        subdistrict="สันมหาพน",
        lat=19.12345,
        lon=98.9,
        contract="C-1",
        parents=("A-2", "A-1"),
        service_hours=ServiceHours((1, 2, 5), time(8, 30), time(16, 30, 15)),
        in_service_from=date(2024, 2, 29),
    )


def bare_site() -> Site:
    return Site(
        code=SECOND,
        name_th='กศน.ตำบล "เวียง" ๒',
        name_en="=HYPERLINK(x)",
        site_type=SiteType.LEARNING_CENTRE,
        province="50",
        district="",
        subdistrict="'",
        lat=None,
        lon=None,
        contract="C-1",
    )


def routers() -> list[Router]:
    return [
        Router(DeviceId("PI-50-00001/router"), FIRST, "M", "RB+", "198.18.16.1"),
        Router(
            DeviceId("PI-50-00002/router"),
            SECOND,
            "-V",
            "'=1",
            None,
            methods=(Method.SNMP, Method.ICMP),
            snmp=SnmpAccess("north", 1161),
            tcp_port=443,
        ),
    ]


def access_points() -> list[AccessPoint]:
    prefix = f"{FIRST}/ap"
    return [
        AccessPoint(
            DeviceId(prefix + "1"),
            FIRST,
            "@A",
            "X",
            "02:00:5e:00:00:01",
            SeenBy.TUNNEL,
            "198.18.16.2",
            snmp=SnmpAccess("points", 2161),
        ),
        AccessPoint(
            DeviceId(prefix + "2"),
            FIRST,
            "A",
            "X",
            "02:00:5e:00:00:02",
            SeenBy.CONTROLLER,
            controller="WLC-1",
        ),
        AccessPoint(DeviceId(prefix + "3"), FIRST, "A", "X", "", SeenBy.ROUTER),
    ]
