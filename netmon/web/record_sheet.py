"""One form before somebody: which record, which fields, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inventory.records.catalogue import BY_NAME
from inventory.records.importing.history import from_json
from inventory.records.kinds import CODE
from netmon.access.roles import Action
from netmon.api.queries import LONGEST_WORD
from netmon.api.record_place import subject_of
from netmon.core.clock import to_thai
from netmon.core.errors import NotFound
from netmon.web.record_entry import read_entry
from netmon.web.record_home import to_new_url, to_record_url
from netmon.web.record_plans import PLANS, FormPlan
from netmon.web.record_saving import Draft

if TYPE_CHECKING:
    from inventory.records.kinds import Column
    from inventory.records.record import Record
    from netmon.api.desk import Desk
    from netmon.web.render import Reader

LONGEST_PROPOSAL = 40
"""Characters of the parent's code in a code that we propose."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form before somebody.

    Attributes:
        values: The record's, or those a new one begins with.
        record: None for a new one.
        columns: Those this person may see and write.
        sees_people: Whether what is about persons is shown.
    """

    plan: FormPlan
    values: Mapping[str, Any]
    record: Record | None
    columns: list[Column]
    sees_people: bool

    @property
    def path(self) -> str:
        """Where the form is, and is sent."""
        kind = self.plan.kind
        if self.record is not None:
            return to_record_url(kind.name, self.record.code)
        return to_new_url(kind.name, str(self.values[kind.at or ""]))


async def open_record(desk: Desk, reader: Reader, kind: str, code: str) -> Sheet:
    """Return the form of a record.

    Raises:
        NotFound: There is no such record, or no form for its kind.
    """
    plan = _find_plan(kind)
    if not CODE.fullmatch(code):
        raise NotFound(kind, code[:LONGEST_WORD])
    record = await desk.live.records.get(plan.kind, code)
    return await _to_sheet(desk, reader, plan, record.values, record)


async def open_gone(desk: Desk, reader: Reader, kind: str, code: str) -> Sheet:
    """Return the form to make a record anew that somebody has deleted.

    Raises:
        NotFound: There never was such a record, what it belonged to has gone too, or
            none is made by hand.
    """
    plan = _find_plan(kind)
    changes = await desk.live.records.history(plan.kind, code, limit=1)
    kept = changes[0].before if changes else None
    if not plan.is_made or kept is None:
        raise NotFound(kind, code[:LONGEST_WORD])
    values = {
        each.name: from_json(each, kept.get(each.name)) for each in plan.kind.columns
    }
    await desk.live.records.get(BY_NAME[plan.parent], str(values[plan.kind.at or ""]))
    return await _to_sheet(desk, reader, plan, values, None)


async def open_new(desk: Desk, reader: Reader, kind: str, parent: str) -> Sheet:
    """Return the form of a new record that belongs to `parent`.

    Raises:
        NotFound: There is no such parent, or none is made by hand.
    """
    plan = _find_plan(kind)
    if not plan.is_made or not CODE.fullmatch(parent):
        raise NotFound(kind, parent[:LONGEST_WORD])
    await desk.live.records.get(BY_NAME[plan.parent], parent)
    local = to_thai(reader.now)
    values: dict[str, Any] = dict.fromkeys(each.name for each in plan.kind.columns)
    values[plan.kind.at or ""] = parent
    values["code"] = f"{parent[:LONGEST_PROPOSAL]}.{local:%y%m%d-%H%M%S}"
    for name in values.keys() & {"date", "published_date"}:
        values[name] = local.date()
    return await _to_sheet(desk, reader, plan, values, None)


def to_draft(sheet: Sheet, reader: Reader, posted: Mapping[str, str]) -> Draft:
    """Return what the form says; a new record's key is made of that, or was ours."""
    kind = sheet.plan.kind
    entry = read_entry(sheet.columns, posted, to_thai(reader.now).date())
    values = {**sheet.values, **entry.values}
    version = None if sheet.record is None else read_version(posted)
    if sheet.record is None:
        if kind.make_code and not entry.faults:
            values["code"] = kind.make_code(values)
        elif "code" not in entry.texts and CODE.fullmatch(posted.get("code", "")):
            values["code"] = posted["code"]
    return Draft(kind, entry, values, version, is_sure="sure" in posted)


def read_version(posted: Mapping[str, str]) -> int:
    """Return the version the form was made of; 0, which none has, where it is odd."""
    text = posted.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _find_plan(kind: str) -> FormPlan:
    plan = PLANS.get(kind)
    if plan is None:
        raise NotFound("form", kind[:LONGEST_WORD])
    return plan


async def _to_sheet(
    desk: Desk,
    reader: Reader,
    plan: FormPlan,
    values: Mapping[str, Any],
    record: Record | None,
) -> Sheet:
    subject = await subject_of(desk, plan.kind, values)
    sees_people = reader.may(Action.SEE_PEOPLE, subject)
    columns = plan.columns(is_new=record is None, sees_people=sees_people)
    return Sheet(plan, values, record, columns, sees_people)
