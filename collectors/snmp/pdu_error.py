"""Error-status and error-index of a reply (RFC 3416, section 3).

gufo-snmp 0.13.0 gives an empty answer for every error, so that an agent whose answer
would be too big looks like one that has nothing. What it hides is read here, from the
messages of v1 and v2c; what v3 encrypts cannot be.
"""

from __future__ import annotations

from dataclasses import dataclass

from collectors.snmp.ber import read_value

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
        at, _ = read_value(message, 0, _SEQUENCE)
        _, at = read_value(message, at, _INTEGER)
        _, at = read_value(message, at, _OCTET_STRING)
        at, _ = read_value(message, at, _RESPONSE)
        _, at = read_value(message, at, _INTEGER)
        start, at = read_value(message, at, _INTEGER)
        status = int.from_bytes(message[start:at])
        start, stop = read_value(message, at, _INTEGER)
    except (IndexError, ValueError):
        return None
    return PduError(status, int.from_bytes(message[start:stop])) if status else None
