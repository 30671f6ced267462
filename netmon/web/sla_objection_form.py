"""The form of an objection: its fields, and what was written. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from netmon.core.errors import ConfigError
from netmon.core.months import Month
from netmon.sla.claims.objections import ObjectionWish
from netmon.sla.statement import Stage
from netmon.web.sla_entry import LONGEST_TEXT, Field, fill
from netmon.web.sla_exclusion_form import Unread
from netmon.web.sla_words import to_month_name

if TYPE_CHECKING:
    from netmon.sla.statements.statement_rows import Version
    from netmon.web.texts import Texts

LONGEST_ID = 96


def to_objection_fields(
    texts: Texts,
    versions: Iterable[Version],
    contracts: Iterable[str],
    typed: Mapping[str, str],
    faults: Mapping[str, str],
) -> list[Field]:
    """Return the fields with what stands in them and what is wrong with it.

    Args:
        texts: Of the page.
        versions: Of all statements, newest first; of each month the newest is offered.
        contracts: Those the caller may object for.
        typed: What stands in the fields; a month alone is one of its versions too.
        faults: What is wrong, by field.
    """
    newest: dict[Month, Version] = {}
    for each in versions:
        newest.setdefault(each.month, each)
    months = [
        (f"{month}.{each.version}", f"{to_month_name(texts, month)} {each.label}")
        for month, each in newest.items()
        if each.stage is not Stage.FINAL
    ]
    wished = typed.get("month", "")
    chosen = next((value for value, _ in months if value.startswith(f"{wished}.")), "")
    codes = [(code, code) for code in contracts]
    fields = [
        Field("month", "choice", options=months, is_required=True),
        Field("contract", "choice", options=codes, is_required=True),
        Field("site", most=64, hint=texts("sla_objections.site_hint")),
        Field("outage", most=LONGEST_ID, hint=texts("sla_objections.outage_hint")),
        Field("text", "long", is_required=True, most=LONGEST_TEXT),
    ]
    return fill(fields, {**typed, "month": chosen or wished}, faults)


def read_objection(texts: Texts, typed: Mapping[str, str]) -> ObjectionWish:
    """Return what the form says.

    Raises:
        Unread: With what is wrong with each field.
    """
    faults = {
        name: texts("fault.missing")
        for name in ("month", "contract", "text")
        if not typed.get(name, "").strip()
    }
    month, _, version = typed.get("month", "").partition(".")
    is_version = version.isascii() and version.isdigit() and len(version) < 5
    try:
        found = Month.parse(month) if is_version else None
    except ConfigError:
        found = None
    if found is None:
        faults["month"] = texts("fault.missing")
    if faults or found is None:
        raise Unread(faults)
    return ObjectionWish(
        month=found,
        version=int(version),
        contract=typed["contract"],
        text=typed["text"],
        site=typed.get("site", "").strip() or None,
        outage=typed.get("outage", "").strip()[:LONGEST_ID] or None,
    )
