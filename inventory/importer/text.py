"""Takes out of a cell what nobody can see, and says what that was."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]*)\u0e32")
_TONE_LATE = re.compile("\u0e33[\u0e33\u0e48-\u0e4b]*[\u0e48-\u0e4b]")
"""From a sara am to the last tone mark that was typed behind it."""
_BREAK = re.compile("\r\n|[\r\n\u2028\u2029]")
_ORDINARY = re.compile("[ -~\u0e01-\u0e3a\u0e3f-\u0e5b]*")
"""Thai and ASCII: almost every cell."""
_TRAPS = re.compile("_x|\u0e4d|\u0e40\u0e40|\u0e33[\u0e48-\u0e4b]")
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_MISSING = {
    *("-", "--", "---", "–", "—", "n/a", "na", "#n/a", "null", "none", "nil", "."),
    *("ไม่มี", "ไม่มีข้อมูล", "ไม่ระบุ", "ไม่ทราบ"),
}

INVISIBLE = "invisible_text"
CONTROL = "control_character"
NEWLINE = "newline_in_cell"


def clean(text: str) -> tuple[str, str]:
    """Return `text` without what is invisible, and the kind of defect, or "".

    Line breaks inside become one space, control characters and zero-width ones go,
    space around goes, and a sara am in pieces becomes one character: Unicode's own
    normal forms do not do that (U+0E33 decomposes by compatibility only, and NFKC
    takes it apart).
    """
    if _ORDINARY.fullmatch(text) and not _TRAPS.search(text):
        bare = text.strip(" ")
        return bare, INVISIBLE if bare != text else ""
    raw = text
    text = _ESCAPED.sub(_unescape, text)  # how a workbook writes what XML cannot hold
    kinds = []
    for kind, repaired in _steps(text):
        if repaired != text:
            kinds.append(kind)
            text = repaired
    if text == raw:
        return text, ""
    return text, next((kind for kind in kinds if kind != INVISIBLE), INVISIBLE)


def clean_lines(text: str) -> tuple[str, str]:
    """Return `text` as `clean` does, line by line: here line breaks belong to it."""
    cleaned = [clean(line) for line in _BREAK.split(text.strip("\r\n"))]
    kind = next((kind for _, kind in cleaned if kind), "")
    return "\n".join(line for line, _ in cleaned).strip("\n"), kind


def _steps(text: str) -> Iterator[tuple[str, str]]:
    lines = _BREAK.split(text.strip("\r\n"))
    joined = (
        " ".join(line.strip(" \u00a0") for line in lines) if lines[1:] else lines[0]
    )
    yield NEWLINE, joined
    controlled = "".join(
        letter
        for letter in joined.replace("\t", " ")
        if unicodedata.category(letter) != "Cc"
    )
    yield CONTROL, controlled
    yield INVISIBLE, _see(controlled)


def _see(text: str) -> str:
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = _SARA_AM.sub("\\1\u0e33", text)
    text = _TONE_LATE.sub(lambda found: "".join(sorted(found[0], key=_is_am)), text)
    text = text.replace("\u0e40\u0e40", "\u0e41")  # two sara e, typed for one sara ae
    spaced = (" " if unicodedata.category(one) == "Zs" else one for one in text)
    return unicodedata.normalize("NFC", "".join(spaced).strip())


def _is_am(letter: str) -> bool:
    return letter == "\u0e33"


def _unescape(found: re.Match[str]) -> str:
    letter = chr(int(found[1], 16))
    return found[0] if unicodedata.category(letter) == "Cs" else letter


def is_missing(text: str) -> bool:
    """Return whether a clean `text` says that there is no value."""
    return not text or text.casefold() in _MISSING


def to_digits(text: str) -> str:
    """Return `text` with Thai digits as 0-9."""
    return text.translate(_DIGITS)


def to_key(text: str) -> str:
    """Return a header or name as it is compared: clean, lower case, single spaces."""
    return " ".join(clean(text)[0].casefold().replace("_", " ").split())
