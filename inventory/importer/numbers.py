"""Numbers as people write them, read only where one reading is possible."""

from __future__ import annotations

import re

from inventory.importer.text import to_digits

_PLAIN = re.compile(r"[0-9]{1,7}(\.[0-9]{1,3})?")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.0+)?")
_UNIT = re.compile(r"\s*(mbps|mb/s|mbit/s|mb|m|เมกะบิต|gbps|gbit/s)\.?$", re.IGNORECASE)
_COUNT_UNIT = re.compile(r"\s*(ap|aps|เครื่อง|ตัว|จุด)\.?$", re.IGNORECASE)
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,17})?")
_DEGREES_COMMA = re.compile(r"[0-9]{1,3},[0-9]{4,17}")


_LONGEST = 40
"""Characters of a number with its unit; patterns are not tried on more."""


class NoNumber(Exception):
    """The text is no such number."""


def read_mbps(text: str) -> tuple[str, str]:
    """Return a rate as canonical text, and the kind of repair, or "".

    Raises:
        NoNumber: No number from above 0 to 100,000.
    """
    digits = _digits(text)
    kind = "thai_digits" if digits != text else ""
    bare = _UNIT.sub("", digits)
    factor = 1000 if bare != digits and digits[len(bare) :].strip()[0] in "gG" else 1
    value = _read(bare) * factor
    if not 0 < value <= 100_000:
        raise NoNumber
    canonical = str(int(value)) if value.is_integer() else repr(round(value, 3))
    if canonical != digits:
        kind = kind or "number_text"
    return canonical, kind


def read_count(text: str) -> tuple[str, str]:
    """Return a count as canonical text, and the kind of repair, or "".

    Raises:
        NoNumber: No whole number from 0 to 1000.
    """
    digits = _digits(text)
    kind = "thai_digits" if digits != text else ""
    value = _read(_COUNT_UNIT.sub("", digits))
    if not (value.is_integer() and 0 <= value <= 1000):
        raise NoNumber
    canonical = str(int(value))
    if canonical != digits:
        kind = kind or "number_text"
    return canonical, kind


def read_degrees(text: str) -> tuple[float, str]:
    """Return degrees, and the kind of repair, or "".

    Raises:
        NoNumber: No number of -180 to 180.
    """
    digits = _digits(text)
    kind = "thai_digits" if digits != text else ""
    bare = digits.rstrip("°").strip()
    if _DEGREES_COMMA.fullmatch(bare):
        bare = bare.replace(",", ".")
    if not _DEGREES.fullmatch(bare) or not -180 <= float(bare) <= 180:
        raise NoNumber
    return float(bare), kind or ("number_text" if bare != digits else "")


def _digits(text: str) -> str:
    if len(text) > _LONGEST:
        raise NoNumber
    return to_digits(text)


def _read(text: str) -> float:
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _PLAIN.fullmatch(text):
        raise NoNumber
    return float(text)
