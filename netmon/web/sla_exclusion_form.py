"""The form that asks for an exclusion: its fields, and what was written. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from netmon.core.intervals import Interval
from netmon.sla.claims.claim_forms import MOST_SITES, ExclusionForm
from netmon.sla.claims.site_places import SitesWish
from netmon.sla.facts import ExclusionType
from netmon.web.sla_entry import (
    LONGEST_LIST,
    LONGEST_TEXT,
    Field,
    NoMoment,
    fill,
    read_moment,
    split_codes,
)
from netmon.web.tiles import to_name

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.web.texts import Texts


class Unread(Exception):
    """Fields that cannot be read.

    Attributes:
        faults: What is wrong with each, by its name.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def to_exclusion_fields(
    texts: Texts,
    register: Register,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
) -> list[Field]:
    """Return the fields with what stands in them and what is wrong with it."""
    kinds = [
        (each.value, texts(f"sla_exclusion.{each.value}")) for each in ExclusionType
    ]
    contracts = [(code, code) for code in sorted(register.contracts)]
    provinces = sorted(
        (to_name(each, texts), code) for code, each in register.provinces.items()
    )
    moment_hint = texts("sla_exclusions.moment_hint")
    fields = [
        Field("kind", "choice", options=kinds, is_required=True),
        Field("starts_at", "moment", is_required=True, most=40, hint=moment_hint),
        Field("ends_at", "moment", is_required=True, most=40),
        Field(
            "sites", "long", most=LONGEST_LIST, hint=texts("sla_exclusions.sites_hint")
        ),
        Field("contract", "choice", options=contracts),
        Field("province", "choice", options=[(code, name) for name, code in provinces]),
        Field("reason", "long", is_required=True, most=LONGEST_TEXT),
    ]
    return fill(fields, typed, faults)


def read_exclusion(
    texts: Texts, typed: Mapping[str, str], today: date
) -> ExclusionForm:
    """Return what the form asks for.

    Args:
        texts: Say what is wrong.
        typed: The fields as they came.
        today: In Bangkok.

    Raises:
        Unread: With what is wrong with each field.
    """
    faults: dict[str, str] = {}
    kind = typed.get("kind", "")
    if kind not in tuple(ExclusionType):
        faults["kind"] = texts("fault.missing")
    reason = typed.get("reason", "").strip()
    if not reason:
        faults["reason"] = texts("fault.missing")
    starts_at = _read(texts, typed, "starts_at", today, faults)
    ends_at = _read(texts, typed, "ends_at", today, faults)
    if starts_at and ends_at and ends_at <= starts_at:
        faults["ends_at"] = texts("sla_exclusions.ends_first")
    codes = split_codes(typed.get("sites", ""))
    if len(codes) > MOST_SITES:
        faults["sites"] = texts("sla_exclusions.too_many", most=f"{MOST_SITES:,}")
    if faults or starts_at is None or ends_at is None:
        raise Unread(faults)
    wish = SitesWish(
        codes or None, typed.get("contract") or None, typed.get("province") or None
    )
    span = Interval(starts_at, ends_at)
    return ExclusionForm(ExclusionType(kind), span, reason, wish)


def _read(
    texts: Texts,
    typed: Mapping[str, str],
    name: str,
    today: date,
    faults: dict[str, str],
) -> datetime | None:
    """Return one moment; what is wrong with it goes to `faults`."""
    try:
        found = read_moment(typed.get(name, ""), today)
    except NoMoment:
        faults[name] = texts("sla_exclusions.no_moment")
        return None
    if found is None:
        faults[name] = texts("fault.missing")
    return found
