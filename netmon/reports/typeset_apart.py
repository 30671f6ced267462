"""Has a PDF drawn by a process whose memory and time are bounded."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import orjson

from netmon.core.errors import NetmonError

if TYPE_CHECKING:
    from datetime import datetime

COMMAND = (sys.executable, "-I", "-X", "utf8", "-m", "netmon.reports")
"""See netmon.reports.__main__."""
LONGEST_S = 120.0
"""Wall time; a national pack takes some seconds."""


class ReportFailed(NetmonError):
    """A statement could not be written in the form that was asked for."""


def typeset_apart(
    document: bytes, made_at: datetime, longest_s: float = LONGEST_S
) -> bytes:
    """Return the PDF of a document; see netmon.reports.typeset.

    Raises:
        ReportFailed: It was not drawn in time, or cannot be.
    """
    order = orjson.dumps({"job": "typeset", "made_at": made_at})
    try:
        done = subprocess.run(  # noqa: S603  our own module
            COMMAND,
            input=order + b"\n" + document,
            capture_output=True,
            timeout=longest_s,
            check=False,
            env={},  # what we were told, passwords among it, is not the child's
        )
    except subprocess.TimeoutExpired:
        message = f"the PDF was not drawn within {longest_s:.0f} s"
        raise ReportFailed(message) from None
    if done.returncode:
        raise ReportFailed(to_fault(done.returncode, done.stderr))
    return done.stdout


def to_fault(code: int, told: bytes) -> str:
    """Return why a child failed: its last words, or the signal that ended it."""
    last = told.decode(errors="replace").strip().rpartition("\n")[2]
    return f"the report could not be made: {last or f'its process ended with {code}'}"
