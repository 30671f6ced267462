"""Whether a datagram is whole BER, before a parser that trusts lengths sees it.

gufo-snmp 0.13.0 panics on a length that points past the end of the message, and a
junk datagram from anywhere ends its wait. So a message is looked at first and junk
is dropped (ITU-T X.690, section 8.1; RFC 3417, section 8).
"""

from __future__ import annotations

CONSTRUCTED = 0x20
TAG_NUMBER = 0x1F
"""All ones: the number follows in more octets, which SNMP never uses."""
LONG_FORM = 0x80
MAX_LENGTH_OCTETS = 4
MAX_DEPTH = 12
NUMBERS = frozenset({0x02, 0x41, 0x42, 0x43, 0x46})
"""INTEGER, Counter32, Gauge32, TimeTicks, Counter64 (RFC 3416, section 3)."""
MAX_NUMBER_OCTETS = 9
"""Of a Counter64; from longer ones gufo-snmp cuts the front off, and an empty one,
which X.690, section 8.3.1, forbids, it reads as 0."""
SEQUENCE = 0x30


def is_sound(message: bytes) -> bool:
    """Return whether `message` is one SEQUENCE whose every length fits.

    So must the lengths of its numbers: an agent that sends none is not read as 0.
    """
    return bool(message) and message[0] == SEQUENCE and _fits(message, 0, len(message))


def read_value(message: bytes, at: int, tag: int) -> tuple[int, int]:
    """Return where the value of the TLV at `at` begins and ends.

    Args:
        message: One that `is_sound` accepts.
        at: Where the tag is.
        tag: The tag that is expected.

    Raises:
        ValueError: It has another tag.
        IndexError: There is nothing.
    """
    if message[at] != tag:
        raise ValueError
    length = message[at + 1]
    start = at + 2
    if length & LONG_FORM:
        octets = length & 0x7F
        length = int.from_bytes(message[start : start + octets])
        start += octets
    return start, start + length


def _fits(data: bytes, start: int, end: int, depth: int = 0) -> bool:
    """Return whether data[start:end] is a run of whole TLVs, one alone outside.

    Every octet of every answer comes by here, so the short form is read in place.
    """
    if depth > MAX_DEPTH:
        return False
    while start < end:
        value = start + 2
        if value > end or data[start] & TAG_NUMBER == TAG_NUMBER:
            return False
        length = data[start + 1]
        if length & LONG_FORM:
            octets = length & 0x7F
            if not 1 <= octets <= MAX_LENGTH_OCTETS or value + octets > end:
                return False
            length = int.from_bytes(data[value : value + octets])
            value += octets
        stop = value + length
        is_odd = data[start] in NUMBERS and not 1 <= length <= MAX_NUMBER_OCTETS
        if is_odd or stop > end or (depth == 0 and stop != end):
            return False
        if data[start] & CONSTRUCTED and not _fits(data, value, stop, depth + 1):
            return False
        start = stop
    return True
