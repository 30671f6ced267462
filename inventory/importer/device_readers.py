"""Readers of cells that say where a device is and what it is called by others."""

from __future__ import annotations

import re
from ipaddress import ip_address

from inventory.importer.form import Reading, Unreadable
from inventory.importer.text import to_digits
from inventory.sheets.cells import BadCell, address_parser, parse_mac

_parse_address = address_parser(allow_loopback=False)
_PLAIN_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
_MAC_FORMS = re.compile(
    r"[0-9A-Fa-f]{12}|([0-9A-Fa-f]{2}[:\-. ]){5}[0-9A-Fa-f]{2}"
    r"|([0-9A-Fa-f]{4}[.:\-]){2}[0-9A-Fa-f]{4}"
)


def read_mac(text: str) -> Reading:
    """Return a MAC address in lower case with colons.

    Six pairs, three groups of four (Cisco), or twelve digits in a row have one reading.

    Raises:
        Unreadable: It is none, or that of a group or of no device.
    """
    digits = to_digits(text) if len(text) <= 40 else ""
    if not _MAC_FORMS.fullmatch(digits):
        raise Unreadable("malformed_mac")
    bare = re.sub(r"[^0-9a-f]", "", digits.lower())
    canonical = ":".join(bare[place : place + 2] for place in range(0, 12, 2))
    try:
        parse_mac(canonical)
    except BadCell:
        raise Unreadable("mac_of_group") from None
    return Reading(canonical, "" if _PLAIN_MAC.fullmatch(text) else "mac_form")


def read_device_address(text: str) -> Reading:
    """Return where a device behind the network answers: a private one may be.

    Raises:
        Unreadable: It is no address and no host name, or never to be probed.
    """
    digits = to_digits(text)
    try:
        canonical = _parse_address(digits)
    except BadCell as bad:
        _, _, reason = bad.expected.partition(", not ")
        code = "address_never_probed" if _is_ip(digits) else "malformed_address"
        raise Unreadable(code, reason) from None
    return Reading(canonical, "thai_digits" if digits != text else "")


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
