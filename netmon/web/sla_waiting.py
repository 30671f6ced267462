"""What a month's statement waits for, and what came after it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from netmon.sla.exclusion_list import ExclusionFilter, Reach
from netmon.sla.exclusions import Standing
from netmon.sla.objection_store import ObjectionFilter
from netmon.sla.objections import Answered

if TYPE_CHECKING:
    from netmon.sla.desk import SlaDesk
    from netmon.sla.lifecycle import Waiting
    from netmon.sla.statement import Head
    from netmon.web.texts import Texts

MOST_COUNTED = 1_000
"""Rows of a month that are looked through; more of them are not told apart."""


class Line(NamedTuple):
    """A sentence, and the page it is about."""

    words: str
    url: str


def to_waiting_lines(texts: Texts, waiting: Waiting) -> list[Line]:
    """Return what must be answered before a month can be final."""
    found = []
    if waiting.objections:
        words = texts("sla.objections_wait", count=f"{waiting.objections:,}")
        found.append(Line(words, "/sla/objections?status=open"))
    if waiting.requests:
        words = texts("sla.requests_wait", count=f"{waiting.requests:,}")
        found.append(Line(words, "/sla/exclusions?status=requested"))
    return found


async def find_later(texts: Texts, sla: SlaDesk, head: Head) -> list[Line]:
    """Return what was decided after the shown version was made, and is not in it."""
    if not head.version:
        return []
    contracts = None if head.contract is None else [head.contract]
    named = {"contract": head.contract} if head.contract else {}
    found = []
    accepted = ObjectionFilter(contracts, month=head.month, standing=Answered.ACCEPTED)
    answers = [
        each.answered_at for each in await sla.objections.page(accepted, MOST_COUNTED)
    ]
    count = sum(each is not None and each >= head.made_at for each in answers)
    if count:
        tail = urlencode({"status": "accepted"} | named)
        words = texts("sla.accepted_later", count=f"{count:,}")
        found.append(Line(words, f"/sla/objections?{tail}"))
    which = ExclusionFilter(Reach(contracts), span=head.month.span)
    rows = await sla.exclusions.page(which, MOST_COUNTED)
    decided = (each.request for each in rows)
    count = sum(
        each.standing in (Standing.APPROVED, Standing.REJECTED)
        and each.decision.at is not None
        and each.decision.at >= head.made_at
        for each in decided
    )
    if count:
        tail = f"?{urlencode(named)}" if named else ""
        words = texts("sla.decided_later", count=f"{count:,}")
        found.append(Line(words, f"/sla/exclusions{tail}"))
    return found
