"""What an agent sent, as what it means. Whatever makes no sense is None, never 0."""

from __future__ import annotations

import math
import re
import struct
from ipaddress import IPv4Address

Value = str | bytes | int | float | None
"""As gufo-snmp gives it: OIDs and IpAddress are str, strings are bytes."""

NUMBER = re.compile(r'^[\s"\0]*([+-]?\d{1,24}(?:\.\d{1,12})?)')
OPAQUE_FLOAT = b"\x9f\x78\x04"
"""A float of net-snmp inside an Opaque (net-snmp, asn1.h: ASN_OPAQUE_FLOAT)."""
OPAQUE_DOUBLE = b"\x9f\x79\x08"
MAC_TEXT = re.compile(r"^[0-9a-f]{1,2}([:-][0-9a-f]{1,2}){5}$|^[0-9a-f]{12}$", re.I)
MAC_OCTETS = 6
ADDRESS_OCTETS = 4
MAX_COUNT = 2**64
MAX_TEXT_CHARACTERS = 1_024
MAX_CLIENTS_COUNT = 1_000_000
"""More than any controller has licences for; beyond, a number means something else."""


def to_number(value: Value) -> float | None:
    """Return a number sent as one, as an Opaque float, or as text before its unit."""
    if isinstance(value, bytes):
        if value.startswith((OPAQUE_FLOAT, OPAQUE_DOUBLE)):
            return _to_opaque(value)
        value = value.decode("latin-1")
    if isinstance(value, str):
        found = NUMBER.match(value)
        return float(found[1]) if found else None
    if value is None or isinstance(value, bool) or not math.isfinite(value):
        return None
    return value


def to_count(value: Value) -> int | None:
    """Return a count: whole, from 0 to 2^64 - 1."""
    number = int(value) if isinstance(value, int) else to_number(value)
    if isinstance(value, bool) or number is None or number != int(number):
        return None
    return int(number) if 0 <= number < MAX_COUNT else None


def to_clients(value: Value) -> int | None:
    """Return how many clients or access points there are, if that many can be."""
    count = to_count(value)
    return count if count is not None and count <= MAX_CLIENTS_COUNT else None


def to_text(value: Value) -> str | None:
    """Return text, without the zeros that pad it; odd bytes are replaced."""
    if isinstance(value, bytes):
        text = value[: 4 * MAX_TEXT_CHARACTERS].rstrip(b"\0")
        return text.decode("utf-8", errors="replace")[:MAX_TEXT_CHARACTERS]
    return value[:MAX_TEXT_CHARACTERS] if isinstance(value, str) else None


def to_oid(value: Value) -> str | None:
    """Return an object identifier."""
    is_oid = isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)+", value)
    return str(value) if is_oid else None


def to_mac(value: Value) -> str | None:
    """Return six octets, sent as such or as text, in lower-case hex with colons."""
    if isinstance(value, bytes) and len(value) == MAC_OCTETS:
        return value.hex(":")
    text = (to_text(value) or "").strip()
    if not MAC_TEXT.match(text):
        return None
    parts = re.split("[:-]", text) if set(":-") & set(text) else [text]
    return bytes.fromhex("".join(part.rjust(2, "0") for part in parts)).hex(":")


def to_address(value: Value) -> IPv4Address | None:
    """Return an IPv4 address."""
    try:
        if isinstance(value, bytes) and len(value) == ADDRESS_OCTETS:
            return IPv4Address(value)
        return IPv4Address(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _to_opaque(value: bytes) -> float | None:
    try:
        form = ">f" if value.startswith(OPAQUE_FLOAT) else ">d"
        (number,) = struct.unpack(form, value[3:])
    except struct.error:
        return None
    return float(number) if math.isfinite(number) else None
