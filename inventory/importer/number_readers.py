"""Readers of cells that hold whole numbers, rates and shares."""

from __future__ import annotations

import re
from decimal import Decimal

from inventory.importer.form import Reader, Reading, Unreadable
from inventory.importer.numbers import NoNumber, read_mbps
from inventory.importer.text import to_digits

_WHOLE = re.compile(r"(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,6})(?:\.0{1,4})?")
_UNIT = re.compile(
    r"\s*(บาท|baht|thb|คน|ราย|ครั้ง|รายการ|คำสั่งซื้อ|ชั่วโมง|ชม\.?|hours?|hrs?|h|฿)$",
    re.IGNORECASE,
)
_SHARE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,12})?")
_PERCENT = re.compile(r"\s*(%|percent|เปอร์เซ็นต์)$|^(ร้อยละ)\s*", re.IGNORECASE)
_LONGEST = 60
"""Characters of a number with its unit; patterns are not tried on more."""


def whole_reader(most: int) -> Reader:
    """Return a reader of whole numbers from 0 to `most`; a unit behind it goes."""

    def read(text: str) -> Reading:
        digits = _to_digits(text)
        bare = _UNIT.sub("", digits.removeprefix("฿")).strip()
        if not _WHOLE.fullmatch(bare):
            raise Unreadable("malformed_whole")
        value = int(bare.partition(".")[0].replace(",", ""))
        if value > most:
            raise Unreadable("number_too_large", f"{most:,}")
        canonical = str(value)
        if digits != text:
            return Reading(canonical, "thai_digits")
        return Reading(canonical, "number_text" if canonical != text else "")

    return read


def read_rate_mbps(text: str) -> Reading:
    """Return a rate in Mbps.

    Raises:
        Unreadable: It is none.
    """
    try:
        return Reading(*read_mbps(text))
    except NoNumber:
        raise Unreadable("malformed_number") from None


def read_percent(text: str) -> Reading:
    """Return a share, given in percent, as a ratio: exact decimal text.

    Raises:
        Unreadable: It is no number from 0 to 100.
    """
    digits = _to_digits(text)
    bare = _PERCENT.sub("", digits)
    if not _SHARE.fullmatch(bare) or Decimal(bare) > 100:
        raise Unreadable("malformed_share", "0 - 100 %")
    ratio = format((Decimal(bare) / 100).normalize(), "f")
    return Reading(ratio, "thai_digits" if digits != text else "")


def read_ratio(text: str) -> Reading:
    """Return a share as a ratio; one with a percent sign is understood too.

    Raises:
        Unreadable: It is no number from 0 to 1.
    """
    digits = _to_digits(text)
    if _PERCENT.search(digits):
        return read_percent(text)
    if not _SHARE.fullmatch(digits) or Decimal(digits) > 1:
        raise Unreadable("malformed_share", "0 - 1")
    ratio = format(Decimal(digits).normalize(), "f")
    return Reading(ratio, "thai_digits" if digits != text else "")


def read_availability(text: str) -> Reading:
    """Return an availability, given in percent or as a ratio.

    Nobody promises 1 % and nobody can promise more than 100 %: a number tells by its
    size what it is.

    Raises:
        Unreadable: It is neither.
    """
    digits = _to_digits(text)
    is_ratio = _SHARE.fullmatch(digits) and Decimal("0.5") <= Decimal(digits) <= 1
    reading = read_ratio(text) if is_ratio else read_percent(text)
    if Decimal(reading.text) < Decimal("0.5"):
        raise Unreadable("malformed_share", "50 - 100 %")
    return reading


def read_unclear_share(text: str) -> Reading:
    """Return a share that may be small, under a header that names no unit.

    Raises:
        Unreadable: It has no percent sign, so that 0.1 has two readings.
    """
    if not _PERCENT.search(_to_digits(text)):
        raise Unreadable("share_unclear")
    return read_percent(text)


def _to_digits(text: str) -> str:
    if len(text) > _LONGEST:
        raise Unreadable("malformed_number")
    return to_digits(text)
