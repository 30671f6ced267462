"""The working of one site's month: every interval that counted, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from netmon.access.policy import Subject
from netmon.access.roles import Action
from netmon.api.desk import AtDesk, Desk
from netmon.api.queries import LONGEST_WORD
from netmon.api.rights import AtCaller
from netmon.api.site_subject import site_subject
from netmon.api.sla_rights import sees_money
from netmon.core.errors import NotFound
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.claims.refusals import Conflict
from netmon.web.render import AtReader, Reader
from netmon.web.sla_entry import say
from netmon.web.sla_explain_view import Evidence, to_explain_page
from netmon.web.sla_month_book import from_version
from netmon.web.sla_waiting import open_months
from netmon.web.texts import Language

if TYPE_CHECKING:
    from netmon.sla.desk import SiteMonth

router = APIRouter(include_in_schema=False)


class ExplainQuery(BaseModel):
    """Which month, of which version; what else is said is no wish."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    month: str = Field("", max_length=LONGEST_WORD)
    version: int | None = Field(None, ge=0, le=10_000)
    contract: str = Field("", max_length=LONGEST_WORD)


@router.get("/sla/sites/{code}")
async def get_site_month(
    code: str,
    desk: AtDesk,
    reader: AtReader,
    caller: AtCaller,
    query: Annotated[ExplainQuery, Query()],
) -> Response:
    """Show the working; of the month under way where none is named."""
    month = Month.parse(query.month) if query.month else Month.of(reader.now)
    if not code.isprintable() or len(code) > LONGEST_WORD:
        raise NotFound("site", code[:LONGEST_WORD])
    try:
        found = await desk.live.sla.explain(SiteCode(code), month, query.version)
    except Conflict as error:  # the month has not begun
        words = say(reader.texts, error)
        return reader.render("sla_none.html", 404, words=words, tail="")
    outages = {
        at: f"/outage/{quote(name, safe='')}" for at, name in found.outage_ids.items()
    }
    mine = f"/sla/exclusions?{urlencode({'site': code})}"
    evidence = Evidence(outages, mine)
    page = to_explain_page(reader.texts, found.explanation, evidence)
    page["sees_money"] = sees_money(caller.scope, found.explanation.site.contract)
    return reader.render("sla_site.html", **_frame(desk, reader, found, query), **page)


def _frame(
    desk: Desk, reader: Reader, found: SiteMonth, query: ExplainQuery
) -> dict[str, Any]:
    site, month = found.explanation.site, found.explanation.month
    about = {"month": str(month), "site": site.code, "contract": site.contract or ""}
    wish = urlencode({key: value for key, value in about.items() if value})
    subject = site_subject(desk, site.code)
    rules = desk.live.sla.ruleset.rules
    shown = [found.version] if found.version else []
    is_open = bool(open_months(shown, rules, reader.now))
    return {
        "name": _to_name(desk, reader, found),
        "head": from_version(found.version) if found.version else None,
        "statement_url": _to_statement(reader, found, query),
        "last_day": (month.next.first_day - timedelta(days=1)).day,
        "may_claim": reader.may(Action.CLAIM, subject),
        "objection_url": f"/sla/objections/new?{wish}" if is_open else "",
        "exclusion_url": f"/sla/exclusions/new?{wish}",
        "is_in_register": desk.fleet.get(site.code) is not None,
    }


def _to_statement(reader: Reader, found: SiteMonth, query: ExplainQuery) -> str:
    """Return the address of the month the reader may see; empty where of none."""
    contract = query.contract
    if not contract and not reader.may(Action.READ, Subject()):
        contract = found.explanation.site.contract or ""
    if not reader.may(Action.READ, Subject(contract=contract or None)):
        return ""
    named = {"version": query.version, "contract": contract}
    tail = urlencode({key: value for key, value in named.items() if value})
    return f"/sla/{found.explanation.month}" + (f"?{tail}" if tail else "")


def _to_name(desk: Desk, reader: Reader, found: SiteMonth) -> str:
    """Return the site's name as the version has it, else as the register does."""
    is_thai = reader.texts.language is Language.THAI
    if found.line is not None:
        return found.line.name_th if is_thai else found.line.name_en
    facts = desk.fleet.get(found.explanation.site.code)
    if facts is None:
        return str(found.explanation.site.code)
    return facts.site.name_th if is_thai else facts.site.name_en
