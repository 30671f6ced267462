"""What an InfluxDB may say instead of yes.

NetmonError
    InfluxFault         no answer that is of use; the text says what was asked of whom
        InfluxRefused   it will never take this; asking again changes nothing
        InfluxHeld      it will not take anything from us until a person has acted
        InfluxTooLarge  the request is too long; a shorter one may pass
        InfluxLater     not now; the same may be asked again
"""

from __future__ import annotations

import re

from netmon.core.errors import NetmonError

_DROPPED = re.compile(r"\bdropped=(\d+)\s*$")
"""At the end of what 1.x says; before it may stand a line, which may say anything."""


class InfluxFault(NetmonError):
    """No answer that is of use."""


class InfluxRefused(InfluxFault):
    """The server will never take this (400, 422), or it is no question it answers.

    Of a write some lines may have been stored all the same (`partial write`).

    Attributes:
        reason: In the server's words, cut short.
        dropped_count: How many lines it says it did not store; None where it does not
            say, and 0 is what 1.x says of lines it could not read.
        line_numbers: Of lines it did not store, from 1, where it numbers them (3).
    """

    def __init__(self, reason: str, line_numbers: tuple[int, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line_numbers = line_numbers
        found = _DROPPED.search(reason)
        self.dropped_count = int(found[1]) if found else None


class InfluxHeld(InfluxFault):
    """Nothing will pass before a person has acted: rights, names, the wrong server.

    Attributes:
        status: Of HTTP: 401, 403, 404, or another nothing of ours can change.
        reason: In the server's words, cut short.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{reason} (HTTP {status})")
        self.status = status
        self.reason = reason


class InfluxTooLarge(InfluxFault):
    """The request is longer than the server takes (413)."""


class InfluxLater(InfluxFault):
    """Not now: 429, 5xx, no answer in time, or no connection.

    Attributes:
        retry_after_s: How long the server asks us to wait, None where it does not.
    """

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s
