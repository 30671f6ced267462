"""What the instance part of an OID says (RFC 2578, section 7.7)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

MAC_OCTETS = 6
ADDRESS_OCTETS = 4

KEPT_COUNT = 32_768
"""More than the access points of the nation, which come again in every slot."""


@lru_cache(KEPT_COUNT)
def parse_index(shape: str, suffix: str) -> tuple[str, ...]:
    """Return the parts of an index as text, fewer where it is cut short.

    Args:
        shape: Of an ObjectEntry.
        suffix: The instance part in numbers with dots, from any device.

    Returns:
        A part each: numbers as they are, MACs in lower-case hex with colons, text
        with odd characters replaced, lists of numbers with dots.
    """
    numbers = [int(each) for each in suffix.split(".") if each.isdigit()]
    return tuple(_parts(shape.split(","), numbers))


def _parts(shape: list[str], numbers: list[int]) -> Iterator[str]:
    at = 0
    for kind in shape:
        if at >= len(numbers):
            return
        start, stop = _span(kind, numbers, at)
        yield _to_text(kind, numbers[start:stop])
        at = stop


def _span(kind: str, numbers: list[int], at: int) -> tuple[int, int]:
    if kind in ("text", "counted"):
        return at + 1, min(at + 1 + numbers[at], len(numbers))
    if kind == "mac":
        return at, at + MAC_OCTETS
    if kind == "address":
        return at, at + ADDRESS_OCTETS
    return at, at + 1 if kind in ("integer", "if_index") else len(numbers)


def _to_text(kind: str, numbers: list[int]) -> str:
    if kind == "mac" or (kind == "counted" and len(numbers) == MAC_OCTETS):
        return ":".join(f"{each & 0xFF:02x}" for each in numbers)
    if kind in ("text", "implied_text"):
        raw = bytes(each & 0xFF for each in numbers)
        return raw.decode("utf-8", errors="replace")
    return ".".join(str(each) for each in numbers)
