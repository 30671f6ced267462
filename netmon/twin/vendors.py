"""What devices of each vendor say they are."""

from __future__ import annotations

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
