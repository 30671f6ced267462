"""The list of months, and what a statement says of itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from netmon.sla.shown import to_percent
from netmon.sla.statement import Stage
from netmon.web.moments import to_moment
from netmon.web.sla_acts import last_day, say_due
from netmon.web.sla_drawings import Slice, to_verdict_slices
from netmon.web.sla_words import to_month_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from netmon.sla.statement import Group, Head
    from netmon.sla.statements.lifecycle import Calendar
    from netmon.web.sla_so_far import SoFar
    from netmon.web.sla_waiting import Line
    from netmon.web.texts import Texts

READ, DATA = ("pdf", "xlsx"), ("csv", "json", "scenario")
_LANGUAGES = (("th", "ไทย"), ("en", "English"))


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the list.

    Attributes:
        availability: Of the whole, in percent; None where there is no figure yet.
        due: What is to be done next, and by whom.
        up_to: Until when it reckons; None of a frozen one, and where nothing is known.
        so_far: What the hourly run says, where the month is not frozen.
        is_over: Whether a month that is not frozen has ended.
        waits: What must be answered before it can be final.
    """

    name: str
    url: str
    head: Head
    availability: str | None
    slices: Sequence[Slice]
    penalty_baht: Decimal | None
    due: str
    up_to: datetime | None
    so_far: SoFar | None
    is_over: bool
    waits: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a month's statement."""

    label: str
    url: str
    stage: str
    made_at: datetime
    made_by: str
    why: str
    is_shown: bool
    is_corrected: bool


def to_month_row(
    texts: Texts,
    head: Head,
    whole: Group | None,
    calendar: Calendar,
    now: datetime,
    so_far: SoFar | None = None,
) -> MonthRow:
    """Return one month.

    Args:
        texts: Of the page.
        head: Of its newest version, or of its draft.
        whole: Its sites together; None where nothing has been worked out.
        calendar: When its steps are due.
        now: UTC.
        so_far: What the hourly run says of the month; a frozen version goes before it.
    """
    tail = f"?{urlencode({'contract': head.contract})}" if head.contract else ""
    if head.stage is not Stage.DRAFT:
        so_far = None
    sums = whole or (so_far.group if so_far else None)
    seconds = sums.seconds if sums else None
    return MonthRow(
        name=to_month_name(texts, head.month),
        url=f"/sla/{head.month}{tail}",
        head=head,
        availability=to_percent(seconds.up_s, seconds.seen_s) if seconds else None,
        slices=to_verdict_slices(sums.verdicts) if sums else (),
        penalty_baht=whole.penalty_baht if whole else None,
        due=say_due(texts, head.stage, calendar, now),
        up_to=so_far.until if so_far else None,
        so_far=so_far,
        is_over=head.stage is Stage.DRAFT and now >= head.month.span.end,
    )


def to_versions(heads: Iterable[Head], shown: Head) -> list[VersionRow]:
    """Return the versions of a month, the newest first."""
    found = sorted(heads, key=lambda each: -each.version)
    return [
        _to_version(each, shown, is_corrected=each is not found[0]) for each in found
    ]


def say_lead(texts: Texts, head: Head, calendar: Calendar, now: datetime) -> str:
    """Return in a sentence how far the statement has come."""
    if head.stage is Stage.FINAL:
        return texts("sla.lead_final", moment=to_moment(texts, head.final_at))
    if head.stage is Stage.DRAFT:
        return texts("sla.lead_draft", moment=to_moment(texts, head.made_at))
    is_open = now < calendar.objections_until
    return texts(
        "sla.lead_frozen" if is_open else "sla.lead_closed",
        moment=to_moment(texts, head.made_at),
        who=head.made_by,
        day=last_day(texts, calendar),
    )


def to_downloads(texts: Texts, head: Head) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the files of a statement: those to read by language, then the data."""
    found = [
        (name, [_to_file(head, form, code) for form in READ])
        for code, name in _LANGUAGES
    ]
    data = [_to_file(head, form) for form in DATA]
    return [*found, (texts("sla.data_files"), data)]


def _to_file(head: Head, form: str, language: str = "") -> tuple[str, str]:
    """Return a file's name and address; see netmon.api.route_sla_files."""
    named = {
        "contract": head.contract or "",
        "version": str(head.version) if head.version else "",
        "language": language,
    }
    asked = urlencode({name: text for name, text in named.items() if text})
    address = f"/api/v1/sla/statements/{head.month}/files/{form}"
    return form.upper(), f"{address}?{asked}" if asked else address


def _to_version(head: Head, shown: Head, *, is_corrected: bool) -> VersionRow:
    named = {"version": str(head.version)}
    if shown.contract:
        named["contract"] = shown.contract
    return VersionRow(
        label=head.label,
        url=f"/sla/{head.month}?{urlencode(named)}",
        stage=head.stage.value,
        made_at=head.made_at,
        made_by=head.made_by,
        why=head.why,
        is_shown=head.version == shown.version,
        is_corrected=is_corrected,
    )
