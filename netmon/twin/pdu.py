"""Answers to SNMP requests, whatever message they came in (RFC 3416, RFC 1157)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from netmon.twin import ber, mib

if TYPE_CHECKING:
    from netmon.twin.devices import Device

GET, GET_NEXT, RESPONSE, SET, GET_BULK, REPORT = 0xA0, 0xA1, 0xA2, 0xA3, 0xA5, 0xA8
REQUESTS = frozenset({GET, GET_NEXT, SET, GET_BULK})

# error-status, RFC 3416 section 3
NO_ERROR, NO_SUCH_NAME, NOT_WRITABLE = 0, 2, 17

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


@lru_cache(maxsize=1024)
def names_of(varbinds: bytes) -> tuple[bytes, ...]:
    """Return the OID bodies of an encoded varbind list; the fleet asks the same ones.

    Raises:
        BerError: The list is malformed.
    """
    names = []
    _, at, end = ber.read(varbinds, 0, ber.SEQUENCE)
    while at < end:
        _, inner, at = ber.read(varbinds, at, ber.SEQUENCE)
        _, start, stop = ber.read(varbinds, inner, ber.OBJECT_ID)
        ber.parse_oid(varbinds[start:stop])
        names.append(varbinds[start:stop])
    return tuple(names)


def answer(request: Request, device: Device, version: int, now_s: float) -> bytes:
    """Return the encoded response PDU at monotonic time `now_s`.

    `version` is the message's: 0 for v1, whose errors differ.
    """
    names = names_of(request.varbinds)
    if request.tag == SET:
        status = NO_SUCH_NAME if version == V1 else NOT_WRITABLE
        return _error(request, status, 1)
    if request.tag == GET_BULK:
        return _response(request, _bulk(request, names, device, now_s))
    find = _exact if request.tag == GET else _following
    found = []
    for index, name in enumerate(names, start=1):
        at, value = find(device, name, now_s)
        if version == V1 and value[0] in V1_UNSPEAKABLE:
            return _error(request, NO_SUCH_NAME, index)
        found.append(_varbind(at, value))
    return _response(request, b"".join(found))


V1_UNSPEAKABLE = frozenset(
    {ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.END_OF_MIB_VIEW, ber.COUNTER64}
)
"""What v1 answers noSuchName for (RFC 3584 section 4.2.2)."""


def _exact(device: Device, name: bytes, now_s: float) -> tuple[bytes, bytes]:
    return name, mib.read_value(device, name, now_s) or mib.missing(name)


def _following(device: Device, name: bytes, now_s: float) -> tuple[bytes, bytes]:
    behind = mib.next_name(name)
    if behind is None:
        return name, ber.tlv(ber.END_OF_MIB_VIEW, b"")
    return behind, mib.read_value(device, behind, now_s) or mib.missing(behind)


def _bulk(
    request: Request, names: tuple[bytes, ...], device: Device, now_s: float
) -> bytes:
    single = max(0, min(request.first, len(names)))
    body = b"".join(_varbind(*_following(device, n, now_s)) for n in names[:single])
    repeated = list(names[single:])
    for _ in range(max(0, request.second)):
        if not repeated or len(body) > BULK_LIMIT_BYTES:
            break
        row = [_following(device, name, now_s) for name in repeated]
        repeated = [name for name, _ in row]
        body += b"".join(_varbind(*found) for found in row)
        if all(value[0] == ber.END_OF_MIB_VIEW for _, value in row):
            break
    return body


def _varbind(name: bytes, value: bytes) -> bytes:
    return ber.tlv(ber.SEQUENCE, ber.tlv(ber.OBJECT_ID, name) + value)


def _response(request: Request, varbinds: bytes) -> bytes:
    listed = ber.tlv(ber.SEQUENCE, varbinds)
    return ber.tlv(RESPONSE, request.request_id + b"\x02\x01\0\x02\x01\0" + listed)


def _error(request: Request, status: int, index: int) -> bytes:
    head = request.request_id + ber.integer(status) + ber.integer(index)
    return ber.tlv(RESPONSE, head + request.varbinds)
