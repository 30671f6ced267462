"""The page of a form, as its template draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from inventory.records.catalogue import COURSE, SALE, SESSION
from netmon.api.record_history import to_history
from netmon.core.errors import NotFound
from netmon.web.moments import to_day_name, to_moment
from netmon.web.record_form import merge, to_differences, to_fields, to_shown
from netmon.web.record_history import HistoryLine, to_lines
from netmon.web.record_home import find_home, to_record_url
from netmon.web.record_saving import Outcome
from netmon.web.texts import Language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inventory.records.record import Record
    from netmon.api.desk import Desk
    from netmon.web.record_form import Difference
    from netmon.web.record_saving import Draft
    from netmon.web.record_sheet import Sheet
    from netmon.web.render import Reader
    from netmon.web.texts import Texts

MOST_CHANGES = 50
"""Lines of a history a page shows, the newest first; the API has all of them."""


class Refusal(NamedTuple):
    """Why nothing was kept, and where to look instead; "" for nowhere."""

    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else made of the record while the form was filled in."""

    record: Record
    differences: Sequence[Difference]


async def to_record_view(
    desk: Desk,
    reader: Reader,
    sheet: Sheet,
    draft: Draft | None = None,
    outcome: Outcome | None = None,
) -> dict[str, Any]:
    """Return what the page shows.

    Args:
        desk: The running service.
        reader: Whoever fills the form in.
        sheet: The form, with the record as it is now.
        draft: What they sent, None before that.
        outcome: What came of it.
    """
    texts, plan, record = reader.texts, sheet.plan, sheet.record
    outcome = outcome or Outcome()
    kept = to_shown(sheet.columns, sheet.values)
    shown = draft.entry.texts if draft else kept
    if draft and outcome.is_stale:
        shown = merge(shown, await _looked_at(desk, draft), kept)
    names = {each.name for each in sheet.columns}
    is_hidden_code = record is None and "code" not in names and not plan.kind.make_code
    values = draft.values if draft else sheet.values
    return {
        "kind": plan.kind,
        "record": record,
        "name": _to_name(sheet),
        "home": await find_home(desk, texts, plan, sheet.values),
        "path": sheet.path,
        "fields": to_fields(texts, sheet.columns, shown, outcome.faults),
        "facts": await _to_facts(desk, reader, sheet),
        "odd": outcome.odd,
        "version": record.version if record else "",
        "proposed": values["code"] if is_hidden_code else "",
        "stale": _to_meanwhile(sheet, shown) if outcome.is_stale else None,
        "refusal": _to_refusal(reader, sheet, draft, outcome, names),
        "may_drop": plan.is_made,
        "sees_people": sheet.sees_people,
        "lines": await _to_history(desk, reader, sheet),
    }


async def _looked_at(desk: Desk, draft: Draft) -> Mapping[str, Any]:
    """Return the JSON values of the version a form was made of; {} for none."""
    code = str(draft.values["code"])
    changes = await desk.live.records.history(draft.kind, code, MOST_CHANGES)
    found = (each.after for each in changes if each.version == draft.version)
    return next(found, None) or {}


def _to_meanwhile(sheet: Sheet, shown: Mapping[str, str]) -> Meanwhile | None:
    if sheet.record is None:
        return None
    found = to_differences(sheet.columns, sheet.record.values, shown)
    return Meanwhile(sheet.record, found)


def _to_refusal(
    reader: Reader,
    sheet: Sheet,
    draft: Draft | None,
    outcome: Outcome,
    names: set[str],
) -> Refusal | None:
    """Return what no field of the form can say."""
    if outcome.is_taken and draft is not None:
        url = to_record_url(sheet.plan.kind.name, str(draft.values["code"]))
        return Refusal(reader.texts("form.taken"), url)
    if outcome.refusal:
        return Refusal(outcome.refusal)
    others = [words for name, words in outcome.faults.items() if name not in names]
    return Refusal("; ".join(others)) if others else None


def _to_name(sheet: Sheet) -> str:
    """Return what a record is called beside its code; "" for what has no name."""
    names = ("shop_name", "name", "title")
    found = (str(sheet.values.get(each) or "") for each in names)
    return next(filter(None, found), "")


async def _to_facts(desk: Desk, reader: Reader, sheet: Sheet) -> list[tuple[str, str]]:
    """Return what stands for good in a record, by field: it tells which one it is."""
    texts, values = reader.texts, sheet.values
    if sheet.plan.kind is SALE and sheet.record is not None:
        return [("date", to_day_name(texts, values["date"]))]
    if sheet.plan.kind is not SESSION:
        return []
    group = values.get("learner_group")
    return [
        ("course", await _to_course(desk, texts, str(values["course"]))),
        ("starts_at", to_moment(texts, values["starts_at"])),
        ("ends_at", to_moment(texts, values["ends_at"])),
        *([("learner_group", texts.word("group", group))] if group else []),
    ]


async def _to_course(desk: Desk, texts: Texts, code: str) -> str:
    try:
        course = await desk.live.records.get(COURSE, code)
    except NotFound:
        return code
    is_thai = texts.language is Language.THAI
    return str(course.values["name_th" if is_thai else "name_en"])


async def _to_history(desk: Desk, reader: Reader, sheet: Sheet) -> list[HistoryLine]:
    if sheet.record is None:
        return []
    kind, code = sheet.plan.kind, sheet.record.code
    lines = await to_history(desk, reader.caller, kind, code, MOST_CHANGES)
    return to_lines(reader.texts, kind, lines)
