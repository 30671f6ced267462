"""Answers to SNMP requests, whatever message they came in (RFC 3416, RFC 1157)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from netmon.twin import ber, mib

if TYPE_CHECKING:
    from netmon.twin.device import Device
    from netmon.twin.layout import Layout

GET, GET_NEXT, RESPONSE, SET, GET_BULK, REPORT = 0xA0, 0xA1, 0xA2, 0xA3, 0xA5, 0xA8
REQUESTS = frozenset({GET, GET_NEXT, SET, GET_BULK})

# error-status, RFC 3416 section 3
TOO_BIG, NO_SUCH_NAME, NOT_WRITABLE = 1, 2, 17

V1 = 0
BULK_LIMIT_BYTES = 1200
"""A bulk answer stops growing here and so fits one packet; RFC 3416 4.2.3 allows it."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came.

    Attributes:
        tag: GET, GET_NEXT, SET or GET_BULK.
        request_id: Encoded, as it goes back.
        first, second: error-status and error-index, or for GET_BULK non-repeaters
            and max-repetitions.
        varbinds: Encoded list, as it goes back with an error.
    """

    tag: int
    request_id: bytes
    first: int
    second: int
    varbinds: bytes


def parse_request(data: bytes, at: int) -> Request:
    """Return the request whose tag stands at `at`.

    Raises:
        BerError: No request stands there.
    """
    tag, start, end = ber.read(data, at)
    if tag not in REQUESTS:
        msg = f"octet {at}: expected a request, found {tag:#04x}"
        raise ber.BerError(msg)
    _, _, id_end = ber.read(data, start, ber.INTEGER)
    first, at = ber.read_integer(data, id_end)
    second, at = ber.read_integer(data, at)
    ber.read(data, at, ber.SEQUENCE)
    return Request(tag, data[start:id_end], first, second, data[at:end])


Name = tuple[bytes, bytes]
"""An object's name: the body of its OID, and the OID with tag and length."""


@lru_cache(maxsize=1024)
def names_of(varbinds: bytes) -> tuple[Name, ...]:
    """Return the names in an encoded varbind list; the fleet asks the same ones.

    Raises:
        BerError: The list is malformed.
    """
    names = []
    _, at, end = ber.read(varbinds, 0, ber.SEQUENCE)
    while at < end:
        _, inner, at = ber.read(varbinds, at, ber.SEQUENCE)
        _, start, stop = ber.read(varbinds, inner, ber.OBJECT_ID)
        ber.parse_oid(varbinds[start:stop])
        names.append((varbinds[start:stop], varbinds[inner:stop]))
    return tuple(names)


def answer(request: Request, device: Device, version: int, now_s: float) -> bytes:
    """Return the encoded response PDU at monotonic time `now_s`.

    `version` is the message's: 0 for v1, whose errors differ.
    """
    names = names_of(request.varbinds)
    if request.tag == SET:
        status = NO_SUCH_NAME if version == V1 else NOT_WRITABLE
        return _error(request, status, 1)
    limit = device.lies.varbinds_max
    if request.tag == GET_BULK:
        return _response(request, _bulk(request, names, device, now_s))
    if limit and len(names) > limit:
        return _too_big(request, version)
    find = _exact if request.tag == GET else _following
    layout = mib.layout_of(device, now_s)
    found = []
    for index, name in enumerate(names, start=1):
        tlv, value = find(device, layout, name, now_s)
        if version == V1 and value[0] in V1_UNSPEAKABLE:
            return _error(request, NO_SUCH_NAME, index)
        size = len(tlv) + len(value)
        if size < ber.SHORT_SIZES:
            found.append(SHORT_HEADS[size] + tlv + value)
        else:
            found.append(ber.tlv(ber.SEQUENCE, tlv + value))
    return _response(request, b"".join(found))


SHORT_HEADS = tuple(bytes((ber.SEQUENCE, size)) for size in range(ber.SHORT_SIZES))
"""Heads of the varbinds, nearly all of which are short."""

V1_UNSPEAKABLE = frozenset(
    {ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.END_OF_MIB_VIEW, ber.COUNTER64}
)
"""What v1 answers noSuchName for (RFC 3584 section 4.2.2)."""

END_OF_MIB = ber.tlv(ber.END_OF_MIB_VIEW, b"")


def _exact(
    device: Device, layout: Layout, name: Name, now_s: float
) -> tuple[bytes, bytes]:
    return name[1], mib.read_value(device, layout, name[0], now_s)


def _following(
    device: Device, layout: Layout, name: Name, now_s: float
) -> tuple[bytes, bytes]:
    found = mib.read_next(device, layout, name[0], now_s)
    if found is None:
        return name[1], END_OF_MIB
    return ber.tlv(ber.OBJECT_ID, found[0]), found[1]


def _bulk(
    request: Request, names: tuple[Name, ...], device: Device, now_s: float
) -> bytes:
    """Return the varbinds of a GETBULK: as many rows as fit into one packet."""
    layout = mib.layout_of(device, now_s)
    single = max(0, min(request.first, len(names)))
    found = [_following(device, layout, name, now_s) for name in names[:single]]
    body = b"".join(ber.tlv(ber.SEQUENCE, tlv + value) for tlv, value in found)
    repeated = [name for name, _ in names[single:]]
    count, limit = single, device.lies.varbinds_max
    for _ in range(max(0, request.second)):
        count += len(repeated)
        if not repeated or len(body) > BULK_LIMIT_BYTES or (limit and count > limit):
            break
        row = [_next_row(device, layout, name, now_s) for name in repeated]
        repeated = [name for name, _, _ in row]
        body += b"".join(ber.tlv(ber.SEQUENCE, tlv + value) for _, tlv, value in row)
        if all(value is END_OF_MIB for _, _, value in row):
            break
    return body


def _next_row(
    device: Device, layout: Layout, name: bytes, now_s: float
) -> tuple[bytes, bytes, bytes]:
    found = mib.read_next(device, layout, name, now_s) or (name, END_OF_MIB)
    return found[0], ber.tlv(ber.OBJECT_ID, found[0]), found[1]


def _response(request: Request, varbinds: bytes) -> bytes:
    listed = ber.tlv(ber.SEQUENCE, varbinds)
    return ber.tlv(RESPONSE, request.request_id + b"\x02\x01\0\x02\x01\0" + listed)


def _too_big(request: Request, version: int) -> bytes:
    """Return tooBig: v1 repeats the varbinds, later versions none (RFC 3416, 4.2.1)."""
    if version == V1:
        return _error(request, TOO_BIG, 0)
    head = request.request_id + ber.integer(TOO_BIG) + ber.integer(0)
    return ber.tlv(RESPONSE, head + ber.tlv(ber.SEQUENCE, b""))


def _error(request: Request, status: int, index: int) -> bytes:
    head = request.request_id + ber.integer(status) + ber.integer(index)
    return ber.tlv(RESPONSE, head + request.varbinds)
