"""Readers of cells that hold codes, texts, choices and addresses of the web."""

from __future__ import annotations

import re
from collections.abc import Mapping

from inventory.importer.form import Reader, Reading, Unreadable
from inventory.importer.text import to_digits, to_key
from inventory.records.web_address import check_web_address
from inventory.sheets.cells import unescape_formula

_TELEPHONE = re.compile(r"\+[0-9][0-9 \-()]*")
_LIST_SIGNS = re.compile(r"[,;|\s]+")


def code_reader(pattern: re.Pattern[str], longest: int) -> Reader:
    """Return a reader of codes of `pattern`, at most `longest` characters."""

    def read(text: str) -> Reading:
        digits = to_digits(text)
        if len(digits) > longest or not pattern.fullmatch(digits):
            raise Unreadable("malformed_code", str(longest))
        return Reading(digits, "thai_digits" if digits != text else "")

    return read


def codes_reader(read_code: Reader, longest: int, *, is_sorted: bool) -> Reader:
    """Return a reader of codes in one cell, canonical with `;` between them.

    Args:
        read_code: Reads each of them.
        longest: Most characters of all.
        is_sorted: Whether their order says nothing.
    """

    def read(text: str) -> Reading:
        if len(text) > 2 * longest:
            raise Unreadable("overlong_text", str(longest))
        parts = [part.strip() for part in _LIST_SIGNS.split(text)]
        readings = [read_code(part) for part in parts if part]
        codes = list(dict.fromkeys(one.text for one in readings))
        joined = ";".join(sorted(codes) if is_sorted else codes)
        if not codes or len(joined) > longest:
            raise Unreadable("overlong_text", str(longest))
        if any(one.repair for one in readings):
            return Reading(joined, "thai_digits")
        is_plain = text.replace(" ", "").split(";") == codes
        return Reading(joined, "" if is_plain else "list_form")

    return read


def text_reader(longest: int, *, is_telephone: bool = False) -> Reader:
    """Return a reader of free text.

    The apostrophe that our own files put before a formula is taken away.
    """

    def read(text: str) -> Reading:
        bare = unescape_formula(text)
        if len(bare) > longest:
            raise Unreadable("overlong_text", str(longest))
        is_harmless = is_telephone and _TELEPHONE.fullmatch(bare)
        is_formula = bare[0] in "=+-@" and not is_harmless
        return Reading(bare, warning="formula_injection" if is_formula else "")

    return read


def choice_reader(named: Mapping[str, tuple[str, ...]]) -> Reader:
    """Return a reader of a choice.

    Args:
        named: What is stored, and the names people use for it; the first of them, and
            what is stored itself, need no repair.
    """
    by_key = {
        to_key(name): value
        for value, names in named.items()
        for name in (value, *names)
    }
    plain = {name for value, names in named.items() for name in (value, *names[:1])}
    expected = ", ".join(names[0] if names else value for value, names in named.items())

    def read(text: str) -> Reading:
        value = by_key.get(to_key(text))
        if value is None:
            raise Unreadable("unknown_choice", f"{', '.join(named)} ({expected})")
        return Reading(value, "" if text in plain else "choice_alias")

    return read


def named_reader(read_code: Reader, names: Mapping[str, tuple[str, ...]]) -> Reader:
    """Return a reader of a record by its code or its name.

    Args:
        read_code: Reads codes.
        names: Codes by name; a name that several records have is that of none.
    """
    if not names:
        return read_code
    by_key: dict[str, set[str]] = {}
    for name, codes in names.items():
        by_key.setdefault(to_key(name), set()).update(codes)

    known = {code for codes in names.values() for code in codes}

    def read(text: str) -> Reading:
        if text in known:
            return Reading(text)
        codes = by_key.get(to_key(text))
        if codes is None:
            try:
                return read_code(text)
            except Unreadable:
                raise Unreadable("unknown_name") from None
        if len(codes) > 1:
            raise Unreadable("name_of_several", ", ".join(sorted(codes)))
        return Reading(next(iter(codes)), "" if text in names else "choice_alias")

    return read


def web_address_reader(longest: int) -> Reader:
    """Return a reader of addresses of the web."""

    def read(text: str) -> Reading:
        if len(text) > longest:
            raise Unreadable("overlong_text", str(longest))
        try:
            return Reading(check_web_address(text))
        except ValueError:
            raise Unreadable("malformed_web_address") from None

    return read
