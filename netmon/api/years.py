"""Years that people of Thailand write, where ISO 8601 has others."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

_AHEAD = 543
"""Years the Buddhist Era is ahead of the Common Era."""
_FIRST, _LAST = 1990 + _AHEAD, 2156 + _AHEAD


def is_buddhist(year: int) -> bool:
    """Return whether `year` can only be meant in the Buddhist Era."""
    return _FIRST <= year <= _LAST


def buddhist_year(year: int) -> PydanticCustomError:
    """Return what is said of such a year."""
    message = "years are those of the Common Era, ISO 8601: {meant} for {year}"
    values = {"meant": year - _AHEAD, "year": year}
    return PydanticCustomError("buddhist_year", message, values)
