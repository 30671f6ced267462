"""What may be done about a month's statement, and when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from netmon.core.clock import to_thai
from netmon.sla.statement import Stage
from netmon.web.moments import to_day_name

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.months import Month
    from netmon.sla.statement import Head
    from netmon.sla.statements.lifecycle import Calendar
    from netmon.web.sla_waiting import Line
    from netmon.web.texts import Texts

ACTS = ("freeze", "correct", "final")
"""The last part of the addresses that do it."""
_BY_STAGE = {
    Stage.DRAFT: ("freeze",),
    Stage.FROZEN: ("final", "correct"),
    Stage.FINAL: ("correct",),
}
LONGEST_WHY = 2_000


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that may be done, as its form shows it.

    Attributes:
        name: One of ACTS.
        words: What it does, and from when on.
        is_due: Its day has come, and nothing is in the way.
        waits: What must be answered before; then there is no button.
        typed, fault: What stands in the field of the reason, and what is wrong with it.
    """

    name: str
    url: str
    words: str
    is_due: bool
    asks_why: bool
    typed: str = ""
    fault: str = ""
    most: int = LONGEST_WHY
    waits: Sequence[Line] = ()


def to_acts(
    texts: Texts,
    head: Head,
    calendar: Calendar,
    now: datetime,
    *,
    typed: str = "",
    fault: str = "",
) -> list[Act]:
    """Return what may be done about the statement that is shown.

    Args:
        texts: Of the page.
        head: Of the newest statement of the month.
        calendar: Of the month.
        now: UTC.
        typed: Why somebody wants a correction, as they wrote it.
        fault: What is wrong with that.
    """
    starts = {"freeze": calendar.freeze_from, "final": calendar.final_from}
    found = []
    for name in _BY_STAGE[head.stage]:
        start = starts.get(name)
        asks_why = name == "correct"
        day = to_day(texts, start) if start else ""
        found.append(
            Act(
                name=name,
                url=f"/sla/{head.month}/{name}",
                words=texts(f"sla_act_words.{name}", day=day),
                is_due=start is not None and now >= start,
                asks_why=asks_why,
                typed=typed if asks_why else "",
                fault=fault if asks_why else "",
            )
        )
    return found


def hold_final(acts: Iterable[Act], waits: Sequence[Line]) -> list[Act]:
    """Return the acts; with something to be answered before, final is not due."""
    return [
        replace(each, waits=waits, is_due=each.is_due and not waits)
        if each.name == "final"
        else each
        for each in acts
    ]


def say_due(texts: Texts, stage: Stage, calendar: Calendar, now: datetime) -> str:
    """Return what is due next about a month, and whose turn it is."""
    if stage is Stage.FINAL:
        return texts("sla.due_done")
    if stage is Stage.DRAFT:
        return texts("sla.due_freeze", day=to_day(texts, calendar.freeze_from))
    if now < calendar.objections_until:
        return texts("sla.due_objections", day=last_day(texts, calendar))
    return texts("sla.due_final", day=to_day(texts, calendar.final_from))


def last_day(texts: Texts, calendar: Calendar) -> str:
    """Return the last day on which objections are taken; it ends at midnight."""
    until = to_thai(calendar.objections_until)
    return to_day_name(texts, until.date().fromordinal(until.date().toordinal() - 1))


def to_day(texts: Texts, at: datetime) -> str:
    """Return the day of Bangkok that begins at `at`."""
    return to_day_name(texts, to_thai(at).date())


def own_tail(month: Month, contract: str) -> str:
    """Return the parameters of a page about a month of a contract."""
    return f"?month={month}" + (f"&contract={contract}" if contract else "")
