"""The outside of an SNMP message, read before any work is spent on it.

RFC 1157, section 4; RFC 3416, section 3; RFC 3412, section 6.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from collectors.snmp.ber import CONSTRUCTED, LONG_FORM, SEQUENCE, is_sound

INTEGER = 0x02
OCTET_STRING = 0x04
V1, V2C, V3 = 0, 1, 3
MAX_MESSAGE_BYTES = 4_096
"""Notifications fit one Ethernet frame (RFC 3417, section 3.2); some reach a third."""
MAX_ELEMENTS_COUNT = 256
"""Some 80 variables. pysnmp takes half a millisecond for each, on the loop that times
all other replies; a datagram that holds 5,500 held it for three seconds."""
NOTIFICATIONS = {V1: {0xA4}, V2C: {0xA6, 0xA7}}
"""Tags of Trap-PDU; InformRequest-PDU and SNMPv2-Trap-PDU."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message says of itself without a secret.

    Attributes:
        version: V1, V2C or V3.
        community: None for V3.
        elements_count: Of the message and all that is inside it in the clear.
    """

    version: int
    community: bytes | None = field(default=None, repr=False)
    elements_count: int = 0


def read_envelope(message: bytes) -> Envelope | None:
    """Return the outside of a notification, None for anything else.

    What is inside a V3 message cannot be told yet. What is larger than notifications
    are is none, since reading it would cost too much.
    """
    if len(message) > MAX_MESSAGE_BYTES or not is_sound(message):
        return None
    count = _count_elements(message, 0, len(message))
    if count > MAX_ELEMENTS_COUNT:
        return None
    parts = _parts(message)
    if len(parts) < 3 or parts[0][0] != INTEGER or len(parts[0][1]) != 1:
        return None
    version = parts[0][1][0]
    tag, value = parts[1]
    if version == V3:
        is_whole = tag == SEQUENCE and len(parts) == 4
        return Envelope(V3, None, count) if is_whole else None
    is_notification = parts[2][0] in NOTIFICATIONS.get(version, ())
    if tag != OCTET_STRING or not is_notification or len(parts) != 3:
        return None
    return Envelope(version, value, count)


def _count_elements(message: bytes, at: int, end: int) -> int:
    """Return how many elements there are in message[at:end], at every depth."""
    count = 0
    while at < end:
        start, stop = _to_value(message, at)
        count += 1
        if message[at] & CONSTRUCTED:
            count += _count_elements(message, start, stop)
        at = stop
    return count


def _parts(message: bytes) -> list[tuple[int, bytes]]:
    """Return tag and value of each part of a SEQUENCE whose lengths are sound."""
    at, end = _to_value(message, 0)
    parts = []
    while at < end:
        start, stop = _to_value(message, at)
        parts.append((message[at], message[start:stop]))
        at = stop
    return parts


def _to_value(message: bytes, at: int) -> tuple[int, int]:
    """Return where the value of the element at `at` begins and ends."""
    length, start = message[at + 1], at + 2
    if length & LONG_FORM:
        octets = length & 0x7F
        length = int.from_bytes(message[start : start + octets])
        start += octets
    return start, start + length
