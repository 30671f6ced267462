"""Short words for what the local system refused to do for us."""

from __future__ import annotations

import errno
import re

WORDS = {
    errno.ENETUNREACH: "no_route",
    errno.EHOSTUNREACH: "no_route",
    errno.ENETDOWN: "no_route",
    errno.EACCES: "send_refused",
    errno.EPERM: "send_refused",
    errno.ENOBUFS: "send_buffer_full",
    errno.EAGAIN: "send_buffer_full",
    errno.EMFILE: "no_descriptor",
    errno.ENFILE: "no_descriptor",
    errno.EADDRNOTAVAIL: "no_local_port",
}

_RUST_NUMBER = re.compile(r"\(os error (\d+)\)")


def to_reason(error: OSError) -> str:
    """Return the short word for an operation the local system refused.

    The Rust cores raise OSError with the number in the text alone.
    """
    number = error.errno
    if number is None and (found := _RUST_NUMBER.search(str(error))):
        number = int(found[1])
    return to_word(number)


def to_word(number: int | None) -> str:
    """Return the short word for an error number, `refused_here` for an unknown one."""
    if number in WORDS:
        return WORDS[number]
    return errno.errorcode.get(number or 0, "refused_here").lower()
