"""Fields of the SLA's forms: what people wrote, read, or why it cannot be. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from inventory.importer.dates import NoDate, read_date
from inventory.importer.text import to_digits
from netmon.core.clock import THAI_TIME, to_thai
from netmon.web.moments import to_day_name
from netmon.web.texts import Language

if TYPE_CHECKING:
    from netmon.sla.claims.refusals import Conflict, Finding, Flawed
    from netmon.web.texts import Texts

LONGEST_TEXT = 2_000
LONGEST_LIST = 40_000
"""Characters of a list of codes: some thousand sites; a form has at most 64 KiB."""
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d))?(?: ?น\.?)?")
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_SPLIT = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes:
        control: `text`, `long`, `choice` or `moment`.
        text: What stands in it.
        options: Values and words of a choice.
        fault: What is wrong with what stands in it, empty for nothing.
    """

    name: str
    control: str = "text"
    text: str = ""
    options: Sequence[tuple[str, str]] = ()
    is_required: bool = False
    most: int = 200
    hint: str = ""
    fault: str = ""


class NoMoment(Exception):
    """What was written is no moment."""


def fill(
    fields: Sequence[Field], typed: Mapping[str, str], faults: Mapping[str, str]
) -> list[Field]:
    """Return the fields with what somebody wrote, and what is wrong with it."""
    return [
        replace(
            each,
            text=typed.get(each.name, each.text)[: max(each.most, LONGEST_TEXT)],
            fault=faults.get(each.name, ""),
        )
        for each in fields
    ]


def say(texts: Texts, found: Flawed | Conflict) -> str:
    """Return why something is refused, in the language of the page."""
    return _choose(texts, str(found), found.message_th)


def say_finding(texts: Texts, found: Finding) -> str:
    """Return a finding about a request, in the language of the page."""
    return _choose(texts, *found.words())


def _choose(texts: Texts, english: str, thai: str) -> str:
    chosen = thai if texts.language is Language.THAI else english
    first, _, _ = chosen.partition(" ")
    # A sentence may begin with somebody's name, which is as it is.
    chosen = chosen[:1].upper() + chosen[1:] if first.isalpha() else chosen
    return _DAY.sub(lambda day: _to_day(texts, day), chosen)


def _to_day(texts: Texts, found: re.Match[str]) -> str:
    """Return a day as pages write it; one that is none stays as it is."""
    try:
        return to_day_name(texts, date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def read_moment(text: str, today: date) -> datetime | None:
    """Return the moment of Bangkok that `text` means, in UTC; None where it is empty.

    Browsers send 2026-10-12T09:30; people without such a field write 12/10/2569 09:30,
    the year of either era.

    Raises:
        NoMoment: It is none, or has no time of day.
    """
    bare = to_digits(text).strip()
    if not bare:
        return None
    day, _, clock = bare.replace("T", " ").partition(" ")
    found = _CLOCK.fullmatch(clock.strip())
    if found is None:
        raise NoMoment
    try:
        local = read_date(day, today)
    except NoDate:
        raise NoMoment from None
    at = time(int(found[1]), int(found[2]), int(found[3] or 0))
    return datetime.combine(local, at, THAI_TIME).astimezone(UTC)


def to_moment_text(at: datetime | None) -> str:
    """Return what a field of a moment shows; the browser draws it in its own way."""
    return "" if at is None else f"{to_thai(at):%Y-%m-%dT%H:%M:%S}"


def split_codes(text: str) -> list[str]:
    """Return the codes of a list, each once, in the order they were written."""
    return list(
        dict.fromkeys(each for each in _SPLIT.split(text[:LONGEST_LIST]) if each)
    )
