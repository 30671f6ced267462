"""Whether an SNMPv3 message was signed by somebody who knows the user's key.

gufo-snmp 0.13.0 signs what it sends and does not check what it receives: an answer
with every bit of its digest flipped was taken. So it is checked here, before its
parser (RFC 3414, section 3.2, step 6).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from collectors.snmp.ber import read_value

DIGEST_BYTES = {
    "md5": 12,  # RFC 3414, section 6.3.1
    "sha1": 12,  # RFC 3414, section 7.3.1
    "sha224": 16,  # RFC 7860, section 4.2, as the following
    "sha256": 24,
    "sha384": 32,
    "sha512": 48,
}

_INTEGER = 0x02
_OCTET_STRING = 0x04
_SEQUENCE = 0x30
_REPORT = 0xA8
_AUTH_FLAG = 0x01
_PRIV_FLAG = 0x02


@dataclass(frozen=True, slots=True)
class Signature:
    """How a user signs.

    Attributes:
        protocol: A key of DIGEST_BYTES.
        master: The password's key before it is localised (RFC 3414, section 2.6).
    """

    protocol: str
    master: bytes = field(repr=False)

    def is_on(self, message: bytes) -> bool:
        """Return whether `message` may be believed.

        Either it is signed, or it is a Report in the clear: an agent that does not
        know us yet cannot sign (RFC 3414, section 3.2, steps 3 to 7).

        Args:
            message: A datagram that `ber.is_sound` accepts.
        """
        try:
            return self._is_on(message)
        except (IndexError, ValueError):
            return False

    def _is_on(self, message: bytes) -> bool:
        start, _ = read_value(message, 0, _SEQUENCE)
        _, at = read_value(message, start, _INTEGER)  # msgVersion
        start, after_globals = read_value(message, at, _SEQUENCE)
        flags = _read_flags(message, start)
        start, after_security = read_value(message, after_globals, _OCTET_STRING)
        if not flags & _AUTH_FLAG:
            return not flags & _PRIV_FLAG and _is_report(message, after_security)
        start, _ = read_value(message, start, _SEQUENCE)
        engine_start, engine_end = read_value(message, start, _OCTET_STRING)
        at = engine_end
        for tag in (_INTEGER, _INTEGER, _OCTET_STRING):  # boots, time, user name
            _, at = read_value(message, at, tag)
        start, end = read_value(message, at, _OCTET_STRING)
        return self._fits(message, message[engine_start:engine_end], start, end)

    def _fits(self, message: bytes, engine_id: bytes, start: int, end: int) -> bool:
        """Return whether message[start:end] is the digest of the rest."""
        if end - start != DIGEST_BYTES[self.protocol]:
            return False
        localised = hashlib.new(self.protocol, self.master + engine_id + self.master)
        unsigned = message[:start] + bytes(end - start) + message[end:]
        digest = hmac.digest(localised.digest(), unsigned, self.protocol)
        return hmac.compare_digest(digest[: end - start], message[start:end])


def _read_flags(message: bytes, at: int) -> int:
    for _ in range(2):  # msgID, msgMaxSize
        _, at = read_value(message, at, _INTEGER)
    start, end = read_value(message, at, _OCTET_STRING)
    if end - start != 1:
        raise ValueError
    return message[start]


def _is_report(message: bytes, at: int) -> bool:
    at, _ = read_value(message, at, _SEQUENCE)
    for _ in range(2):  # contextEngineID, contextName
        _, at = read_value(message, at, _OCTET_STRING)
    return message[at] == _REPORT
