"""What devices of each vendor say they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmon.twin.ber import Oid

# IANA private enterprise numbers.
ENTERPRISES = {
    "cisco": 9,
    "hp": 11,
    "juniper": 2636,
    "h3c": 25506,
    "huawei": 2011,
    "zte": 3902,
    "fiberhome": 5875,
    "nokia": 637,
    "d-link": 171,
    "zyxel": 890,
    "fortinet": 12356,
    "tp-link": 11863,
    "omada": 11863,  # a line of TP-Link
    "mikrotik": 14988,
    "aruba": 14823,
    "ruckus": 25053,
    "ubiquiti": 41112,
    "unifi": 41112,  # a line of Ubiquiti
    "ruijie": 4881,
    "cambium": 17713,
    "teltonika": 48690,
    "draytek": 7367,
}
UNKNOWN_ENTERPRISE = 32473
"""Set aside for examples by RFC 5612."""


def enterprise(vendor: str) -> int:
    """Return the enterprise number of `vendor`, any case; a reserved one if unknown."""
    return ENTERPRISES.get(vendor.lower(), UNKNOWN_ENTERPRISE)


HUAWEI_VRP = (
    "Huawei {model} Huawei Versatile Routing Platform Software VRP (R) software,"
    "Version 5.170 ({model} V300R019C10SPC300)"
)
CISCO_IOS = (
    "Cisco IOS Software [Fuji], ISR Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), "
    "Version 16.9.4, RELEASE SOFTWARE (fc2)"
)
ROUTER_DESCRS = {
    "mikrotik": "RouterOS {model}",
    "huawei": HUAWEI_VRP,
    "cisco": CISCO_IOS,
    "juniper": "Juniper Networks, Inc. {model} internet router, kernel JUNOS 20.4R3.8",
    "ubiquiti": "EdgeOS v2.0.9-hotfix.7.5622731.230615.0857",
}
MODEL_NAMES = {"hEX S": "RB760iGS", "SRX320": "srx320", "SRX300": "srx300"}
"""What a product calls itself where the catalogue has another name."""
ROUTER_TAILS: dict[str, Oid] = {
    "MikroTik": (1,),
    "Huawei AR611W": (2, 224, 263),
    "Huawei AR651": (2, 224, 228),
    "Huawei": (2, 224, 62),
    "Cisco C1111-4P": (1, 2675),
    "Cisco ISR4321": (1, 2093),
    "Cisco": (1, 2093),
    "Juniper SRX320": (1, 1, 1, 2, 134),
    "Juniper": (1, 1, 1, 2, 133),
    "Ubiquiti": (1, 5),
}
"""sysObjectID behind the enterprise, by product or by vendor. Which number a product
has matters less than that a vendor's products differ."""

NET_SNMP_LINUX: Oid = (1, 3, 6, 1, 4, 1, 8072, 3, 2, 10)
POINT_DESCRS = {
    "ruckus": "Ruckus Wireless Inc (C) 2006",
    "mikrotik": "RouterOS {model}",
    "aruba": "ArubaOS (MODEL: {number}), Version 8.10.0.9-8.10.0.9",
    "unifi": "{model} 6.6.55.15189",
}
POINT_OBJECT_IDS: dict[str, Oid] = {
    "ruckus": (1, 3, 6, 1, 4, 1, 25053, 3, 1, 4, 114),
    "mikrotik": (1, 3, 6, 1, 4, 1, 14988, 1),
    "aruba": (1, 3, 6, 1, 4, 1, 14823, 1, 2, 140),
    "unifi": NET_SNMP_LINUX,
}
CONTROLLER_DESCRS = {
    "ruckus": "SmartZone",
    "aruba": "ArubaOS (MODEL: Aruba{model}), Version 8.6.0.9 (79813)",
    "huawei": HUAWEI_VRP,
    "cisco": "Cisco Controller",
}
CONTROLLER_OBJECT_IDS: dict[str, Oid] = {
    "ruckus": (1, 3, 6, 1, 4, 1, 25053, 3, 1, 11, 1),
    "aruba": (1, 3, 6, 1, 4, 1, 14823, 1, 1, 32),
    "huawei": (1, 3, 6, 1, 4, 1, 2011, 2, 240, 6),
    "cisco": (1, 3, 6, 1, 4, 1, 9, 1, 2170),
}


def router_descr(vendor: str, model: str) -> str:
    """Return sysDescr of a router."""
    pattern = ROUTER_DESCRS.get(vendor.lower(), "Linux {model} 5.10.0 armv7l")
    return pattern.format(model=MODEL_NAMES.get(model, model))


def router_object_id(vendor: str, model: str) -> Oid:
    """Return sysObjectID of a router."""
    tail = ROUTER_TAILS.get(f"{vendor} {model}") or ROUTER_TAILS.get(vendor, (1,))
    return (1, 3, 6, 1, 4, 1, enterprise(vendor), *tail)


def point_descr(vendor: str, model: str) -> str:
    """Return sysDescr of an access point."""
    pattern = POINT_DESCRS.get(vendor.lower(), "Linux {model} 4.4.198")
    return pattern.format(model=model, number=model.rpartition("-")[2])


def point_object_id(vendor: str) -> Oid:
    """Return sysObjectID of an access point."""
    unknown = (1, 3, 6, 1, 4, 1, enterprise(vendor), 1)
    return POINT_OBJECT_IDS.get(vendor.lower(), unknown)


def controller_descr(vendor: str, model: str) -> str:
    """Return sysDescr of a controller."""
    pattern = CONTROLLER_DESCRS.get(vendor.lower(), "{model}")
    return pattern.format(model=model)


def controller_object_id(vendor: str) -> Oid:
    """Return sysObjectID of a controller."""
    unknown = (1, 3, 6, 1, 4, 1, enterprise(vendor), 1)
    return CONTROLLER_OBJECT_IDS.get(vendor.lower(), unknown)
