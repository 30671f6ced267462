"""BER as SNMP uses it (X.690, RFC 3417 section 8): definite lengths, low tags only."""

from __future__ import annotations

INTEGER = 0x02
OCTET_STRING = 0x04
NULL = 0x05
OBJECT_ID = 0x06
IP_ADDRESS = 0x40
SEQUENCE = 0x30
# RFC 3416 section 3
COUNTER32 = 0x41
GAUGE32 = 0x42
TIME_TICKS = 0x43
COUNTER64 = 0x46
NO_SUCH_OBJECT = 0x80
NO_SUCH_INSTANCE = 0x81
END_OF_MIB_VIEW = 0x82

SHORT_SIZES = 0x80
"""Sizes below this fit the short form (X.690 section 8.1.3.4)."""

Oid = tuple[int, ...]


class BerError(ValueError):
    """The octets are no BER, or not what was expected at their place."""


def tlv(tag: int, body: bytes) -> bytes:
    """Return `body` with its tag and length."""
    size = len(body)
    if size < SHORT_SIZES:
        return bytes((tag, size)) + body
    if size < 0x100:
        return bytes((tag, 0x81, size)) + body
    return bytes((tag, 0x82, size >> 8, size & 0xFF)) + body


def text(value: str) -> bytes:
    """Return an OCTET STRING of UTF-8."""
    return tlv(OCTET_STRING, value.encode())


def integer(value: int, tag: int = INTEGER) -> bytes:
    """Return `value` in the fewest octets of two's complement."""
    size = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return tlv(tag, value.to_bytes(size, "big", signed=True))


def oid(arcs: Oid) -> bytes:
    """Return an object identifier with tag and length."""
    return tlv(OBJECT_ID, oid_body(arcs))


def oid_body(arcs: Oid) -> bytes:
    """Return an object identifier of at least two arcs, without tag and length."""
    return bytes((arcs[0] * 40 + arcs[1],)) + arcs_body(arcs[2:])


def arcs_body(arcs: Oid) -> bytes:
    """Return arcs as they stand behind the first two of an object identifier."""
    body = bytearray()
    for arc in arcs:
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(arc & 0x7F | 0x80)
        body.extend(reversed(septets))
    return bytes(body)


def read(data: bytes, at: int, expected: int | None = None) -> tuple[int, int, int]:
    """Read the header at `at`.

    Returns:
        Tag, first octet of the body, first octet behind it; all inside `data`.

    Raises:
        BerError: The data end too early, or the tag is not `expected`.
    """
    try:
        tag, size = data[at], data[at + 1]
    except IndexError:
        msg = f"octet {at}: expected a tag and a length, data end"
        raise BerError(msg) from None
    start = at + 2
    if size & 0x80:
        count = size & 0x7F
        if not 1 <= count <= 4:
            msg = f"octet {at + 1}: length of {count} octets"
            raise BerError(msg)
        size = int.from_bytes(data[start : start + count], "big")
        start += count
    end = start + size
    if end > len(data):
        msg = f"octet {at}: expected {size} octets, {len(data) - start} left"
        raise BerError(msg)
    if expected is not None and tag != expected:
        msg = f"octet {at}: expected tag {expected:#04x}, found {tag:#04x}"
        raise BerError(msg)
    return tag, start, end


def read_integer(data: bytes, at: int) -> tuple[int, int]:
    """Return the INTEGER at `at` and the place behind it.

    Raises:
        BerError: Something else stands there.
    """
    _, start, end = read(data, at, INTEGER)
    if start == end:
        msg = f"octet {at}: an INTEGER without octets"
        raise BerError(msg)
    return int.from_bytes(data[start:end], "big", signed=True), end


def read_octets(data: bytes, at: int) -> tuple[bytes, int]:
    """Return the OCTET STRING at `at` and the place behind it.

    Raises:
        BerError: Something else stands there.
    """
    _, start, end = read(data, at, OCTET_STRING)
    return data[start:end], end


def parse_oid(body: bytes) -> Oid:
    """Return the arcs of an object identifier's body.

    Raises:
        BerError: The body is empty or ends inside an arc.
    """
    if not body or body[-1] & 0x80:
        raise BerError("an object identifier ends inside an arc")
    arcs: list[int] = []
    arc = 0
    for octet in body:
        arc = arc << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(arc)
            arc = 0
    first = min(arcs[0] // 40, 2)
    return (first, arcs[0] - first * 40, *arcs[1:])
