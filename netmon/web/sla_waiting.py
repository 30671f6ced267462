"""What a month's statement waits for, and what came after it was made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from netmon.sla.claims.exclusion_list import ExclusionFilter, Reach
from netmon.sla.claims.exclusions import Standing
from netmon.sla.claims.objection_store import ObjectionFilter
from netmon.sla.claims.objections import Answered
from netmon.sla.statement import Stage
from netmon.sla.statements.lifecycle import to_calendar

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.months import Month
    from netmon.sla.claims.exclusions import ExclusionRequest
    from netmon.sla.desk import SlaDesk
    from netmon.sla.parameters import Rules
    from netmon.sla.statement import Head
    from netmon.sla.statements.lifecycle import Waiting
    from netmon.sla.statements.statement_rows import Version
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


def after_frozen(
    versions: Iterable[Version], request: ExclusionRequest
) -> list[Version]:
    """Return the newest versions that a decision about a request came too late for.

    Args:
        versions: Of all months, newest first.
        request: Approved or rejected; of another there are none.
    """
    at, span = request.decision.at, request.wish.span
    if at is None or request.standing not in (Standing.APPROVED, Standing.REJECTED):
        return []
    newest: dict[Month, Version] = {}
    for each in versions:
        newest.setdefault(each.month, each)
    return [
        each
        for month, each in sorted(newest.items())
        if each.made_at <= at
        and month.span.start < span.end
        and month.span.end > span.start
    ]


def open_months(
    versions: Iterable[Version], rules: Rules, now: datetime
) -> list[Version]:
    """Return the newest version of each month that takes objections.

    Args:
        versions: Of all months, newest first.
        rules: Say the days.
        now: UTC.
    """
    newest: dict[Month, Version] = {}
    for each in versions:
        newest.setdefault(each.month, each)
    return [
        each
        for month, each in newest.items()
        if each.stage is Stage.FROZEN
        and now < to_calendar(month, rules, each.made_at).objections_until
    ]


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
