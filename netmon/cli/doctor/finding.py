"""What a check says: how bad, what was found, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one check.

    Attributes:
        check: Its name, one or two words.
        found: What was found, one line.
        advice: What to do, one line; empty where nothing is to be done.
    """

    check: str
    health: Health
    found: str
    advice: str = ""


def ok(check: str, found: str) -> Finding:
    """Return that all is well."""
    return Finding(check, Health.OK, found)


def warn(check: str, found: str, advice: str) -> Finding:
    """Return that it works, but not as it should."""
    return Finding(check, Health.WARN, found, advice)


def fail(check: str, found: str, advice: str) -> Finding:
    """Return that netmon cannot do its work so."""
    return Finding(check, Health.FAIL, found, advice)


def megabytes(count_bytes: float) -> str:
    """Return a size for eyes."""
    return f"{count_bytes / 1_000_000:,.0f} MB"
