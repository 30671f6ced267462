"""Everything a statement's files say beside their figures, in Thai and English."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = ("th", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    Attributes:
        language: Which.
        entries: Keyed by dotted name, as `verdict.compliant`.
    """

    language: Language
    entries: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return the words `key`, with `values` put in.

        Raises:
            KeyError: There are none, or a value of them is missing.
        """
        text = self.entries[key]
        return text.format(**values) if values else text

    def word(self, family: str, value: str) -> str:
        """Return the words for a machine word, itself where there are none."""
        return self.entries.get(f"{family}.{value}", value)

    def choose(self, thai: str, english: str) -> str:
        """Return the name in this language; the other one where it is missing."""
        return (thai or english) if self.language == "th" else (english or thai)


@cache
def load_words(language: Language) -> Words:
    """Return the catalogue of `language`; read from disk once."""
    folder = files("netmon.reports").joinpath("words")
    text = folder.joinpath(f"{language}.toml").read_text("utf-8")
    return Words(language, dict(_flatten(tomllib.loads(text))))


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
