"""Collects what is wrong with the files, so that all of it is told at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from netmon.core.errors import ConfigError

PROBLEM_LIMIT = 200
"""How many problems are told in full; the rest is counted."""

_SHOWN_LENGTH = 60


class Place(NamedTuple):
    """Where in the files something stands.

    Attributes:
        row: As a spreadsheet numbers it, the header being row 1; 0 for the file.
        column: Header of the column; empty for the whole row.
    """

    file: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        row = f" row {self.row}" if self.row else ""
        column = f" column {self.column}" if self.column else ""
        return f"{self.file}{row}{column}"


@dataclass(slots=True)
class Problems:
    """The problems found so far."""

    _lines: list[str] = field(default_factory=list)
    _count: int = 0

    def add(self, place: Place, text: str) -> None:
        """Note that something is wrong at `place`."""
        self._count += 1
        if len(self._lines) < PROBLEM_LIMIT:
            self._lines.append(f"{place}: {text}")

    def raise_if_any(self) -> None:
        """Raise everything noted so far.

        Raises:
            ConfigError: There was a problem.
        """
        rest = self._count - len(self._lines)
        more = [f"and {rest} more problems"] if rest else []
        if self._lines:
            raise ConfigError(*self._lines, *more)


def shown(text: str) -> str:
    """Return `text` in quotes, shortened, with invisible characters spelled out."""
    if len(text) <= _SHOWN_LENGTH:
        return repr(text)
    return f"{text[:_SHOWN_LENGTH]!r}... ({len(text)} characters)"
