"""What one cell may hold. Pure: text in, value out, or a BadCell that says why not."""

# ruff: noqa: EM102  what was expected is the data of a BadCell, not a message

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, time
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeVar

from netmon.core.addresses import AddressGuard
from netmon.core.errors import AddressRefused

TEXT_LENGTH = 200
"""Longest name or model, characters."""

_T = TypeVar("_T")
_E = TypeVar("_E", bound=Enum)

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,17})?", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,15}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?", re.ASCII)
_PROVINCE = re.compile(r"[0-9]{2}", re.ASCII)
_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", re.ASCII)
_HOST_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)
_THAI_DIGITS = re.compile("[๐-๙]")
_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_RISKY = frozenset("'=+-@\t\r")
_BUDDHIST_YEAR = 2400


class BadCell(Exception):
    """A cell does not hold what it should.

    Attributes:
        expected: What it should hold, in plain words.
    """

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


def check_characters(text: str) -> None:
    """Refuse bytes that were no UTF-8, and characters nobody can see.

    Raises:
        BadCell: `text` holds one; its place in the text is named.
    """
    if text.isprintable():  # the quick way for almost every cell
        return
    for position, character in enumerate(text, start=1):
        if "\udc80" <= character <= "\udcff":
            byte = ord(character) - 0xDC00
            raise BadCell(f"UTF-8 (byte 0x{byte:02x} at character {position} is not)")
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            raise BadCell(
                "no control or invisible character "
                f"(U+{ord(character):04X} is at character {position})"
            )


def parse_text(text: str) -> str:
    """Return free text; see `escape_formula` for the apostrophe that is taken away."""
    text = unescape_formula(text)
    if len(text) > TEXT_LENGTH:
        raise BadCell(f"at most {TEXT_LENGTH} characters")
    return text


def escape_formula(text: str) -> str:
    """Return `text` so that no spreadsheet runs it; see `unescape_formula`."""
    if text[:1] not in _RISKY:  # the quick way for almost every cell
        return text
    return f"'{text}" if _FORMULA.match(f"'{text}") else text


def unescape_formula(text: str) -> str:
    """Return `text` without the apostrophe that `escape_formula` put before it."""
    return text[1:] if _FORMULA.match(text) else text


def code_parser(longest: int, extra: str = "") -> Callable[[str], str]:
    """Return a parser of codes of up to `longest` characters, `extra` ones allowed."""
    signs = "-_." + extra
    pattern = re.compile(f"[A-Za-z0-9][A-Za-z0-9{re.escape(signs)}]*", re.ASCII)
    expected = f"letters, digits and {' '.join(signs)}, at most {longest} characters"

    def parse(text: str) -> str:
        if len(text) > longest or not pattern.fullmatch(text):
            raise BadCell(f"a code of {expected}")
        return text

    return parse


def parse_province(text: str) -> str:
    """Return a province's code."""
    if not _PROVINCE.fullmatch(text):
        raise BadCell("a province's two digits, as 50" + _hint(text))
    return text


def choice_parser(members: Iterable[_E]) -> Callable[[str], _E]:
    """Return a parser of the values of `members`, an enumeration or a part of one."""
    values = {str(member.value): member for member in members}

    def parse(text: str) -> _E:
        if text not in values:
            raise BadCell(f"one of {', '.join(values)}")
        return values[text]

    return parse


def list_parser(parse_one: Callable[[str], _T]) -> Callable[[str], tuple[_T, ...]]:
    """Return a parser of values separated by `;`, each at most once, maybe none."""

    def parse(text: str) -> tuple[_T, ...]:
        values = tuple(parse_one(part.strip()) for part in text.split(";") if text)
        if len(set(values)) < len(values):
            raise BadCell("each value once")
        return values

    return parse


def whole_parser(least: int, most: int) -> Callable[[str], int]:
    """Return a parser of whole numbers from `least` to `most`."""
    expected = f"a whole number from {least} to {most}"

    def parse(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise BadCell(expected + _hint(text))
        return int(text)

    return parse


def degrees_parser(least: float, most: float) -> Callable[[str], float]:
    """Return a parser of degrees from `least` to `most`, decimal point."""
    expected = f"degrees from {least:g} to {most:g} with a decimal point"

    def parse(text: str) -> float:
        if not _NUMBER.fullmatch(text) or not least <= float(text) <= most:
            raise BadCell(expected + _hint(text))
        return float(text)

    return parse


def parse_date(text: str) -> date:
    """Return a day of the common era, as 2024-05-31."""
    expected = "a date as 2024-05-31"
    if not _DATE.fullmatch(text):
        raise BadCell(expected + _hint(text))
    if int(text[:4]) >= _BUDDHIST_YEAR:
        raise BadCell(f"{expected}, in the common era: {int(text[:4]) - 543}")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadCell(f"{expected} that exists in the calendar") from None
    if day.year < 1990:
        raise BadCell(f"{expected}, not before 1990")
    return day


def parse_time(text: str) -> time:
    """Return a time of day, as 08:30."""
    try:
        if _TIME.fullmatch(text):
            return time.fromisoformat(text)
    except ValueError:
        pass
    raise BadCell("a time from 00:00 to 23:59, as 08:30" + _hint(text))


def parse_mac(text: str) -> str:
    """Return a device's MAC address in lower case with colons."""
    mac = text.lower().replace("-", ":")
    if not _MAC.fullmatch(mac):
        raise BadCell("a MAC address as 02:00:5e:00:00:01")
    if int(mac[:2], 16) & 1 or mac == "00:00:00:00:00:00":
        raise BadCell("the MAC address of one device, not of a group or of none")
    return mac


def address_parser(*, allow_loopback: bool) -> Callable[[str], str]:
    """Return a parser of IP addresses and host names that may be probed."""

    def parse(text: str) -> str:
        try:
            address = ip_address(text)
        except ValueError:
            return _parse_host(text, allow_loopback=allow_loopback)
        _refuse_reserved(address, allow_loopback=allow_loopback)
        return str(address)

    return parse


_GUARD = AddressGuard(in_twin=True)
_NEVER = {
    ip_network("0.0.0.0/8"): "this network",
    ip_network("169.254.0.0/16"): "link-local",
    IPv6Network("fe80::/10"): "link-local",
}


def _refuse_reserved(
    address: IPv4Address | IPv6Address, *, allow_loopback: bool
) -> None:
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    real = inner or address
    try:
        _GUARD.check(str(address))
    except AddressRefused as error:
        raise BadCell(f"an address that may be probed, not {error.reason}") from None
    if real.is_loopback and not allow_loopback:
        raise BadCell("an address that may be probed, not loopback")
    for network, reason in _NEVER.items():
        if real.version == network.version and real in network:
            raise BadCell(f"an address that may be probed, not {reason}")


def _parse_host(text: str, *, allow_loopback: bool) -> str:
    name = text.lower().removesuffix(".")
    labels = name.split(".")
    fits = len(name) <= 253 and all(map(_HOST_LABEL.fullmatch, labels))
    if not fits or labels[-1].isdigit():
        raise BadCell("an IP address or a host name" + _hint(text))
    if labels[-1] == "localhost" and not allow_loopback:
        raise BadCell("an address that may be probed, not loopback")
    return name


def _hint(text: str) -> str:
    return " (digits 0-9, not Thai ones)" if _THAI_DIGITS.search(text) else ""
