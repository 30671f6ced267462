"""Bytes into text: by mark, by proof, and only then by likelihood."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from netmon.core.errors import ConfigError

WINDOWS_874 = "windows-874"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Decoded(NamedTuple):
    """A file's text.

    Attributes:
        guessed: The encoding, where no mark and no proof told it; else empty.
    """

    text: str
    guessed: str = ""


def decode(name: str, data: bytes) -> Decoded:
    """Return the text of `data`.

    A byte-order mark is believed. What is valid UTF-8 is UTF-8: a Thai text of
    another encoding practically never is. The rest is UTF-16 where every other byte
    tells so, else Windows-874.

    Raises:
        ConfigError: None of them fits; the text names `name` and the place.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_read(name, data, encoding))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _guess(name, data, error)
    if "\x00" in text:
        return _guess(name, data, None)
    return Decoded(text)


def _guess(name: str, data: bytes, error: UnicodeDecodeError | None) -> Decoded:
    wide = _wide(data)
    if wide:
        return Decoded(_read(name, data, wide), wide)
    if error is not None and _is_nearly_utf8(data):
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{name} line {line}: expected UTF-8, byte 0x{data[error.start]:02x}"
        raise ConfigError(message + " is not; the file is damaged")
    return Decoded(_read(name, data, "cp874"), WINDOWS_874)


def _wide(data: bytes) -> str:
    """Return UTF-16's variant: the high bytes of Thai and Latin are 0x0E and 0x00."""
    sample = data[:20_000]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = sample[offset::2]
        if high and sum(high.count(byte) for byte in (0, 0x0E)) >= 0.9 * len(high):
            return encoding
    return ""


def _is_nearly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    thai = sum("\u0e00" <= letter <= "\u0e7f" for letter in text[:100_000])
    return thai > 10 * text[:100_000].count("\ufffd")


def _read(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{name} line {line}: the bytes are no text in {encoding}"
        raise ConfigError(message) from None
