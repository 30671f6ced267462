"""Months of the SLA and the statement of one, with what may be done about it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from netmon.access.policy import Subject
from netmon.access.roles import Action
from netmon.api.desk import AtDesk, Desk
from netmon.api.queries import LONGEST_WORD
from netmon.api.rights import AtCaller
from netmon.api.sla_rights import only_contract
from netmon.core.months import Month
from netmon.sla.claims.refusals import Conflict
from netmon.sla.statement import Stage
from netmon.sla.statements.lifecycle import to_calendar
from netmon.web.form import read_form
from netmon.web.render import AtReader, Reader
from netmon.web.sla_acts import LONGEST_WHY, hold_final, own_tail, to_acts
from netmon.web.sla_alerts import PenaltyAlert, to_alerts
from netmon.web.sla_entry import say
from netmon.web.sla_groups import Division
from netmon.web.sla_month_book import from_version, to_head
from netmon.web.sla_months import say_lead, to_downloads, to_month_row, to_versions
from netmon.web.sla_page import StatementWish, to_site_url, to_statement_page
from netmon.web.sla_waiting import find_later, to_waiting_lines
from netmon.web.sla_words import frame

if TYPE_CHECKING:
    from netmon.sla.statement import Statement
    from netmon.sla.statements.statement_rows import Unanswered

router = APIRouter(include_in_schema=False)

MOST_FIELDS = 5
MOST_MONTHS = 24
"""Months in the list; older ones are found by their address."""
ONE = "/sla/{month}"
SAID = ("freeze", "correct", "final", "objected")
"""What a page may say of the form that led to it."""


class MonthsQuery(BaseModel):
    """Of which contract; what else is said is no wish."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    contract: str = Field("", max_length=LONGEST_WORD)


class StatementQuery(MonthsQuery):
    """Which statement, and how it is looked at."""

    version: int | None = Field(None, ge=0, le=10_000)
    by: Division = Division.PROVINCE
    sort: str = Field("", max_length=LONGEST_WORD)
    site: str = Field("", max_length=LONGEST_WORD)
    said: str = Field("", max_length=LONGEST_WORD)


class Trouble(NamedTuple):
    """Why something was not done.

    Attributes:
        refusal: What is in the way; empty for nothing.
        typed: What was written of a correction, to be shown again.
        fault: What is wrong with that.
    """

    refusal: str = ""
    typed: str = ""
    fault: str = ""

    @property
    def status(self) -> int:
        """409 where something is in the way, 400 where the form is wrong."""
        return 409 if self.refusal else 400 if self.fault else 200


FINE = Trouble()


@router.get("/sla")
async def get_months(
    request: Request,
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
    query: Annotated[MonthsQuery, Query()],
) -> Response:
    """Show the months; who has one contract is led to it."""
    if (own := only_contract(caller.scope)) and not query.contract:
        return _lead_to(request, own)
    sla, contract = desk.live.sla, query.contract or None
    book, now = reader.shared.sla_months, reader.now
    run = desk.live.sla_to_date()
    waiting = await _unanswered(desk, reader)
    rows = []
    for each in (await sla.months())[:MOST_MONTHS]:
        head = to_head(each, sla.ruleset, contract)
        whole = await book.find(sla, each, contract)
        so_far = reader.shared.sla_so_far.find(run, each.month, contract)
        row = to_month_row(reader.texts, head, whole, each.calendar, now, so_far)
        if waiting and head.stage is Stage.FROZEN:
            lines = to_waiting_lines(reader.texts, waiting.of(each.month))
            row = replace(row, waits=lines)
        rows.append(row)
    tail = f"?{urlencode({'contract': contract})}" if contract else ""
    page = frame(reader.texts) | {"alerts": await _alerts(desk, reader, contract)}
    return reader.render(
        "sla_months.html", rows=rows, contract=contract, tail=tail, **page
    )


def _lead_to(request: Request, contract: str) -> Response:
    asked = {**request.query_params, "contract": contract}
    place = quote(request.url.path)
    return RedirectResponse(f"{place}?{urlencode(asked)}", status_code=303)


async def _unanswered(desk: Desk, reader: Reader) -> Unanswered | None:
    """Return who waits for an answer; None for who may not see all of them."""
    if not reader.may(Action.READ, Subject()):
        return None
    return await desk.live.sla.store.unanswered()


async def _alerts(
    desk: Desk, reader: Reader, contract: str | None
) -> dict[str, PenaltyAlert]:
    """Return the warnings of penalties, of one contract where it is named."""
    standings = (await desk.live.sla.contracts()).standings
    own = (each for each in standings if contract in (None, each.code))
    return to_alerts(reader.texts, own)


@router.get(ONE)
async def get_statement(
    month: str,
    request: Request,
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
    query: Annotated[StatementQuery, Query()],
) -> Response:
    """Show a statement, or lead to the working of one of its sites."""
    if (own := only_contract(caller.scope)) and not query.contract:
        return _lead_to(request, own)
    if query.site:
        url = to_site_url(month, query.contract, query.version, query.site.strip())
        return RedirectResponse(url, status_code=303)
    found = Month.parse(month)
    try:
        return await _render(desk, reader, found, query)
    except Conflict as error:  # a month that has not begun, or that nobody saw
        tail = f"?{urlencode({'contract': query.contract})}" if query.contract else ""
        words = say(reader.texts, error)
        return reader.render("sla_none.html", 404, words=words, tail=tail)


@router.post(f"{ONE}/freeze")
async def freeze(
    month: str, desk: AtDesk, reader: AtReader, caller: AtCaller
) -> Response:
    """Freeze a month."""
    found = Month.parse(month)
    try:
        await desk.live.sla.freeze(found, caller.name)
    except Conflict as error:
        return await _refuse(desk, reader, found, error)
    return _back(found, "freeze")


@router.post(f"{ONE}/correct")
async def correct(
    month: str, request: Request, desk: AtDesk, reader: AtReader, caller: AtCaller
) -> Response:
    """Add a corrected version, with why."""
    found = Month.parse(month)
    why = (await read_form(request, MOST_FIELDS)).get("why", "")[:LONGEST_WHY].strip()
    if not why:
        trouble = Trouble(fault=reader.texts("fault.missing"))
        return await _render(desk, reader, found, StatementQuery(), trouble)
    try:
        await desk.live.sla.correct(found, why, caller.name)
    except Conflict as error:
        return await _refuse(desk, reader, found, error, why)
    return _back(found, "correct")


@router.post(f"{ONE}/final")
async def finalise(
    month: str, request: Request, desk: AtDesk, reader: AtReader, caller: AtCaller
) -> Response:
    """Make the version that was looked at final."""
    found = Month.parse(month)
    text = (await read_form(request, MOST_FIELDS)).get("version", "")
    seen = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
    try:
        await desk.live.sla.finalise(found, caller.name, seen)
    except Conflict as error:
        return await _refuse(desk, reader, found, error)
    return _back(found, "final")


def _back(month: Month, said: str) -> Response:
    return RedirectResponse(f"/sla/{month}?said={said}", status_code=303)


async def _refuse(
    desk: Desk, reader: Reader, month: Month, error: Conflict, typed: str = ""
) -> Response:
    """Show the statement with why it cannot be done, and what was written."""
    trouble = Trouble(refusal=say(reader.texts, error), typed=typed)
    return await _render(desk, reader, month, StatementQuery(), trouble)


async def _render(
    desk: Desk,
    reader: Reader,
    month: Month,
    query: StatementQuery,
    trouble: Trouble = FINE,
) -> Response:
    sla, texts = desk.live.sla, reader.texts
    statement = await sla.statement(month, query.version, query.contract or None)
    wish = StatementWish(
        str(month), query.version, query.contract, query.by, query.sort
    )
    # A nation's page takes a moment; others are answered meanwhile.
    page = await asyncio.to_thread(
        to_statement_page, texts, desk.fleet.register, statement, wish
    )
    page |= await _state(desk, reader, statement, trouble)
    page["alerts"] = await _alerts(desk, reader, query.contract or None)
    said = query.said if query.said in SAID else ""
    return reader.render(
        "sla_statement.html",
        trouble.status,
        said=said,
        refusal=trouble.refusal,
        **page,
    )


async def _state(
    desk: Desk, reader: Reader, statement: Statement, trouble: Trouble
) -> dict[str, Any]:
    """Return how far the statement has come, and what the caller may do about it."""
    sla, head, texts = desk.live.sla, statement.head, reader.texts
    versions = [from_version(each) for each in await sla.store.versions(head.month)]
    if not reader.may(Action.READ, Subject()):
        # Of the version that is shown the statement knows whether it may be told.
        versions = [
            replace(each, why=head.why if each.version == head.version else "")
            for each in versions
        ]
    made_at = head.made_at if head.version else None
    calendar = to_calendar(head.month, sla.ruleset.rules, made_at)
    # Acts are about the month as a whole, and about its newest version.
    is_whole = head.contract is None
    newest = versions[0] if versions else head
    is_newest = head.version == newest.version
    waiting = await _unanswered(desk, reader)
    waits = to_waiting_lines(texts, waiting.of(head.month)) if waiting else []
    may_judge = is_whole and is_newest and reader.may(Action.JUDGE, Subject())
    acts = []
    if may_judge:
        typed, fault = trouble.typed, trouble.fault
        acts = hold_final(
            to_acts(texts, head, calendar, reader.now, typed=typed, fault=fault), waits
        )
    tail = own_tail(head.month, head.contract or "")
    takes_objections = (
        head.stage is Stage.FROZEN
        and is_newest
        and reader.now < calendar.objections_until
    )
    rows = to_versions(versions, head)
    return {
        "lead": say_lead(texts, head, calendar, reader.now),
        "newest": None if is_newest or not rows else rows[0],
        "waits": waits if head.stage is Stage.FROZEN and is_newest else [],
        "later": await find_later(texts, sla, head) if is_newest else [],
        "versions": rows,
        "downloads": to_downloads(texts, head),
        "acts": acts,
        "may_claim": reader.may(Action.CLAIM, Subject(contract=head.contract)),
        "objection_url": f"/sla/objections/new{tail}" if takes_objections else "",
        "exclusion_url": f"/sla/exclusions/new{tail}",
    }
