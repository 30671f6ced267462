"""Error-status and error-index of a reply (RFC 3416, section 3).

gufo-snmp 0.13.0 gives an empty answer for every error, so that an agent whose answer
would be too big looks like one that has nothing. What it hides is read here, from the
messages of v1 and v2c; what v3 encrypts cannot be.
"""

from __future__ import annotations

from dataclasses import dataclass

TOO_BIG = 1
NO_SUCH_NAME = 2
GEN_ERR = 5

_INTEGER = 0x02
_OCTET_STRING = 0x04
_SEQUENCE = 0x30
_RESPONSE = 0xA2


@dataclass(frozen=True, slots=True)
class PduError:
    """What an agent answered instead of values.

    Attributes:
        status: error-status, 1-18.
        index: Number of the variable to blame, from 1; 0 for none.
    """

    status: int
    index: int


def read_error(message: bytes) -> PduError | None:
    """Return the error of a v1 or v2c reply, None where there is none to be read.

    Args:
        message: A datagram that `ber.is_sound` accepts.
    """
    try:
        _, at, _ = _header(message, 0, _SEQUENCE)
        at = _header(message, at, _INTEGER)[2]
        at = _header(message, at, _OCTET_STRING)[2]
        at = _header(message, at, _RESPONSE)[1]
        at = _header(message, at, _INTEGER)[2]
        _, start, at = _header(message, at, _INTEGER)
        status = int.from_bytes(message[start:at])
        _, start, stop = _header(message, at, _INTEGER)
    except (IndexError, ValueError):
        return None
    return PduError(status, int.from_bytes(message[start:stop])) if status else None


def _header(message: bytes, at: int, tag: int) -> tuple[int, int, int]:
    """Return (tag, start of the value, end of the value) of the TLV at `at`."""
    if message[at] != tag:
        raise ValueError
    length = message[at + 1]
    start = at + 2
    if length & 0x80:
        octets = length & 0x7F
        length = int.from_bytes(message[start : start + octets])
        start += octets
    return tag, start, start + length
