"""One site: what is wrong, since when, what shows it, and a look now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from netmon.access.policy import Subject
from netmon.access.roles import Action
from netmon.api.desk import AtDesk, Desk
from netmon.api.fleet import SiteFacts
from netmon.api.problems import Problem
from netmon.api.queries import LONGEST_WORD
from netmon.api.rights import AtCaller
from netmon.api.site_detail import to_devices
from netmon.api.site_subject import site_subject
from netmon.core.errors import NotFound
from netmon.core.model import Service, SiteCode
from netmon.status.history import Outage, OutageFilter
from netmon.web.because import explain, to_because
from netmon.web.cause import to_restart
from netmon.web.charts import RANGES_H, USUAL_H, to_site_charts
from netmon.web.evidence_words import to_looks
from netmon.web.history_view import to_histories
from netmon.web.incident_words import to_why
from netmon.web.reading import to_reading
from netmon.web.render import AtReader, Reader
from netmon.web.site_sentence import say_site
from netmon.web.site_ties import to_ties
from netmon.web.texts import Language, Texts
from netmon.web.tiles import to_name

if TYPE_CHECKING:
    from inventory.model import Site
    from netmon.access.policy import Principal

router = APIRouter(include_in_schema=False)

OUTAGE_COUNT = 10


@router.get("/site/{code}")
async def get_site(code: str, desk: AtDesk, reader: AtReader) -> Response:
    """Show a site."""
    facts = _find(desk, code)
    return reader.render("site.html", check=None, **await _view(desk, reader, facts))


@router.post("/site/{code}/check")
async def check_site(
    code: str, request: Request, desk: AtDesk, reader: AtReader, caller: AtCaller
) -> Response:
    """Look at a site now; show what came back as a page, or as the part of one."""
    facts = _find(desk, code)
    check = await _check(desk, reader, facts.site.code, caller)
    if "fragment" in request.query_params:
        return reader.render("_check.html", check=check)
    return reader.render("site.html", check=check, **await _view(desk, reader, facts))


def _find(desk: Desk, code: str) -> SiteFacts:
    facts = desk.fleet.get(code)
    if facts is None:
        raise NotFound("site", code[:LONGEST_WORD])
    return facts


async def _check(
    desk: Desk, reader: Reader, code: SiteCode, caller: Principal
) -> dict[str, Any]:
    """Return what a live look gave, or in `refusal` why there is none."""
    texts = reader.texts
    try:
        found = await desk.checks.check(code, caller)
    except Problem as problem:
        name = {429: "check.too_often", 409: "check.no_device"}
        return {"refusal": texts(name.get(problem.status, "check.failed"))}
    return {
        "refusal": "",
        "is_answering": found["is_answering"],
        "answered_at": found["answered_at"],
        "before": to_looks(texts, found["before"]),
        "after": to_looks(texts, found["after"]),
    }


async def _view(desk: Desk, reader: Reader, facts: SiteFacts) -> dict[str, Any]:
    live, site, texts = desk.live, facts.site, reader.texts
    said = await say_site(desk, site, reader.now)
    status, track = said.status, live.engine.sites.get(site.code)
    which = OutageFilter(sites=[site.code])
    outages = await live.history.outages(which, limit=OUTAGE_COUNT)
    register = desk.fleet.register
    is_thai = texts.language is Language.THAI
    causes = await explain(desk, reader, outages)
    subject = site_subject(desk, site.code)
    sees_people = reader.may(Action.SEE_PEOPLE, subject)
    return {
        "site": site,
        **await to_ties(desk, site.code, sees_people=sees_people),
        **await _numbers(desk, reader, site),
        "may_check": reader.may(Action.PROBE, subject),
        "name": site.name_th if is_thai else site.name_en,
        "province_name": to_name(register.provinces[site.province], texts),
        "contract": register.contracts.get(site.contract),
        "may_see_contract": reader.may(Action.READ, Subject(contract=site.contract)),
        "status": status,
        "services": [(Service.LINK, status.link), (Service.WIFI, status.wifi)],
        "sentence": said.sentence,
        "unseen": to_why(texts, said.unseen) if said.unseen else "",
        "because": await to_because(desk, reader, said.because),
        "work": live.maintenance.calendar.of_site(site.code, reader.now),
        "habit": live.habit_of(site.code),
        "looked_at": track.looked_at if track else None,
        "histories": await to_histories(live, site.code, status, reader.now),
        "outages": [
            _to_outage(texts, each) | {"because": causes.get(each.id)}
            for each in outages
        ],
        "devices": [
            device | {"looks": to_looks(texts, device["probes"])}
            for device in to_devices(desk, site)
        ],
    }


async def _numbers(desk: Desk, reader: Reader, site: Site) -> dict[str, Any]:
    """Return charts and newest reading; nothing without a router or a sample log."""
    register, samples = desk.fleet.register, desk.live.samples
    router_ = register.routers.get(site.code)
    if router_ is None or samples is None:
        return {"charts": [], "reading": None}
    contract = register.contracts.get(site.contract)
    return {
        "charts": to_site_charts(reader.texts, site, router_.id, contract),
        "ranges": RANGES_H,
        "usual_range": USUAL_H,
        "states_url": f"/api/v1/sites/{quote(site.code, safe='')}/states",
        "reading": await to_reading(reader.texts, samples, site.code, router_.id),
    }


def _to_outage(texts: Texts, outage: Outage) -> dict[str, Any]:
    return {
        "outage": outage,
        "restart": to_restart(outage).value,
        "looks": to_looks(texts, outage.evidence),
        "return_looks": to_looks(texts, outage.return_evidence or []),
    }
