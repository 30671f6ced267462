"""Everything people read, in Thai and English, from the catalogues in texts/."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

COOKIE = "netmon_lang"


class Language(StrEnum):
    """A language of the pages."""

    THAI = "th"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language.

    Attributes:
        language: Which.
        entries: Keyed by dotted name, as `state.down`.
    """

    language: Language
    entries: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return the text `key`, with `values` put in.

        Raises:
            KeyError: There is no such text, or a value of it is missing.
        """
        text = self.entries[key]
        return text.format(**values) if values else text

    def word(self, family: str, value: str) -> str:
        """Return the text of a machine word, the word itself where there is none."""
        return self.entries.get(f"{family}.{value}", value)

    def reason(self, value: str) -> str:
        """Return why a look failed; without words of its own by its name, as EPROTO."""
        name = f"reason.{value}"
        return self.entries.get(name) or self("evidence.error", name=value.upper())


@cache
def load_texts(language: Language) -> Texts:
    """Return the catalogue of `language`; read from disk once."""
    return Texts(language, dict(_flatten(_read(f"{language}.toml"))))


@cache
def load_short_names() -> Mapping[Language, Mapping[str, str]]:
    """Return the two- or three-letter names of the provinces, keyed by their code."""
    found = _read("short_names.toml")
    return {language: found[language] for language in Language}


def choose_language(
    asked: str | None, cookie: str | None, accepted: str | None
) -> Language:
    """Return the language of a page: asked for, kept, preferred, or Thai."""
    for wish in (asked, cookie):
        if wish in tuple(Language):
            return Language(wish)
    return _preferred(accepted or "")


def _preferred(accepted: str) -> Language:
    """Return the first of ours in an Accept-Language header, which lists by liking."""
    for entry in accepted.split(","):
        name, _, weight = entry.strip().partition(";")
        primary = name.strip().split("-")[0].lower()
        if primary in tuple(Language) and weight.strip() != "q=0":
            return Language(primary)
    return Language.THAI


def _read(name: str) -> dict[str, Any]:
    folder = files("netmon.web").joinpath("texts")
    return tomllib.loads(folder.joinpath(name).read_text("utf-8"))


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
