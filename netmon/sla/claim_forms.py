"""Reads what people fill in on pages about claims; times are of Asia/Bangkok.

Each value that cannot be is refused by the name of its field, as over the API.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from netmon.core.clock import THAI_TIME
from netmon.core.errors import ConfigError
from netmon.core.intervals import Interval
from netmon.core.months import (
    BUDDHIST_AHEAD_YEARS,
    FIRST_YEAR,
    LAST_YEAR,
    Month,
)
from netmon.sla.exclusions import LONGEST_TEXT
from netmon.sla.facts import ExclusionType
from netmon.sla.objections import ObjectionWish
from netmon.sla.refusals import Flawed
from netmon.sla.site_places import SitesWish
from netmon.sla.tickets import TicketTimes

LONGEST_CODE = 100
MOST_SITES = 4_000
"""Codes in one body of 64 KiB; more sites are named by their contract or province."""
_EXAMPLE = "2026-11-20T09:00"
_MOMENT = re.compile(r"(\d{4})-\d\d-\d\dT\d\d:\d\d(:\d\d)?", re.ASCII)

Fields = Mapping[str, str]
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ExclusionForm:
    """A request before its sites are looked up."""

    kind: ExclusionType
    span: Interval
    reason: str
    sites: SitesWish


def read_exclusion(fields: Fields) -> ExclusionForm:
    """Return the request a form holds.

    Args:
        fields: `kind`, `starts_at`, `ends_at`, `reason`, and either `sites` (codes
            with space or commas between) or `contract` and `province`.

    Raises:
        Flawed: One of them cannot be.
    """
    codes = [each for each in re.split(r"[\s,]+", fields.get("sites", "")) if each]
    if len(codes) > MOST_SITES:
        raise Flawed("sites", "too_many_sites", most=MOST_SITES)
    for code in codes:
        _check_code("sites", code)
    return ExclusionForm(
        read_choice(fields, "kind", ExclusionType),
        Interval(_need_moment(fields, "starts_at"), _need_moment(fields, "ends_at")),
        read_text(fields, "reason"),
        SitesWish(
            list(dict.fromkeys(codes)) or None,
            _read_code(fields, "contract"),
            _read_code(fields, "province"),
        ),
    )


def read_objection(fields: Fields) -> ObjectionWish:
    """Return the objection a form holds.

    Args:
        fields: `month`, `version`, `contract`, `text`, and `site` and `outage` or
            nothing in them.

    Raises:
        Flawed: One of them cannot be.
    """
    contract = _read_code(fields, "contract")
    if contract is None:
        raise Flawed("contract", "nothing_said")
    version = fields.get("version", "").strip()
    if not version.isascii() or not version.isdigit() or not 0 < len(version) < 5:
        raise Flawed("version", "no_number")
    return ObjectionWish(
        read_month(fields, "month"),
        int(version),
        contract,
        read_text(fields, "text"),
        _read_code(fields, "site"),
        _read_code(fields, "outage"),
    )


def read_ticket(fields: Fields) -> TicketTimes:
    """Return the times a form holds: `sent_at`, `on_site_at`, `restored_at`.

    Raises:
        Flawed: One of them is no moment.
    """
    return TicketTimes(
        read_moment(fields, "sent_at"),
        read_moment(fields, "on_site_at"),
        read_moment(fields, "restored_at"),
    )


def read_choice(fields: Fields, name: str, among: type[Choice]) -> Choice:
    """Return which of `among` a field names.

    Raises:
        Flawed: None of them.
    """
    try:
        return among(fields.get(name, ""))
    except ValueError:
        choices = ", ".join(each.value for each in among)
        raise Flawed(name, "no_choice", choices=choices) from None


def read_month(fields: Fields, name: str) -> Month:
    """Return the month a field names, as `2026-11`.

    Raises:
        Flawed: It names none.
    """
    try:
        return Month.parse(fields.get(name, "").strip())
    except ConfigError as error:
        raise Flawed(name, "no_month", why=error) from None


def read_moment(fields: Fields, name: str) -> datetime | None:
    """Return the moment a field holds, UTC; None where nothing is in it.

    Raises:
        Flawed: It is none, or its year is of the Buddhist Era.
    """
    text = fields.get(name, "").strip()
    if not text:
        return None
    found = _MOMENT.fullmatch(text)
    year = int(found[1]) if found else 0
    if FIRST_YEAR + BUDDHIST_AHEAD_YEARS <= year <= LAST_YEAR + BUDDHIST_AHEAD_YEARS:
        raise Flawed(name, "buddhist_year", example=_EXAMPLE)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Flawed(name, "no_moment", example=_EXAMPLE)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Flawed(name, "no_moment", example=_EXAMPLE) from None
    return at.replace(tzinfo=THAI_TIME).astimezone(UTC)


def read_text(fields: Fields, name: str, *, may_be_empty: bool = False) -> str:
    """Return what people wrote in a field, without space around it.

    Raises:
        Flawed: Nothing, too much, or a character nobody can see.
    """
    text = fields.get(name, "").replace("\r\n", "\n").strip()
    if not text and not may_be_empty:
        raise Flawed(name, "nothing_said")
    if len(text) > LONGEST_TEXT:
        raise Flawed(name, "too_long", most=LONGEST_TEXT)
    if not all(each.isprintable() or each == "\n" for each in text):
        raise Flawed(name, "unseen_character")
    return text


def to_field(at: datetime | None) -> str:
    """Return a moment as a form shows it; read_moment reads it."""
    if at is None:
        return ""
    return at.astimezone(THAI_TIME).replace(tzinfo=None).isoformat(timespec="seconds")


def _need_moment(fields: Fields, name: str) -> datetime:
    at = read_moment(fields, name)
    if at is None:
        raise Flawed(name, "no_moment", example=_EXAMPLE)
    return at


def _read_code(fields: Fields, name: str) -> str | None:
    code = fields.get(name, "").strip()
    if code:
        _check_code(name, code)
    return code or None


def _check_code(name: str, code: str) -> None:
    if len(code) > LONGEST_CODE:
        raise Flawed(name, "too_long", most=LONGEST_CODE)
    if not code.isprintable():
        raise Flawed(name, "unseen_character")
